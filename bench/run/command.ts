/** Runs a program and measures it: wall time, processor time of it and its children, and, on request, peak memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PeakMemory } from './memory.ts';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Watches the memory of the program and of those it starts: Linux only. */
  readonly memory?: boolean;
  /** Exit codes that are no failure; 0 alone if left out. */
  readonly accept?: readonly number[];
}

export interface Cost {
  /** Seconds of wall time. */
  readonly seconds: number;
  /** Seconds of processor time, user and system, children included; 0 where the system does not say. */
  readonly cpu: number;
}

export interface Ran extends Cost {
  readonly stdout: string;
  /** Bytes; 0 unless asked for. */
  readonly peakMemory: number;
}

/** The shell says how much its children used (POSIX `times`); the file descriptor keeps that apart from what they say. */
const SHELL = '"$@"; code=$?; times >&3; exit $code';

/** `0m1.23s` twice, user and system: the second line is about children. */
export function parseTimes(text: string): number {
  const line = text.trim().split('\n')[1] ?? '';
  const times = [...line.matchAll(/(\d+)m([\d.]+)s/gu)];
  return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

const gather = (stream: NodeJS.ReadableStream | null | undefined): (() => string) => {
  const pieces: Buffer[] = [];
  stream?.on('data', (piece: Buffer) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString('utf8');
};

/** @throws {Error} with what the program said, where it fails */
export async function run(words: readonly string[], options: CommandOptions = {}): Promise<Ran> {
  const posix = process.platform !== 'win32';
  const [program, ...args] = posix ? ['sh', '-c', SHELL, 'sh', ...words] : words;
  const started = performance.now();
  const child = spawn(program!, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const memory = options.memory && child.pid ? new PeakMemory(child.pid) : undefined;
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const times = gather(child.stdio[3] as NodeJS.ReadableStream);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = (performance.now() - started) / 1000;
    if (!(options.accept ?? [0]).includes(code ?? -1))
      throw new Error(
        `${words.join(' ')} ended with ${code}:\n${stdout().slice(-2000)}${stderr().slice(-4000)}`,
      );
    return { seconds, cpu: parseTimes(times()), stdout: stdout(), peakMemory: memory?.peak ?? 0 };
  } finally {
    memory?.stop();
  }
}

export const together = (...costs: readonly Cost[]): Cost => ({
  seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
  cpu: costs.reduce((sum, { cpu }) => sum + cpu, 0),
});
