/** Length-delimited chunk frames, cut out of bytes as they come: each is copied once, into the slab that holds its frame. */
import { decodeBounded, MOST_FIELDS } from './bounded.ts';
import { cairn } from './generated/cairn.js';
import { MAX_FRAME_BYTES } from './limits.ts';

/** The stream is not made of frames, or one is larger than the protocol allows, or the last is cut off. */
export class FrameError extends Error {
  readonly code = 'bad-message';
}

/** Whole frames that arrived, in one piece of memory: what they hold are views of `bytes`. */
export interface FrameSlab {
  readonly bytes: Uint8Array;
  readonly frames: readonly cairn.v1.ChunkFrame[];
}

/** Bytes of one slab: room for a few of the largest frames. */
export const SLAB_BYTES = 4 * 1024 * 1024;
/** A slab that has waited this long for more is handed on as it is, in milliseconds. */
const SLAB_MS = 500;
const LONGEST_PREFIX = 4;

/** Memory for one slab, which threads that check it see without a copy. */
export const newSlab = (): Buffer => Buffer.from(new SharedArrayBuffer(SLAB_BYTES));

export class FrameCutter {
  readonly #limit: number;
  readonly #allocate: () => Buffer;
  #current: Buffer | undefined;
  #since = 0;
  #filled = 0;
  /** Where the next frame starts. */
  #at = 0;
  #frames: cairn.v1.ChunkFrame[] = [];

  /** @param limit bytes of the largest frame. */
  constructor(limit = MAX_FRAME_BYTES, allocate = newSlab) {
    this.#limit = limit;
    this.#allocate = allocate;
  }

  /** Memory is taken when there is something to put into it. */
  get #slab(): Buffer {
    if (this.#current) return this.#current;
    this.#current = this.#allocate();
    if (this.#current.length >= this.#limit + LONGEST_PREFIX) return this.#current;
    throw new RangeError('a slab must hold the largest frame');
  }

  /** Slabs that `part` filled. @throws {FrameError} */
  *push(part: Uint8Array): Generator<FrameSlab, void, undefined> {
    for (let rest = part; rest.length > 0; ) {
      if (this.#filled === this.#at && this.#frames.length === 0) this.#since = performance.now();
      const fits = Math.min(rest.length, this.#slab.length - this.#filled);
      // "set" copies into shared memory byte by byte; "fill" is one memcpy.
      this.#slab.fill(rest.subarray(0, fits), this.#filled, this.#filled + fits);
      this.#filled += fits;
      rest = rest.subarray(fits);
      this.#cut();
      if (this.#filled === this.#slab.length) yield this.#next();
    }
    if (this.#frames.length > 0 && performance.now() - this.#since > SLAB_MS) yield this.#next();
  }

  /** The frames that are left, also of a stream that broke off. */
  rest(): FrameSlab | undefined {
    return this.#frames.length > 0 ? this.#next() : undefined;
  }

  /** Whether the stream may end here. */
  get isWhole(): boolean {
    return this.#at === this.#filled;
  }

  #cut(): void {
    for (;;) {
      const next = frameAt(this.#slab, this.#at, this.#filled, this.#limit);
      if (!next || next.end > this.#filled) return;
      this.#frames.push(decodeFrame(this.#slab.subarray(next.start, next.end)));
      this.#at = next.end;
    }
  }

  /** The slab with its frames; what has arrived of the next frame moves on. */
  #next(): FrameSlab {
    const full = { bytes: this.#slab.subarray(0, this.#at), frames: this.#frames };
    const rest = this.#slab.subarray(this.#at, this.#filled);
    this.#current = undefined;
    if (rest.length > 0) this.#slab.fill(rest, 0, rest.length);
    this.#frames = [];
    this.#filled = rest.length;
    this.#at = 0;
    this.#since = performance.now();
    return full;
  }
}

/** Where the frame at `at` starts, behind its length, and ends; undefined while its length is incomplete. */
function frameAt(
  bytes: Uint8Array,
  at: number,
  filled: number,
  limit: number,
): { start: number; end: number } | undefined {
  let length = 0;
  for (let index = 0; at + index < filled; index++) {
    const byte = bytes[at + index]!;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (length > limit || index >= LONGEST_PREFIX)
      throw new FrameError(`A frame is larger than ${limit} bytes`);
    if (byte < 0x80) return { start: at + index + 1, end: at + index + 1 + length };
  }
  return undefined;
}

function decodeFrame(bytes: Uint8Array): cairn.v1.ChunkFrame {
  try {
    return decodeBounded(cairn.v1.ChunkFrame, bytes, MOST_FIELDS.frame);
  } catch (cause) {
    throw new FrameError('A frame could not be decoded', { cause });
  }
}

export const encodeFrame = (frame: cairn.v1.IChunkFrame): Uint8Array =>
  cairn.v1.ChunkFrame.encode(frame).ldelim().finish();
