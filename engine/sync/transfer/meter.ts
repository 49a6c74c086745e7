/** Progress of a transfer, told now and then: a report for every few kilobytes would cost more than they do. */
import type { SyncPhase } from '../../api.ts';
import { report, type SyncContext } from '../context.ts';

const EVERY_MS = 50;

export class Meter {
  readonly #context: SyncContext;
  readonly #phase: SyncPhase;
  readonly #total: number;
  #done = 0;
  /** Bytes of requests that are under way, of which nothing is whole yet. */
  #onWay = 0;
  #shown = 0;
  #told = Number.NEGATIVE_INFINITY;

  /** @param total bytes. */
  constructor(context: SyncContext, phase: SyncPhase, total: number) {
    this.#context = context;
    this.#phase = phase;
    this.#total = total;
  }

  /** Tells how much there is, before any of it came. */
  begin(): void {
    if (this.#total > 0) report(this.#context, this.#phase, 0, this.#total, 'bytes');
  }

  add(bytes: number): void {
    this.#done = Math.min(this.#total, this.#done + bytes);
    this.#tell();
  }

  /**
   * Counts bytes that come for something that is counted by `add` once it is whole, or, with a negative number, takes them
   * back. They are fewer than what they stand for, and a request that breaks off brings them again: what is told never goes back.
   */
  onWay(bytes: number): void {
    this.#onWay += bytes;
    if (bytes > 0) this.#tell();
  }

  /** Where nothing may come for a while: what came is told, however soon after what was told last. */
  settle(): void {
    this.#told = Number.NEGATIVE_INFINITY;
    this.#tell();
  }

  #tell(): void {
    this.#shown = Math.max(this.#shown, Math.min(this.#total, this.#done + this.#onWay));
    const now = performance.now();
    if (now - this.#told < EVERY_MS && this.#done < this.#total) return;
    this.#told = now;
    report(this.#context, this.#phase, this.#shown, this.#total, 'bytes');
  }
}
