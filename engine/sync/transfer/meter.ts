/** Progress of a transfer, told now and then: a report for every few kilobytes would cost more than they do. */
import type { SyncPhase } from '../../api.ts';
import { report, type SyncContext } from '../context.ts';

const EVERY_MS = 50;

export class Meter {
  readonly #context: SyncContext;
  readonly #phase: SyncPhase;
  readonly #total: number;
  #done = 0;
  #told = Number.NEGATIVE_INFINITY;

  /** @param total bytes. */
  constructor(context: SyncContext, phase: SyncPhase, total: number) {
    this.#context = context;
    this.#phase = phase;
    this.#total = total;
  }

  add(bytes: number): void {
    this.#done = Math.min(this.#total, this.#done + bytes);
    const now = performance.now();
    if (now - this.#told < EVERY_MS && this.#done < this.#total) return;
    this.#told = now;
    report(this.#context, this.#phase, this.#done, this.#total, 'bytes');
  }
}
