/** Memory for what comes in: used again and again, and divided fairly. */
import { SLAB_BYTES } from '../../proto/frames.ts';
import { SlabPool } from '../../proto/slabs.ts';

/** What all uploads may have in work together, and one of them at most and at least, in bytes. */
const TOTAL = 256 * 1024 * 1024;
const MOST = 24 * 1024 * 1024;
const LEAST = 2 * SLAB_BYTES;
/** Slabs kept for the next upload. */
const KEPT = 16;

export class Slabs extends SlabPool {
  #uploads = 0;

  constructor() {
    super(KEPT);
  }

  /** Counts an upload until `leave` is called. */
  enter(): { leave(): void } {
    this.#uploads++;
    return { leave: () => void this.#uploads-- };
  }

  /** Bytes one upload may have in work now. */
  get share(): number {
    return Math.max(LEAST, Math.min(MOST, Math.floor(TOTAL / Math.max(1, this.#uploads))));
  }
}
