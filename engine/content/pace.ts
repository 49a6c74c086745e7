/** Long computations give way, so that messages, timers and an abort get their turn. */
import { setImmediate } from 'node:timers/promises';
import { CairnError } from '../errors.ts';

/** Milliseconds of work between two turns of the event loop. */
const SLICE = 25;

/** @throws {CairnError} `cancelled` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CairnError('cancelled', 'Cancelled', {}, signal.reason);
}

/**
 * Whether so many milliseconds have passed; yes, too, where the clock was set back. `performance` would tell without that case, and the
 * first to ask it has most of node:perf_hooks loaded, which takes as long as a short command's own work.
 */
export function hasPassed(milliseconds: number, since: number): boolean {
  const passed = Date.now() - since;
  return passed < 0 || passed >= milliseconds;
}

export class TurnTaker {
  #since = Date.now();

  /** True when the slice is used up: call {@link take} (which does nothing before that). */
  get due(): boolean {
    return hasPassed(SLICE, this.#since);
  }

  /** Lets the event loop turn once if the slice is used up. @throws {CairnError} `cancelled` */
  async take(signal?: AbortSignal): Promise<void> {
    if (!this.due) return;
    await setImmediate();
    this.#since = Date.now();
    throwIfAborted(signal);
  }
}
