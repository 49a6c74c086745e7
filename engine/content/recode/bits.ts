/**
 * Streams of bits as RFC 8878 has them. A place is a number of bits from the start of a view; each function touches four
 * bytes from that place's byte on, whose room is the caller's matter (`SLACK`). There is nothing to remember between calls but
 * the place, which keeps the loops over millions of symbols free of objects.
 */
import { NotRecodable } from './not-recodable.ts';

/** Bytes around streams that may be touched, but do not matter. */
export const SLACK = 32;

/** Most bits of one read or write: a 32-bit word less the seven bits by which a place may be out of step. */
export const MOST_BITS = 25;

/** `count` bits at a place, 25 at most, the place's own lowest. */
export const readBits = (view: DataView, bit: number, count: number): number =>
  (view.getInt32(bit >>> 3, true) >>> (bit & 7)) & ((1 << count) - 1);

/** Writes a value of 25 bits at most where there are only zeros. */
export const writeBits = (view: DataView, bit: number, value: number): void =>
  view.setInt32(bit >>> 3, view.getInt32(bit >>> 3, true) | (value << (bit & 7)), true);

/**
 * Where a stream that is read from its end begins (RFC 8878, 4.1): behind its last bit but for the mark, which is the
 * highest bit set of its last byte.
 */
export function streamEnd(view: DataView, start: number, end: number): number {
  const last = end > start ? view.getUint8(end - 1) : 0;
  if (last === 0) throw new NotRecodable('a stream of bits without an end mark');
  return end * 8 - (Math.clz32(last) - 24) - 1;
}

/** Writes the mark at `bit`; returns the byte behind it. */
export function endStream(view: DataView, bit: number): number {
  writeBits(view, bit, 1);
  return (bit >>> 3) + 1;
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A copy with room around it; the bytes lie from SLACK on. */
export function withSlack(bytes: Uint8Array): Buffer {
  const copy = Buffer.alloc(bytes.length + 2 * SLACK);
  copy.set(bytes, SLACK);
  return copy;
}
