/** Progress of a whole job in bytes, as often as a person can follow. */
import type { CallOptions, Progress } from '../api.ts';
import { hasPassed } from '../content/pace.ts';

/** Milliseconds between two reports. */
const INTERVAL = 100;

export class SteadyProgress {
  readonly #report: CallOptions['onProgress'];
  readonly #phase: Progress['phase'];
  readonly #total: number;
  #last = Number.NEGATIVE_INFINITY;

  constructor({ onProgress }: CallOptions, phase: Progress['phase'], total: number) {
    this.#report = onProgress;
    this.#phase = phase;
    this.#total = total;
  }

  /** `done`: bytes of the whole job so far. */
  show(done: number, path: string | undefined): void {
    if (!hasPassed(INTERVAL, this.#last)) return;
    this.#last = Date.now();
    // Files grow after they were counted.
    this.#tell(Math.min(done, this.#total), path);
  }

  finish(): void {
    this.#tell(this.#total, undefined);
  }

  #tell(done: number, path: string | undefined): void {
    const total = this.#total;
    this.#report?.({ phase: this.#phase, done, total, unit: 'bytes', ...(path !== undefined && { path }) });
  }
}
