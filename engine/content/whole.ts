/** A chunk kept alone: raw, or as one zstd frame of its bytes or of their planes. */
import type { Hash } from '../domain/rows.ts';
import { bufferOf } from './bytes.ts';
import { applyFilter, chooseFilter, type Filter, filterByte, LEAST_FILTERED } from './filter.ts';
import type { StoredChunk } from './store.ts';
import { compress, compressedLength, hasZstd } from './zstd.ts';

/** What the middle of a chunk must shrink to through a filter, beside without, for the whole to be filtered. */
const FILTER_GAIN = 0.95;
/** The middle of a chunk, by which it is judged what the whole takes. */
const MIDDLE = 16 * 1024;
/** Compressed must be below this part of the plain bytes, or reading it would cost more than it saves. */
const WORTHWHILE = 15 / 16;
/** A chunk above this size is judged by three samples first. */
const SAMPLE = 8 * 1024;

const worthwhile = (compressed: number, plain: number): boolean => compressed < plain * WORTHWHILE;

/** A look at start, middle and end. Three in one buffer, because one may be a header. */
function sampleCompresses(plain: Uint8Array): boolean {
  if (plain.length <= SAMPLE * 6) return true;
  const bytes = bufferOf(plain);
  const sample = Buffer.allocUnsafe(SAMPLE * 3);
  const starts = [0, (bytes.length - SAMPLE) >>> 1, bytes.length - SAMPLE];
  for (const [index, start] of starts.entries()) bytes.copy(sample, index * SAMPLE, start, start + SAMPLE);
  return worthwhile(compressedLength(sample), sample.length);
}

/** Where zstd cannot do better, the data is the caller's buffer; it may also be a view that holds until the next chunk is encoded. */
export function encodeWhole(hash: Hash, plain: Uint8Array, filter: Filter | undefined): StoredChunk {
  const size = plain.length;
  const filtered = filter && encodeFiltered(hash, plain, filter);
  if (filtered) return filtered;
  if (hasZstd && size > 64 && sampleCompresses(plain)) {
    const data = compress(plain);
    if (worthwhile(data.length, size)) return { hash, codec: 'zstd', size, data };
  }
  return { hash, codec: 'raw', size, data: plain };
}

function encodeFiltered(hash: Hash, plain: Uint8Array, filter: Filter): StoredChunk | undefined {
  const data = compress(applyFilter(plain, filter), 1);
  if (!worthwhile(data.length, plain.length)) return undefined;
  data[0] = filterByte(filter);
  return { hash, codec: 'filtered', size: plain.length, data };
}

export interface Look {
  /** What helps it. */
  readonly filter: Filter | undefined;
  /** The part of its bytes that the middle takes when it is compressed. */
  readonly part: number;
}

/**
 * Undefined where a chunk is too small. Entropy tells nothing of what zstd finds in text or in what repeats: so the middle is tried with the
 * likeliest filter and without.
 * @param anyway also where no filter seems to help.
 */
export function lookAtMiddle(plain: Uint8Array, anyway: boolean): Look | undefined {
  if (!hasZstd || plain.length < LEAST_FILTERED) return undefined;
  const filter = chooseFilter(plain);
  if (!filter && !anyway) return undefined;
  const start = (plain.length - MIDDLE) >>> 1;
  const middle = plain.subarray(start, start + MIDDLE);
  const without = compressedLength(middle);
  const through = filter ? compressedLength(applyFilter(middle, filter)) : without;
  const helps = through < without * FILTER_GAIN;
  return { filter: helps ? filter : undefined, part: Math.min(through, without) / MIDDLE };
}
