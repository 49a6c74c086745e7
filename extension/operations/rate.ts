/** Bytes per second over the last seconds, from cumulative counts. */
const WINDOW = 3_000;

export class Rate {
  private samples: { readonly at: number; readonly done: number }[] = [];

  /** @returns bytes per second, or null until there is enough to tell */
  add(done: number, now: number): number | null {
    const last = this.samples.at(-1);
    if (last !== undefined && done < last.done) this.samples = [];
    this.samples.push({ at: now, done });
    while (this.samples.length > 2 && now - (this.samples[1]?.at ?? now) >= WINDOW) this.samples.shift();
    const first = this.samples[0];
    if (first === undefined || now - first.at < 200) return null;
    return ((done - first.done) * 1000) / (now - first.at);
  }
}
