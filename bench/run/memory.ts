/** The most memory that a process and its children held, read from /proc while they run. */
import { readFileSync } from 'node:fs';

const MILLISECONDS = 10;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It ended in between.
  }
};

/** Bytes of a field of /proc/PID/status that counts in kB. */
export function statusField(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1] ?? 0) * 1024;
}

function family(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(family)];
}

export class PeakMemory {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  readonly #peaks = new Map<number, number>();

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), MILLISECONDS);
  }

  /**
   * Bytes: of the one process that held most. The kernel keeps each process's own high-water mark, so that what is
   * between two looks is not missed; processes that follow each other are not added up.
   */
  get peak(): number {
    return Math.max(0, ...this.#peaks.values());
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const pid of family(this.#pid)) {
      const peak = statusField(read(`/proc/${pid}/status`), 'VmHWM');
      this.#peaks.set(pid, Math.max(this.#peaks.get(pid) ?? 0, peak));
    }
  }
}
