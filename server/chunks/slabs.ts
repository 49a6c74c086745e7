/** Memory for what comes in: used again and again, shared with the threads that check it, and divided fairly. */
import { SLAB_BYTES } from '../../proto/frames.ts';

/** What all uploads may have in work together, and one of them at most and at least, in bytes. */
const TOTAL = 256 * 1024 * 1024;
const MOST = 24 * 1024 * 1024;
const LEAST = 2 * SLAB_BYTES;
/** Slabs kept for the next upload. */
const KEPT = 16;

export class Slabs {
  readonly #free: Uint8Array[] = [];
  #uploads = 0;

  /** Counts an upload until `leave` is called. */
  enter(): { leave(): void } {
    this.#uploads++;
    return { leave: () => void this.#uploads-- };
  }

  /** Bytes one upload may have in work now. */
  get share(): number {
    return Math.max(LEAST, Math.min(MOST, Math.floor(TOTAL / Math.max(1, this.#uploads))));
  }

  take(): Uint8Array {
    return this.#free.pop() ?? Buffer.from(new SharedArrayBuffer(SLAB_BYTES));
  }

  /** Nobody may look at the slab any more. */
  give(slab: Uint8Array): void {
    if (this.#free.length < KEPT) this.#free.push(slab);
  }
}
