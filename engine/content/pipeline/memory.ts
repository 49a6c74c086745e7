/** The memory that the threads of a pipeline share. */
import { MAX_CHUNK } from '../chunker.ts';

export interface MemoryLayout {
  /** Number of slabs. */
  readonly slabs: number;
  /** Bytes of one, at least the largest chunk. */
  readonly slabBytes: number;
}

/** Can be handed to another thread as it is. */
export interface SharedMemory extends MemoryLayout {
  readonly bytes: SharedArrayBuffer;
  /** One word that is not 0 once the running job is cancelled. */
  readonly control: SharedArrayBuffer;
}

export function shareMemory(layout: MemoryLayout): SharedMemory {
  const { slabs, slabBytes } = layout;
  if (slabs < 1 || slabBytes < MAX_CHUNK) throw new RangeError('A slab must hold the largest chunk');
  const bytes = new SharedArrayBuffer(slabs * slabBytes);
  return { slabs, slabBytes, bytes, control: new SharedArrayBuffer(4) };
}

/** One thread's view of it. */
export class Memory {
  readonly layout: MemoryLayout;
  readonly #slabs: readonly Buffer[];
  readonly #control: Int32Array;

  constructor({ slabs, slabBytes, bytes, control }: SharedMemory) {
    this.layout = { slabs, slabBytes };
    this.#slabs = Array.from({ length: slabs }, (_, slab) => Buffer.from(bytes, slab * slabBytes, slabBytes));
    this.#control = new Int32Array(control);
  }

  slab(index: number): Buffer {
    const slab = this.#slabs[index];
    if (!slab) throw new RangeError(`no slab ${index}`);
    return slab;
  }

  get cancelled(): boolean {
    return Atomics.load(this.#control, 0) !== 0;
  }

  set cancelled(value: boolean) {
    Atomics.store(this.#control, 0, value ? 1 : 0);
  }
}
