/** One run of `cairn`, with its streams as bytes and a way to kill it at a chosen moment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './cache.ts';

export const LAUNCHER: string = join(root, 'dist', 'cairn.cjs');
/** The program itself: a kill hits it and not the launcher. */
export const PROGRAM: string = join(root, 'dist', 'cli.cjs');

export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input, which then ends. */
  readonly input?: string;
  /** Standard input stays open, for `write`. */
  readonly talks?: boolean;
  /** Run as this user; needs root. */
  readonly uid?: number;
  readonly gid?: number;
  /** Run through this program, such as a shell that sets a limit: its arguments come before node's. */
  readonly through?: readonly string[];
}

export class CliProcess {
  readonly result: Promise<Result>;
  readonly #child: ChildProcess;
  readonly #stdout: Buffer[] = [];
  readonly #watchers = new Set<() => void>();
  #stderr = '';
  #ended = false;

  constructor(args: readonly string[], options: StartOptions = {}) {
    // Without arguments, what it runs through is the whole command.
    const command = [...(options.through ?? []), ...(args.length > 0 ? [process.execPath, ...args] : [])];
    this.#child = spawn(command[0] ?? '', command.slice(1), {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin?.on('error', () => undefined);
    if (!options.talks) this.#child.stdin?.end(options.input ?? '');
    this.#child.stdout?.on('data', (data: Buffer) => {
      this.#stdout.push(data);
      this.#wake();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      this.#wake();
    });
    const killNow = () => this.kill('SIGKILL');
    process.on('exit', killNow);
    this.result = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => {
        process.off('exit', killNow);
        this.#ended = true;
        this.#wake();
        resolve({ code, signal, stdout: Buffer.concat(this.#stdout), stderr: this.#stderr });
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** To standard input, which then ends. */
  write(text: string): void {
    this.#child.stdin?.end(text);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves with the match once standard error or output holds `pattern`, or null where the program ended without. */
  async seen(pattern: RegExp): Promise<RegExpExecArray | null> {
    for (;;) {
      const match = pattern.exec(this.#stderr) ?? pattern.exec(Buffer.concat(this.#stdout).toString('utf8'));
      if (match || this.#ended) return match;
      await new Promise<void>((wake) => this.#watchers.add(wake));
    }
  }

  /** Kills it -9 once `pattern` was seen and then `ms` passed, unless it ended before. True where the kill hit. */
  async killAt(pattern: RegExp, ms: number): Promise<boolean> {
    if (await this.seen(pattern)) await Promise.race([this.result, new Promise((r) => setTimeout(r, ms))]);
    this.kill('SIGKILL');
    return (await this.result).signal === 'SIGKILL';
  }

  #wake(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const wake of watchers) wake();
  }
}
