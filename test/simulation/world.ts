/** The programs of a simulated team: a studio, and windows on working folders, started, killed and started again. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { openProject } from '../../engine/engine.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { buildApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { openStudio, type Studio } from '../../server/studio.ts';
import { listened } from './calls.ts';
import {
  type Cast,
  MACHINES,
  type MachineName,
  ownerOf,
  type Who,
  type WindowName,
  whoseWindow,
} from './cast.ts';
import type { Armed, Listening } from './listening.ts';
import { EPOCH } from './os/clock.ts';
import { giveBack, losePower } from './os/ending.ts';
import { Kernel } from './os/kernel.ts';
import { type Listener, type NetworkFault, release } from './os/network.ts';
import { Killed, Machine, Program, running, type Task } from './os/program.ts';
import { isDiskFull, type SimulatedWorld, wasKilled } from './os/system.ts';
import { Random } from './random.ts';
import type { Safeguards } from './safeguards.ts';
import type { Window } from './window.ts';

const RESTART_MS = 400;
/** Of what has no name any more, for as long as the disk may still have one. */
export const LIMBO = '.limbo';

export class World implements SimulatedWorld {
  readonly root: string;
  readonly kernel = new Kernel();
  readonly dice: Random;
  readonly ignoresLocks: boolean;
  readonly accepted = new Set<Duplex>();
  readonly machines: Readonly<Record<MachineName | 'studio', Machine>>;
  readonly windows = new Map<WindowName, Window>();
  readonly armed: Armed[] = [];
  /** From now on nobody is killed and nothing is lost. */
  quiet = false;
  readonly #cast: Cast;
  readonly #tokens: ReadonlyMap<string, string>;
  readonly #listening: Listening;
  readonly #safeguards: Safeguards;
  readonly #opening = new Set<string>();
  #studio:
    | {
        readonly program: Program;
        readonly task: Task;
        readonly studio: Studio;
        readonly app: FastifyInstance;
      }
    | undefined;
  #serial = 0;

  constructor(
    seed: number,
    cast: Cast,
    tokens: ReadonlyMap<string, string>,
    listening: Listening,
    safeguards: Safeguards,
  ) {
    this.root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cairn-sim-'));
    this.dice = new Random(seed ^ 0x5eed);
    this.#cast = cast;
    this.#tokens = tokens;
    this.#listening = listening;
    this.#safeguards = safeguards;
    this.ignoresLocks = safeguards.exclusive === false;
    const machines = [...MACHINES, 'studio' as const].map(
      (name) => [name, new Machine(name, join(this.root, LIMBO, name))] as const,
    );
    this.machines = Object.fromEntries(machines) as Record<MachineName | 'studio', Machine>;
    for (const [, machine] of machines) {
      machine.forgetsToFlush = safeguards.flushes === false;
      machine.forgetsFolders = safeguards.flushesFolders === false;
    }
  }

  folder(who: string): string {
    return join(this.root, who);
  }

  task(name: string, seed: number, online: boolean, onEffect?: Task['onEffect']): Task {
    return { name, random: new Random(seed), online, connections: 0, ...(onEffect && { onEffect }) };
  }

  ports(who: Who): EnginePorts {
    return {
      token: async () => this.#tokens.get(ownerOf(who)) ?? null,
      now: () => Date.now(),
      log: () => undefined,
    };
  }

  /** Saves a file as a program of the artist's would. Not part of any simulated program. */
  save(window: Pick<Window, 'folder' | 'machine'>, path: string, content: string | Uint8Array): void {
    running.exit(() => {
      const file = join(window.folder, path);
      window.machine.names.settle(file);
      mkdirSync(join(file, '..'), { recursive: true });
      // Some programs write into the file, others give its name to a new one.
      const into = content.length % 2 === 0 ? file : `${file}.saving`;
      writeFileSync(into, content);
      const now = (EPOCH + Math.floor(this.kernel.now) + window.machine.skew) / 1_000;
      utimesSync(into, now, now);
      try {
        renameSync(into, file);
      } finally {
        if (into !== file) rmSync(into, { force: true });
      }
    });
  }

  #program(name: WindowName | 'studio', machine: Machine): Program {
    const died = (program: Program) =>
      this.kernel.scheduleFor(undefined, undefined, 0, `${name} is dead`, () => this.#bury(name, program));
    return new Program(name, machine, died, (what) => this.#listening.onFault(what));
  }

  /** What the system does when a program has ended: gives back what it had open, and starts it again some time later. */
  #bury(name: WindowName | 'studio', program: Program): void {
    for (const end of [...program.hangUp]) end();
    const shared = name === 'ben' ? 'ben2' : name === 'ben2' ? 'ben' : undefined;
    const alone = !shared || !(this.windows.has(shared) || this.#opening.has(shared));
    this.#listening.onEnd(this.folder(program.machine.name));
    giveBack(program, alone);
    this.#opening.delete(name);
    if (name === 'studio') this.#studio = undefined;
    else this.windows.delete(name);
    this.kernel.scheduleFor(undefined, undefined, this.dice.next() * RESTART_MS, `start ${name}`, () =>
      this.open(name),
    );
  }

  /** Starts it, and again until it runs. */
  open(name: WindowName | 'studio'): void {
    if (this.#opening.has(name) || this.isOpen(name)) return;
    this.#opening.add(name);
    const again = (error: unknown) => {
      if (wasKilled(error)) return;
      this.#opening.delete(name);
      if (!isDiskFull(error)) this.#listening.onError(error);
      this.kernel.scheduleFor(undefined, undefined, RESTART_MS, `start ${name}`, () => this.open(name));
    };
    (name === 'studio' ? this.#openStudio() : this.#openWindow(name)).then(
      () => this.#opening.delete(name),
      again,
    );
  }

  /** Starts it, and waits until it runs. */
  async opened(name: WindowName | 'studio'): Promise<void> {
    this.open(name);
    while (!this.isOpen(name)) await this.kernel.wait(10, `${name}?`);
  }

  isOpen(name: WindowName | 'studio'): boolean {
    return name === 'studio' ? this.#studio !== undefined : this.windows.has(name);
  }

  get studio(): Studio | undefined {
    return this.#studio?.studio;
  }

  get studioProgram(): Program | undefined {
    return this.#studio?.program;
  }

  async #openStudio(): Promise<void> {
    const program = this.#program('studio', this.machines.studio);
    const task = this.task('serve', this.#serial++, false);
    await running.run({ program, task }, async () => {
      try {
        const config = readConfig({
          env: {},
          options: { data: this.folder('studio'), port: 0, logLevel: 'silent', sessionDays: 3_650 },
        });
        const studio = this.#safeguards.studio?.(await openStudio(config)) ?? (await openStudio(config));
        const app = buildApp({ studio, version: 'simulated' });
        this.#safeguards.app?.(app, studio);
        await app.ready();
        this.#studio = { program, task, studio, app };
      } catch (error) {
        this.#giveUp(program);
        throw error;
      }
    });
    this.#listening.onOpened('studio');
  }

  /** A program that could not start leaves nothing open. */
  #giveUp(program: Program): void {
    if (!program.alive) throw new Killed(program.name);
    program.stop();
    running.exit(() => giveBack(program, false));
  }

  async #openWindow(name: WindowName): Promise<void> {
    const who = whoseWindow(name);
    const machine = this.machines[ownerOf(who)];
    const program = this.#program(name, machine);
    const task = this.task('open', this.#serial++, false);
    const folder = this.folder(who);
    const project = await running.run({ program, task }, () =>
      openProject(folder, this.ports(who)).catch((error: unknown) => {
        this.#giveUp(program);
        throw error;
      }),
    );
    await this.#safeguards.opened?.(folder);
    this.windows.set(name, {
      name,
      who,
      folder,
      machine,
      program,
      project: listened(project, (call) => this.#listening.onCall(call)),
    });
    this.#listening.onOpened(name);
  }

  /**
   * The power of a machine goes: all its programs end, and what they had not flushed may be lost.
   * @returns whether it did: not while one of them starts
   */
  cutPower(who: MachineName | 'studio', seed: number): boolean {
    const windows = new Set(this.#cast.windows.filter((name) => ownerOf(whoseWindow(name)) === who));
    const names = who === 'studio' ? (['studio'] as const) : [...windows];
    const random = new Random(seed);
    const running = names.map((name) => [name, this.#programOf(name)] as const);
    if (names.some((name) => this.#opening.has(name)) || !running.some(([, program]) => program?.alive))
      return false;
    for (const [, program] of running) program?.stop();
    for (const [name, program] of running) if (program) this.#bury(name, program);
    for (const lost of losePower(this.machines[who], random))
      this.#listening.onFault(`power of ${who} lost: ${lost}`);
    return true;
  }

  #programOf(name: WindowName | 'studio'): Program | undefined {
    return name === 'studio' ? this.#studio?.program : this.windows.get(name)?.program;
  }

  /** Ends a program in good order, and starts it again. */
  async restart(name: WindowName | 'studio'): Promise<void> {
    const window = name === 'studio' ? undefined : this.windows.get(name);
    const studio = name === 'studio' ? this.#studio : undefined;
    const program = window?.program ?? studio?.program;
    if (!program) return;
    try {
      await running.run({ program, task: this.task('close', this.#serial++, false) }, async () => {
        if (window) {
          this.windows.delete(window.name);
          await window.project.close();
        }
        if (studio) {
          await studio.app.close();
          await studio.studio.close();
        }
      });
    } catch (error) {
      if (!wasKilled(error) && !isDiskFull(error)) this.#listening.onError(error);
    }
    if (!program.alive) return;
    program.stop();
    this.#bury(name, program);
  }

  /** Ends the studio for good. */
  async shutStudio(): Promise<void> {
    const studio = this.#studio;
    if (!studio) return;
    this.#studio = undefined;
    await running.run(studio, async () => {
      await studio.app.close();
      await studio.studio.close();
    });
    studio.program.stop();
  }

  /** Runs `work` as a task of a window. Resolves with nothing where its program dies meanwhile. */
  async perform<T>(window: Window, task: Task, work: () => Promise<T>): Promise<T> {
    return running.run({ program: window.program, task }, work);
  }

  listener(): Listener | undefined {
    const running = this.#studio;
    return running && { server: running.app.server, program: running.program, task: running.task };
  }

  faultFor(program: Program, line: string): NetworkFault | undefined {
    if (this.quiet) return undefined;
    const at = this.armed.findIndex(
      ({ who, line: wanted }) => who === program.machine.name && line.includes(wanted),
    );
    const [found] = at < 0 ? [] : this.armed.splice(at, 1);
    if (found) this.#listening.onFault(`${found.fault.kind} ${program.name} ${line}`);
    return found?.fault;
  }

  onConnect(program: Program, task: Task): void {
    this.#listening.onConnect(program.name, task);
  }

  onRequest(program: Program, task: Task, line: string, bytes: number): void {
    this.#listening.onRequest(program.name, task.name, line, bytes);
  }

  onLost(error: unknown): void {
    this.#listening.onError(error);
  }

  async openAll(): Promise<void> {
    const names = ['studio', ...this.#cast.windows] as const;
    for (const name of names) this.open(name);
    // One that has just died is there until the system has taken notice.
    const runs = (name: WindowName | 'studio') =>
      (name === 'studio' ? this.#studio : this.windows.get(name))?.program.alive === true;
    while (!names.every(runs)) await this.kernel.wait(10, 'all open?');
  }

  /** Copies the folders of another world. */
  furnish(template: string): void {
    cpSync(template, this.root, { recursive: true, preserveTimestamps: true });
  }

  /** Frees what is left, however it ended. */
  dispose(): void {
    this.#listening.onEnd(this.root);
    const programs = [...this.windows.values()].map((window) => window.program);
    for (const program of [...programs, this.#studio?.program]) {
      if (!program) continue;
      program.stop();
      giveBack(program, false);
    }
    for (const { names, unflushed } of Object.values(this.machines)) {
      names.dispose();
      unflushed.dispose();
    }
    release(this.accepted);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}
