/** Programs that tests start: their output is kept, and nothing they started outlives them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

/** How much of a program's output is kept, in characters. */
const KEPT_OUTPUT = 2_000_000;
/** How long a program may take to end when asked, in milliseconds. */
const GRACE = 5_000;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class Program {
  readonly name: string;
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #output = '';
  #stdout = '';
  #stderr = '';
  #ended = false;

  constructor(name: string, command: string, args: readonly string[], options: RunOptions = {}) {
    this.name = name;
    // A group of its own, so that the end reaches the programs it started too.
    this.#child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
    });
    const keep = (text: string): void => {
      this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
      this.#changed();
    };
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout = (this.#stdout + text).slice(-KEPT_OUTPUT);
      keep(text);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_OUTPUT);
      keep(text);
    });
    this.exited = new Promise((done) => {
      const end = (code: number | null): void => {
        this.#ended = true;
        process.off('exit', this.#killNow);
        this.#changed();
        done(code);
      };
      this.#child.on('error', (error) => {
        keep(`${error.message}\n`);
        end(null);
      });
      this.#child.on('close', end);
    });
    process.on('exit', this.#killNow);
  }

  /** Both streams, as they came. */
  get output(): string {
    return this.#output;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Waits until the output matches. @throws with the output where the program ends or `timeout` ms pass first. */
  async waitFor(pattern: RegExp, timeout = 60_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) return match;
      if (this.#ended) throw new Error(`${this.name} ended before ${pattern}:\n${this.#output}`);
      if (!(await this.#change(deadline - Date.now()))) {
        throw new Error(`${this.name} did not print ${pattern} within ${timeout} ms:\n${this.#output}`);
      }
    }
  }

  /** Ends the program and everything it started. */
  async stop(): Promise<void> {
    if (!this.#ended) this.#signal('SIGTERM');
    const timer = setTimeout(() => this.#signal('SIGKILL'), GRACE);
    await this.exited;
    clearTimeout(timer);
    this.#signal('SIGKILL');
  }

  /** Ends it as a crash of the machine would: it is not asked. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    await this.exited;
  }

  readonly #killNow = (): void => this.#signal('SIGKILL');

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child.pid;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      if (!this.#ended) spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  #changed(): void {
    for (const wake of [...this.#watchers]) wake();
  }

  /** True once something changed, false when `ms` have passed. */
  #change(ms: number): Promise<boolean> {
    return new Promise((done) => {
      const finish = (changed: boolean): void => {
        clearTimeout(timer);
        this.#watchers.delete(wake);
        done(changed);
      };
      const wake = (): void => finish(true);
      const timer = setTimeout(() => finish(false), Math.max(0, ms));
      this.#watchers.add(wake);
    });
  }
}

/** Runs a program to its end. @throws with its output where it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const program = new Program(`${command} ${args.join(' ')}`, command, args, options);
  const code = await program.exited;
  if (code !== 0) throw new Error(`${program.name} failed (${code}):\n${program.output}`);
  return program.output;
}

/** Runs npm; under `npm run`, the very one that runs us. */
export function npm(args: readonly string[], cwd: string): Promise<string> {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], { cwd });
  if (process.platform === 'win32') return run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], { cwd });
  return run('npm', args, { cwd });
}
