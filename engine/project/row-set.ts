/** A set of rows by their numbers, a bit each: a million take 128 KB. Numbers are as close together as rows were made. */
export class RowSet {
  #bits = new Uint8Array(1024);
  /** Numbers too large for an array of bits to be sensible. */
  readonly #far = new Set<number>();

  /** @returns whether it was not in the set. */
  add(row: number): boolean {
    const at = Math.floor(row / 8);
    if (row < 0 || at >= MOST_BYTES) {
      const size = this.#far.size;
      return this.#far.add(row).size > size;
    }
    if (at >= this.#bits.length) this.#grow(at);
    const bit = 1 << (row % 8);
    if ((this.#bits[at]! & bit) !== 0) return false;
    this.#bits[at]! |= bit;
    return true;
  }

  #grow(at: number): void {
    const grown = new Uint8Array(Math.min(MOST_BYTES, Math.max(at + 1, this.#bits.length * 2)));
    grown.set(this.#bits);
    this.#bits = grown;
  }
}

const MOST_BYTES = 64 * 1024 * 1024;
