/**
 * The studio of one machine, run by the editor: a process of its own with its data in our storage, on the loopback
 * address, with a port that stays the same. It ends with the window that started it and is started again when a
 * project of it is opened or synced.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { CairnError } from '../../engine/errors.ts';
import type { StartedStudio } from './started.ts';

/** How long the process may take until it listens, in milliseconds. */
const START_LIMIT = 30_000;
/** How long it may take to end, in milliseconds. */
const STOP_LIMIT = 10_000;

/** What outlives the window. The address stays for good: projects are linked to it. */
export interface RememberedStudio {
  readonly url: string;
  /** It is to run when a project of it is used: true from the first start until it is stopped. */
  readonly wanted: boolean;
}

export interface LocalStudioPorts {
  /** Absolute path of the studio's bundle. */
  readonly program: string;
  readonly dataDir: string;
  log(line: string): void;
  remembered(): RememberedStudio | undefined;
  remember(studio: RememberedStudio): Promise<void>;
  /** The port to take at the first start; 0 for a free one. */
  preferredPort(): number;
}

export class LocalStudio {
  private readonly ports: LocalStudioPorts;
  private child: ChildProcess | null = null;
  private starting: Promise<StartedStudio> | null = null;

  constructor(ports: LocalStudioPorts) {
    this.ports = ports;
  }

  get wanted(): boolean {
    return this.ports.remembered()?.wanted ?? false;
  }

  /** Starts it, or tells where it runs. `setupToken` is there while it has no account. @throws {CairnError} */
  start(): Promise<StartedStudio> {
    this.starting ??= this.launch().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  /** Starts it if `studioUrl` is its address and nobody answers there. */
  async ensureRunning(studioUrl: string): Promise<void> {
    const known = this.ports.remembered();
    if (known?.wanted !== true || known.url !== studioUrl || (await answers(known.url))) return;
    await this.start();
  }

  /** Stops it and does not start it again by itself. Its data stays. */
  async stop(): Promise<void> {
    const known = this.ports.remembered();
    if (known !== undefined) await this.ports.remember({ ...known, wanted: false });
    const child = this.child;
    if (child === null || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    this.dispose();
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
    await exited;
    clearTimeout(impatient);
  }

  /** The studio ends in good order when its channel closes, on every platform. */
  dispose(): void {
    if (this.child?.connected) this.child.disconnect();
    this.child = null;
  }

  private async launch(): Promise<StartedStudio> {
    const before = this.ports.remembered();
    if (before !== undefined && (await answers(before.url))) {
      await this.ports.remember({ url: before.url, wanted: true });
      return { url: before.url };
    }
    const port = before === undefined ? this.ports.preferredPort() : Number(new URL(before.url).port);
    const started = await this.spawn(port);
    await this.ports.remember({ url: started.url, wanted: true });
    return started;
  }

  private async spawn(port: number): Promise<StartedStudio> {
    const { readStarted } = await import('./started.ts');
    const { program, dataDir, log } = this.ports;
    const args = [program, 'serve', '--data', dataDir, '--host', '127.0.0.1', '--port', String(port)];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      // The channel tells the studio when this window is gone.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', log);
    return new Promise((resolve, reject) => {
      const fail = (message: string, cause?: unknown): void => {
        clearTimeout(timer);
        reject(new CairnError('studio-unreachable', message, {}, cause));
      };
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        fail('the local studio did not start in time');
      }, START_LIMIT);
      child.on('error', (error) => fail(`the local studio could not be started: ${error.message}`, error));
      child.on('exit', (code, signal) => {
        if (this.child === child) this.child = null;
        fail(`the local studio ended (${signal ?? code})`);
      });
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        const started = readStarted(line);
        if (started === null) return log(line);
        clearTimeout(timer);
        resolve(started);
      });
    });
  }
}

/** Whether something listens at an address of this machine. */
function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => done(false));
    socket.on('connect', () => done(true));
    socket.on('error', () => done(false));
  });
}
