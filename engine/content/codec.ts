/** How a chunk is kept: raw, as one zstd frame, or as one zstd frame over a dictionary, where that pays. */
import { MAX_CHUNK_BYTES, MAX_DELTA_BASES, MAX_DICTIONARY_BYTES } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { sha256 } from './hash.ts';
import type { DeltaBase, StoredChunk } from './store.ts';
import { compress, decompress, hasZstd } from './zstd.ts';

const LEVEL = 1;
/** Compressed must be below this part of the plain bytes, or reading it would cost more than it saves. */
const WORTHWHILE = 15 / 16;
/** A chunk above this size is judged by three samples first. */
const SAMPLE = 8 * 1024;

const worthwhile = (compressed: number, plain: number): boolean => compressed < plain * WORTHWHILE;

/** A look at start, middle and end. Three in one buffer, because one may be a header. */
function sampleCompresses(plain: Uint8Array): boolean {
  if (plain.length <= SAMPLE * 6) return true;
  const middle = (plain.length - SAMPLE) >>> 1;
  const sample = Buffer.concat([
    plain.subarray(0, SAMPLE),
    plain.subarray(middle, middle + SAMPLE),
    plain.subarray(plain.length - SAMPLE),
  ]);
  return worthwhile(compress(sample, { level: LEVEL }).length, sample.length);
}

/**
 * The stored form of `plain`, whose hash the caller has computed. Raw data is *not* copied: it is the caller's
 * buffer. A runtime without zstd (before Node 22.15) stores everything raw.
 */
export function encodeChunk(hash: Hash, plain: Uint8Array): StoredChunk {
  const size = plain.length;
  if (size > MAX_CHUNK_BYTES)
    throw new RangeError(`A chunk of ${size} bytes is larger than the format allows`);
  if (hasZstd && size > 64 && sampleCompresses(plain)) {
    const data = compress(plain, { level: LEVEL });
    if (worthwhile(data.length, size)) return { hash, codec: 'zstd', size, data };
  }
  return { hash, codec: 'raw', size, data: plain };
}

const damaged = (chunk: StoredChunk, problem: string, cause?: unknown): CairnError =>
  new CairnError('integrity', `Chunk ${chunk.hash}: ${problem}`, { hash: chunk.hash, problem }, cause);

/**
 * The plain bytes, verified against the chunk's hash. Never allocates more than the declared size, which is
 * bounded first.
 * @param dictionary of a delta: the bytes its base describes.
 * @throws {CairnError} `integrity` for anything but exactly the right bytes; `engine-unavailable` without zstd.
 */
export function decodeChunk(chunk: StoredChunk, dictionary?: Uint8Array): Buffer {
  if (!Number.isInteger(chunk.size) || chunk.size < 0 || chunk.size > MAX_CHUNK_BYTES) {
    throw damaged(chunk, 'declared size is out of bounds');
  }
  if (chunk.data.length > chunk.size) throw damaged(chunk, 'stored bytes exceed the declared size');
  const plain = plainBytes(chunk, dictionary);
  if (plain.length !== chunk.size) throw damaged(chunk, 'wrong size');
  if (sha256(plain) !== chunk.hash) throw damaged(chunk, 'bytes do not match the hash');
  return plain;
}

function plainBytes(chunk: StoredChunk, dictionary: Uint8Array | undefined): Buffer {
  const { codec, data, size } = chunk;
  if (codec === 'raw') return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (codec !== 'zstd' && codec !== 'delta') throw damaged(chunk, `unknown codec ${String(codec)}`);
  if (size === 0) throw damaged(chunk, 'an empty chunk is never compressed');
  if ((codec === 'delta') !== (dictionary !== undefined)) throw damaged(chunk, 'a delta needs its base');
  try {
    return decompress(data, size, dictionary);
  } catch (error) {
    if (CairnError.is(error, 'engine-unavailable')) throw error;
    throw damaged(chunk, 'not a zstd frame of the declared size', error);
  }
}

/**
 * The base of a delta, held to the format's bounds.
 * @throws {CairnError} `integrity`
 */
export function baseOf(chunk: StoredChunk): DeltaBase {
  const { base } = chunk;
  if (!base || base.chunks.length === 0 || base.chunks.length > MAX_DELTA_BASES)
    throw damaged(chunk, 'a delta without a possible base');
  const inBounds = Number.isInteger(base.start) && base.start >= 0 && Number.isInteger(base.length);
  if (!inBounds || base.length < 8 || base.length > MAX_DICTIONARY_BYTES)
    throw damaged(chunk, 'a base out of bounds');
  return base;
}

/** The dictionary of `chunk` out of the plain bytes of its base's chunks. @throws {CairnError} `integrity` */
export function dictionaryOf(chunk: StoredChunk, plains: readonly Uint8Array[]): Buffer {
  const { start, length } = baseOf(chunk);
  const total = plains.reduce((sum, plain) => sum + plain.length, 0);
  if (start + length > total) throw damaged(chunk, 'a base shorter than its delta says');
  return Buffer.concat(plains as Uint8Array[], total).subarray(start, start + length);
}
