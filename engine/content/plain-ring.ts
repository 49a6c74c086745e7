/**
 * Decoded chunks in memory that is used again. In buffers of their own they are garbage outside of V8's heap: it marks all of the heap to be rid of
 * some tens of megabytes, and the system clears each page anew.
 */
import type { Hash } from '../domain/rows.ts';
import type { Plains } from './plain.ts';

/** Neighbouring chunks stand on the same bases: this much of what was decoded last is kept, in bytes. */
const RING_BYTES = 8 * 1024 * 1024;

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The turn in which it was last handed out. */
  turn: number;
  /** Of what lies there, once that is verified. */
  hash: Hash | undefined;
}

/** What is handed out holds until {@link done} is called: nothing that was handed out in the same turn is written over. */
export class PlainRing implements Plains {
  readonly #size: number;
  #memory: Buffer | undefined;
  /** The oldest first: each begins where the one before it ends, or at 0. */
  readonly #stretches: Stretch[] = [];
  readonly #known = new Map<Hash, Stretch>();
  #next = 0;
  #turn = 0;

  /** @param size bytes. */
  constructor(size = RING_BYTES) {
    this.#size = size;
  }

  done(): void {
    this.#turn++;
  }

  get(hash: Hash): Buffer | undefined {
    const stretch = this.#known.get(hash);
    if (!stretch) return undefined;
    stretch.turn = this.#turn;
    return this.#memory?.subarray(stretch.from, stretch.to);
  }

  /** Memory of its own where what would be written over was handed out in this turn. */
  room(size: number): Buffer {
    const from = this.#next + size <= this.#size ? this.#next : 0;
    const to = from + size;
    if (to > this.#size || !this.#clear(from, to)) return Buffer.allocUnsafe(size);
    this.#memory ??= Buffer.allocUnsafeSlow(this.#size);
    this.#stretches.push({ from, to, turn: this.#turn, hash: undefined });
    this.#next = to;
    return this.#memory.subarray(from, to);
  }

  /** What lies elsewhere than where {@link room} was given last is not kept. */
  set(hash: Hash, plain: Buffer): void {
    const last = this.#stretches.at(-1);
    const memory = this.#memory;
    if (!last || last.hash !== undefined || plain.buffer !== memory?.buffer) return;
    if (plain.byteOffset !== memory.byteOffset + last.from || this.#known.has(hash)) return;
    last.hash = hash;
    this.#known.set(hash, last);
  }

  /** Forgets what lies from `from` to `to`, and, where the ring begins anew, what lies behind. False where that is in use. */
  #clear(from: number, to: number): boolean {
    const isAnew = from < this.#next;
    const isOver = (one: Stretch) => (one.from < to && one.to > from) || (isAnew && one.from >= this.#next);
    for (let [oldest] = this.#stretches; oldest && isOver(oldest); [oldest] = this.#stretches) {
      if (oldest.turn === this.#turn) return false;
      this.#stretches.shift();
      if (oldest.hash !== undefined) this.#known.delete(oldest.hash);
    }
    return true;
  }
}
