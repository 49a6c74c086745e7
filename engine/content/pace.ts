/** Long computations give way, so that messages, timers and an abort get their turn. */
import { setImmediate } from 'node:timers/promises';
import { CairnError } from '../errors.ts';

/** Milliseconds of work between two turns of the event loop. */
const SLICE = 25;

/** @throws {CairnError} `cancelled` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CairnError('cancelled', 'Cancelled', {}, signal.reason);
}

export class TurnTaker {
  #since = performance.now();

  /** True when the slice is used up: call {@link take} (which does nothing before that). */
  get due(): boolean {
    return performance.now() - this.#since >= SLICE;
  }

  /** Lets the event loop turn once if the slice is used up. @throws {CairnError} `cancelled` */
  async take(signal?: AbortSignal): Promise<void> {
    if (!this.due) return;
    await setImmediate();
    this.#since = performance.now();
    throwIfAborted(signal);
  }
}
