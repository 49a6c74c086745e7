/** One simulated run: a team works while everything goes wrong, then comes to rest; what must hold is looked at all the time. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createStudioAccount } from '../../engine/remote/account.ts';
import { collect } from '../../server/operations/gc.ts';
import { applyAside } from './aside.ts';
import { type Cast, ONE_PROJECT, ownerOf, TEAMS, type Who, type WindowName, whoseWindow } from './cast.ts';
import { act, ONLINE } from './deeds.ts';
import { arm } from './faults.ts';
import type { Listening } from './listening.ts';
import { Model, Violation } from './model.ts';
import { type Effect, type Program, running, type Task } from './os/program.ts';
import { isDiskFull, type System, wasKilled } from './os/system.ts';
import { GRACE, type Happening } from './plan.ts';
import type { Production } from './production.ts';
import { Random } from './random.ts';
import { comeToRest } from './rest.ts';
import { ALL, type Safeguards } from './safeguards.ts';
import type { Scene } from './scene.ts';
import type { Reader, StoredProject, StoredStudio } from './stored.ts';
import type { Template, Templates } from './template.ts';
import { effectProblem } from './watch.ts';
import { STUDIO_URL, type Window } from './window.ts';
import { World } from './world.ts';

export interface Ground {
  readonly system: System;
  readonly reader: Reader;
  readonly templates: Templates;
}

export interface Outcome {
  readonly deeds: number;
  /** What took effect, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  /** Things that happened: messages, disk calls, timers. */
  readonly steps: number;
  readonly versions: number;
  readonly trace: string;
  /** What of a project's methods was called. */
  readonly calls: ReadonlySet<string>;
}

export interface RunOptions {
  readonly seed: number;
  readonly plan: readonly Happening[];
  /** One project, where left out. */
  readonly cast?: Cast;
  readonly safeguards?: Safeguards;
  readonly log?: ((line: string) => void) | undefined;
  /** Every single step too. */
  readonly verbose?: boolean;
}

/** Simulated milliseconds within which everything has ended. */
const LIMIT = 400 * 3_600_000;

/** @throws {Violation} what did not hold; or what broke */
export async function simulate(ground: Ground, options: RunOptions): Promise<Outcome> {
  const run = new Run(ground, await ground.templates.of(options.cast ?? ONE_PROJECT), options);
  try {
    return await run.go();
  } finally {
    run.dispose();
  }
}

export class Run implements Listening {
  readonly world: World;
  readonly productions: readonly Production[];
  readonly reader: Reader;
  readonly #ground: Ground;
  readonly #template: Template;
  readonly #options: RunOptions;
  readonly #faults = new Map<string, number>();
  /** What is under way, and in which program. */
  readonly #pending = new Map<number, Program>();
  readonly #undo: (() => void)[];
  readonly #calls = new Set<string>();
  #failure: { readonly error: unknown } | undefined;
  #deeds = 0;
  #serial = 0;
  #started = 0;
  requests = 0;

  constructor(ground: Ground, template: Template, options: RunOptions) {
    const { reader, system } = ground;
    const { cast = ONE_PROJECT } = options;
    this.#ground = ground;
    this.#template = template;
    this.productions = cast.projects.map((name) => {
      const id = template.projectIds.get(name) ?? '';
      return { name, id, team: TEAMS[name], model: new Model(), contents: [] };
    });
    this.#options = options;
    this.reader = reader;
    this.world = new World(options.seed, cast, template.tokens, this, options.safeguards ?? ALL);
    this.world.furnish(template.folder);
    if (options.verbose) this.world.kernel.onStep = (line) => this.log(`    ${line}`);
    system.enter(this.world);
    this.#undo = [applyAside(this.world.dice)];
    const undo = options.safeguards?.install?.();
    if (undo) this.#undo.unshift(undo);
  }

  dispose(): void {
    for (const undo of this.#undo) undo();
    this.#ground.system.leave();
    this.world.dispose();
  }

  async go(): Promise<Outcome> {
    let ended = false;
    const story = this.#story().then(
      () => {
        ended = true;
      },
      (error: unknown) => this.onError(error),
    );
    const { kernel } = this.world;
    await kernel.run(() => ended || this.#failure !== undefined, LIMIT);
    if (this.#failure) throw this.#failure.error;
    await story;
    const { steps, trace } = kernel;
    const versions = this.productions.reduce((sum, { model }) => sum + model.versions.size, 0);
    return { deeds: this.#deeds, faults: this.#faults, steps, versions, trace, calls: this.#calls };
  }

  async #story(): Promise<void> {
    const { world } = this;
    const { plan } = this.#options;
    for (const production of this.productions) production.model.begin(this.studio(production));
    await world.openAll();
    for (const happening of plan) {
      world.kernel.scheduleFor(undefined, undefined, happening.at, `${happening.what}`, () => {
        this.#started++;
        this.#happen(happening);
      });
    }
    await world.kernel.wait(plan.at(-1)?.at ?? 0, 'all begun');
    while (this.#started < plan.length || this.#isBusy()) await world.kernel.wait(50, 'all done?');
    await comeToRest(this);
  }

  #isBusy(): boolean {
    for (const [id, program] of this.#pending) if (!program.alive) this.#pending.delete(id);
    return this.#pending.size > 0;
  }

  #happen(one: Happening): void {
    if (one.what === 'deed') this.#start(one);
    else if (arm(this.world, one)) this.#count(one.what);
  }

  #start(one: Happening & { what: 'deed' }): void {
    const window = this.world.windows.get(one.window);
    if (!window) return this.log(`${one.id} ${one.window} ${one.deed}: closed`);
    this.#deeds++;
    this.#pending.set(one.id, window.program);
    const end = (told: string) => {
      this.#pending.delete(one.id);
      this.log(`${one.id} ${one.window} ${one.deed} ${told}`);
      this.look(window.who);
    };
    this.do(window, one.deed, one.seed, ONLINE.has(one.deed), (scene) => act(one.deed, scene)).then(
      end,
      (error) => {
        if (!window.program.alive) return this.log(`${one.id} ${one.window} ${one.deed} died`);
        this.onError(error);
      },
    );
  }

  /** Lets a window do something. Never resolves where its program dies meanwhile. */
  do<T>(
    window: Window,
    name: string,
    seed: number,
    online: boolean,
    work: (scene: Scene) => Promise<T>,
  ): Promise<T> {
    const { world } = this;
    const production = this.productionOf(window.who);
    const task = world.task(name, seed, online, (effect, target, other) =>
      this.onEffect(window.name, name, effect, target, other),
    );
    const scene: Scene = {
      window,
      random: new Random(seed ^ 0xdeed),
      world,
      model: production.model,
      production,
      others: this.productions.filter((one) => one !== production),
      token: this.#template.tokens.get(ownerOf(window.who)),
      onlyIn: (other) => running.exit(() => this.reader.apart(this.#studioFile(), production.id, other.id)),
      look: () => this.project(window.who),
      inFile: (file) => running.exit(() => this.reader.once(file)),
      setRole: (user, role) => this.setRole(production, user, role),
      collectStudioGarbage: () => this.#collectStudioGarbage(),
      serial: () => String(++this.#serial),
    };
    return world.perform(window, task, () => work(scene));
  }

  async setRole({ id }: Production, user: string, role: string): Promise<void> {
    const account = createStudioAccount(STUDIO_URL, this.#template.tokens.get('ann') ?? null);
    try {
      await account.setMember(id, user, role);
    } finally {
      await account.close();
    }
  }

  async #collectStudioGarbage(): Promise<string> {
    const [studio, program] = [this.world.studio, this.world.studioProgram];
    if (!studio || !program) return 'closed';
    const task: Task = this.world.task('studio-gc', 1, false);
    const work = running.run({ program, task }, () => collect(studio, false, GRACE));
    // It is the studio's work: where the studio dies, it never ends, and nobody waits for it.
    work.then(
      ({ chunks }) => this.log(`    studio gc: ${chunks}`),
      (error: unknown) => program.alive && !isDiskFull(error) && this.onError(error),
    );
    return 'begun';
  }

  /** Looks at what is stored for a member, and whether it makes sense. */
  look(who: Who): void {
    this.guard(() => {
      const production = this.productionOf(who);
      const { model } = production;
      const [project, studio] = [this.project(who), this.studio(production)];
      model.checkProject(who, project, studio);
      model.checkStudio(studio);
      for (const other of this.productions)
        if (other !== production) model.checkApart(who, project, this.studio(other));
    });
  }

  guard(work: () => void): void {
    try {
      running.exit(work);
    } catch (error) {
      this.onError(error);
    }
  }

  project(who: string): StoredProject {
    return running.exit(() => this.reader.project(this.projectFile(who)));
  }

  studio({ id }: Production): StoredStudio {
    return running.exit(() => this.reader.studio(this.#studioFile(), id));
  }

  productionOf(who: Who): Production {
    const found = this.productions.find(({ team }) => team.includes(who));
    if (!found) throw new Error(`${who} is in no project`);
    return found;
  }

  #studioFile(): string {
    return join(this.world.folder('studio'), 'studio.sqlite');
  }

  projectFile(who: string): string {
    const home = join(this.world.folder(who), '.cairn');
    return join(home, readdirSync(home).find((name) => name.endsWith('.clst')) ?? '');
  }

  log(line: string): void {
    this.#options.log?.(`${(this.world.kernel.now / 1_000).toFixed(3).padStart(9)} ${line}`);
  }

  #count(what: string): void {
    this.#faults.set(what, (this.#faults.get(what) ?? 0) + 1);
  }

  onFault(what: string): void {
    const kinds = [
      'power',
      'killed',
      'disk full',
      'lost-request',
      'lost-response',
      'duplicate',
      'delay',
      'cut-up',
      'cut-down',
    ];
    this.#count(kinds.find((kind) => what.includes(kind)) ?? what);
    this.log(`  ! ${what.replaceAll(this.world.root, '')}`);
  }

  onError(error: unknown): void {
    if (wasKilled(error)) return;
    this.#failure ??= { error };
  }

  onCall(name: string): void {
    this.#calls.add(name);
  }

  onEnd(folder: string): void {
    this.reader.release(folder);
  }

  onOpened(name: WindowName | 'studio'): void {
    this.guard(() => {
      const file = name === 'studio' ? this.#studioFile() : this.projectFile(whoseWindow(name));
      const problems = this.reader.integrity(file);
      if (problems.length > 0) throw new Violation('atomic', `${name}: ${problems.join('; ')}`);
    });
    if (name !== 'studio') this.look(this.world.windows.get(name)?.who ?? 'ann');
  }

  onConnect(program: string, task: Task): void {
    if (!task.online)
      this.onError(
        new Violation('never by itself', `${program} connects to the studio during "${task.name}"`),
      );
  }

  onRequest(program: string, task: string, line: string): void {
    this.requests++;
    if (this.#options.verbose) this.log(`    ${program} ${task}: ${line}`);
  }

  onEffect(window: WindowName, task: string, effect: Effect, target: string, other?: string): void {
    const who = whoseWindow(window);
    const { names } = this.world.machines[ownerOf(who)];
    const spare = (ino: number) => names.spareNames(ino);
    const problem = effectProblem(this.world.folder(who), task, effect, target, other, spare);
    if (problem) this.onError(new Violation('never by itself', problem));
  }
}
