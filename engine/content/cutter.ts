/**
 * Where a file is cut: by content (chunker.ts), but for files of zstd frames, which are cut where frames end, so that
 * a chunk holds whole frames and can be compared with its predecessor without their entropy coding (recode).
 */
import { cutLength, MAX_CHUNK, MIN_CHUNK } from './chunker.ts';
import { checksumLength, headerLength, isFrame, MOST_HEADER, readBlockHeader } from './recode/headers.ts';

/** Cuts one file, piece by piece from its start. */
export class Cutter {
  /** Undefined where the file is not, or no longer, one of frames. */
  #walk: FrameWalk | undefined;
  #begun = false;

  /**
   * Length of the next piece, which starts at `from`. `to` must be the file's end or at least MAX_CHUNK behind `from`, or
   * the cut would depend on how the file was read.
   */
  next(data: Uint8Array, from: number, to: number): number {
    if (!this.#begun && isFrame(data.subarray(from, to))) this.#walk = new FrameWalk();
    this.#begun = true;
    const length = this.#walk?.cut(data, from, Math.min(to - from, MAX_CHUNK));
    if (length === 'lost') this.#walk = undefined;
    return typeof length === 'number' ? length : cutLength(data, from, to);
  }
}

/**
 * From header to header of frames and their blocks (RFC 8878, 3.1.1). A frame of MIN_CHUNK or more is a piece, smaller ones
 * are gathered until they are so large or a large one follows. What is larger than a piece is cut by content up to its end.
 * Places are bytes from where the next piece starts.
 */
class FrameWalk {
  /** Where the next header is, or would be. */
  #next = 0;
  /** Where the frame starts whose blocks are next; before the piece where it is negative. Undefined between frames. */
  #frame: number | undefined;
  /** Bytes behind the last block of that frame. */
  #checksum = 0;

  /** Length of the next piece; `lost` where there are no frames any more. @param limit bytes that may be looked at. */
  cut(data: Uint8Array, from: number, limit: number): number | 'lost' {
    const end = this.#find(data, from, limit);
    if (end === 'lost') return end;
    // A header that is cut off by the limit belongs to the next piece: nobody looks back.
    const length = end ?? Math.min(cutLength(data, from, from + limit), this.#next);
    this.#next -= length;
    if (this.#frame !== undefined) this.#frame -= length;
    return length;
  }

  /** Where the next piece ends by frames, or undefined where it ends inside of one. */
  #find(data: Uint8Array, from: number, limit: number): number | 'lost' | undefined {
    // Less than a chunk is a file's end.
    const last = limit < MAX_CHUNK ? limit - 1 : limit - MOST_HEADER;
    while (this.#next <= last) {
      // A skippable frame is one step from its start.
      const start = this.#frame ?? this.#next;
      if (!this.#step(data, from + this.#next)) return 'lost';
      if (this.#frame !== undefined) continue;
      const isLarge = this.#next - start >= MIN_CHUNK;
      if (isLarge && start > 0) return this.#backTo(start);
      if (this.#next > limit) return undefined;
      if (this.#next >= MIN_CHUNK || start < 0) return this.#next;
    }
    // Cut off by the limit. What comes before a frame that does not fit is a piece, but for a file's end.
    return this.#frame !== undefined && this.#frame > 0 && this.#next > limit
      ? this.#backTo(this.#frame)
      : undefined;
  }

  #backTo(frame: number): number {
    this.#next = frame;
    this.#frame = undefined;
    return frame;
  }

  /** Behind the header at `at` and what it announces; false where there is none. */
  #step(data: Uint8Array, at: number): boolean {
    if (this.#frame === undefined) {
      const length = headerLength(data, at);
      if (length === undefined) return false;
      this.#checksum = checksumLength(data, at);
      if (isFrame(data.subarray(at))) this.#frame = this.#next;
      this.#next += length;
      return true;
    }
    const { last, valid, length } = readBlockHeader(data, at);
    this.#next += 3 + length + (last ? this.#checksum : 0);
    if (last) this.#frame = undefined;
    return valid;
  }
}
