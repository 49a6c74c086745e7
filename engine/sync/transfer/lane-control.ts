/**
 * How many requests are worth having in flight. One connection cannot fill a long link and eight gain nothing on a
 * short one, so lanes are added while that makes the whole quicker, and taken away when it does not or when the studio
 * has had enough.
 */
const FIRST = 2;
const MOST = 8;
/** Milliseconds of a round trip for which one connection more is begun with: a window of 4 MiB makes 250 MB/s of them. */
const TRIP_MS = 12.5;
/** Milliseconds between two looks at the rate. */
const SAMPLE_MS = 250;
/** More lanes must make it quicker by this, or they go again. */
const WORTHWHILE = 1.1;
/** After a failure no lane is added for so long, in milliseconds. */
const CALM_MS = 2_000;

/** @param roundTrip milliseconds. */
export const firstLanes = (roundTrip: number): number =>
  Math.max(FIRST, Math.min(MOST, Math.ceil(roundTrip / TRIP_MS)));

export class LaneControl {
  readonly #now: () => number;
  #lanes: number;
  #since: number;
  #bytes = 0;
  /** Rate with `#before` lanes, in bytes per millisecond, until the lanes added then have proved themselves. */
  #rateBefore = 0;
  #before = 0;
  #calmUntil = 0;

  /**
   * @param now milliseconds, monotonic.
   * @param roundTrip milliseconds: on a long line all lanes begin at once, because each begins slowly.
   */
  constructor(now: () => number, roundTrip = 0) {
    this.#now = now;
    this.#lanes = firstLanes(roundTrip);
    this.#since = now();
  }

  get lanes(): number {
    return this.#lanes;
  }

  /** Counts bytes that moved while `busy` lanes were at work. */
  moved(bytes: number, busy: number): void {
    this.#bytes += bytes;
    const now = this.#now();
    const elapsed = now - this.#since;
    if (elapsed < SAMPLE_MS) return;
    const rate = this.#bytes / elapsed;
    this.#since = now;
    this.#bytes = 0;
    // With lanes idle, the rate says nothing about them.
    if (busy < this.#lanes) return;
    if (this.#before > 0 && rate < this.#rateBefore * WORTHWHILE) {
      this.#lanes = this.#before;
      this.#before = 0;
      this.#calmUntil = now + CALM_MS;
    } else if (now >= this.#calmUntil && this.#lanes < MOST) {
      this.#before = this.#lanes;
      this.#rateBefore = rate;
      this.#lanes = Math.min(MOST, this.#lanes + FIRST);
    }
  }

  failed(): void {
    this.#lanes = Math.max(1, Math.floor(this.#lanes / 2));
    this.#before = 0;
    this.#since = this.#now();
    this.#bytes = 0;
    this.#calmUntil = this.#since + CALM_MS;
  }
}
