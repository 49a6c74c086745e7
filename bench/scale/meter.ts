/** What a piece of work of this process, or of another, costs: time, processor, memory, requests, bytes. */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { statusField } from '../run/memory.ts';

/** Hundredths of a second: what Linux counts in. */
const TICK = 100;

const statusOf = (pid: number | 'self'): string => readFileSync(`/proc/${pid}/status`, 'utf8');

/** Resident bytes of a process just now, and at most since `resetPeak`. */
export const memoryOf = (pid: number | 'self') => ({
  now: statusField(statusOf(pid), 'VmRSS'),
  peak: statusField(statusOf(pid), 'VmHWM'),
});

export const resetPeak = (pid: number | 'self'): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** Seconds of processor time that a process has used, its threads included. */
export function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICK;
}

/** Counts what this process's HTTP client does from now on. */
export class Traffic {
  #requests = 0;
  readonly #sockets: Socket[] = [];

  constructor() {
    subscribe('undici:request:create', () => {
      this.#requests++;
    });
    subscribe('undici:client:connected', (message) => {
      this.#sockets.push((message as { socket: Socket }).socket);
    });
  }

  get total() {
    const sum = (of: (socket: Socket) => number) =>
      this.#sockets.reduce((all, socket) => all + of(socket), 0);
    return { requests: this.#requests, up: sum((s) => s.bytesWritten), down: sum((s) => s.bytesRead) };
  }
}

export interface Cost {
  readonly seconds: number;
  readonly cpu: number;
  /** Bytes above what the process held before. */
  readonly memory: number;
}

/** Runs `work`, and says what it took of this process. */
export async function measured<T>(work: () => Promise<T> | T): Promise<{ result: T; cost: Cost }> {
  globalThis.gc?.();
  resetPeak('self');
  const before = memoryOf('self').now;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { result, cost: { seconds, cpu: (user + system) / 1e6, memory: memoryOf('self').peak - before } };
}
