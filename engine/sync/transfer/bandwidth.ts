/** A limit on bytes per second: a bucket that fills at that rate and never holds more than a moment's worth. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What may go at once after a pause, in seconds' worth. */
const BURST = 0.25;

export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

export class Bandwidth {
  readonly #rate: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** May be below zero: what was taken in advance. */
  #tokens: number;
  #at: number;

  /** @param rate bytes per second. */
  constructor(rate: number, signal: AbortSignal, clock: Clock = realClock) {
    this.#rate = rate / 1_000;
    this.#signal = signal;
    this.#clock = clock;
    this.#tokens = rate * BURST;
    this.#at = clock.now();
  }

  /** Counts bytes that went. What it returns, if anything, is to be waited for before more goes. */
  take(bytes: number): Promise<void> | undefined {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#rate * 1_000 * BURST, this.#tokens + (now - this.#at) * this.#rate) - bytes;
    this.#at = now;
    return this.#tokens < 0 ? this.#clock.sleep(-this.#tokens / this.#rate, this.#signal) : undefined;
  }
}
