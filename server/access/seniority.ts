/** Since when those wait who were turned away: whoever comes back does not begin at the end of the line. */

/** Who has not come back by then is taken for gone, in milliseconds. */
const LONGEST_MS = 60_000;
const MOST = 10_000;

export class Seniority {
  /** Monotonic milliseconds, by who: when they began to wait, and when they were last turned away; the oldest note first. */
  readonly #notes = new Map<string, { readonly since: number; readonly seen: number }>();

  /** Keeps the earlier time of who has not gone in between. */
  note(who: string, since: number, now: number): void {
    const before = this.since(who, now) ?? since;
    this.#notes.delete(who);
    this.#notes.set(who, { since: Math.min(before, since), seen: now });
    if (this.#notes.size <= MOST) return;
    for (const first of this.#notes.keys()) {
      this.#notes.delete(first);
      return;
    }
  }

  since(who: string, now: number): number | undefined {
    const note = this.#notes.get(who);
    return note && now - note.seen <= LONGEST_MS ? note.since : undefined;
  }

  forget(who: string): void {
    this.#notes.delete(who);
  }
}
