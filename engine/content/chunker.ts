/**
 * Content-defined chunking: FastCDC with a gear hash and normalised chunk sizes (W. Xia et al., "The Design of Fast
 * Content-Defined Chunking for Data Deduplication Based Storage Systems", IEEE TPDS 31(9), 2020).
 *
 * Where a file is cut is part of the format: two members who cut the same bytes differently share nothing. Gear
 * table, masks and limits must therefore never change; a golden test pins them.
 */
import { gear } from './gear.ts';

/** Bytes. Every piece is at least MIN_CHUNK (but for a file’s last, and some between zstd frames: cutter.ts) and at most MAX_CHUNK. */
export const MIN_CHUNK = 64 * 1024;
export const MAX_CHUNK = 1024 * 1024;

/** Up to here the strict mask applies, behind it the lax one: sizes gather around 256 KiB. */
const NORMAL_CHUNK = 208 * 1024;
/** 20 and 16 bits: two more and two fewer than the 18 of a 256 KiB average. The high bits depend on most bytes. */
const STRICT_MASK = 0xfffff000 | 0;
const LAX_MASK = 0xffff0000 | 0;

/**
 * Length of the piece that starts at `from`. `to` must be the file's end or at least MAX_CHUNK behind `from`, or
 * the cut would depend on how the file was read.
 */
export function cutLength(data: Uint8Array, from: number, to: number): number {
  const left = to - from;
  if (left <= MIN_CHUNK) return left;
  const end = from + Math.min(left, MAX_CHUNK);
  const normal = Math.min(from + NORMAL_CHUNK, end);
  const scanner = gear();
  let cut = scanner.find(data, from + MIN_CHUNK, normal, STRICT_MASK, 0);
  if (cut === 0 && normal < end)
    cut = scanner.find(data, normal, end, LAX_MASK, scanner.printBefore(data, normal));
  return (cut || end) - from;
}
