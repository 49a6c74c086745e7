/** How a chunk is kept: raw, or as one zstd frame where that pays. */
import zlib from 'node:zlib';
import { MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { sha256 } from './hash.ts';
import type { StoredChunk } from './store.ts';

/** Never -1: Node's zstd silently takes it for 3. */
const LEVEL = 1;
/** Compressed must be below this part of the plain bytes, or reading it would cost more than it saves. */
const WORTHWHILE = 15 / 16;
/** A chunk above this size is judged by three samples first. */
const SAMPLE = 8 * 1024;

const compress = (plain: Uint8Array): Buffer =>
  zlib.zstdCompressSync(plain, { params: { [zlib.constants.ZSTD_c_compressionLevel]: LEVEL } });

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
  return worthwhile(compress(sample).length, sample.length);
}

/**
 * The stored form of `plain`, whose hash the caller has computed. Raw data is *not* copied: it is the caller's
 * buffer. A runtime without zstd (before Node 22.15) stores everything raw.
 */
export function encodeChunk(hash: Hash, plain: Uint8Array): StoredChunk {
  const size = plain.length;
  if (size > MAX_CHUNK_BYTES)
    throw new RangeError(`A chunk of ${size} bytes is larger than the format allows`);
  if (typeof zlib.zstdCompressSync === 'function' && size > 64 && sampleCompresses(plain)) {
    const data = compress(plain);
    if (worthwhile(data.length, size)) return { hash, codec: 'zstd', size, data };
  }
  return { hash, codec: 'raw', size, data: plain };
}

const damaged = (chunk: StoredChunk, problem: string, cause?: unknown): CairnError =>
  new CairnError('integrity', `Chunk ${chunk.hash}: ${problem}`, { hash: chunk.hash, problem }, cause);

/**
 * The plain bytes, verified against the chunk's hash. Never allocates more than the declared size, which is
 * bounded first.
 * @throws {CairnError} `integrity` for anything but exactly the right bytes; `engine-unavailable` without zstd.
 */
export function decodeChunk(chunk: StoredChunk): Buffer {
  if (!Number.isInteger(chunk.size) || chunk.size < 0 || chunk.size > MAX_CHUNK_BYTES) {
    throw damaged(chunk, 'declared size is out of bounds');
  }
  if (chunk.data.length > chunk.size) throw damaged(chunk, 'stored bytes exceed the declared size');
  const plain = chunk.codec === 'raw' ? asBuffer(chunk.data) : decompress(chunk);
  if (plain.length !== chunk.size) throw damaged(chunk, 'wrong size');
  if (sha256(plain) !== chunk.hash) throw damaged(chunk, 'bytes do not match the hash');
  return plain;
}

const asBuffer = (data: Uint8Array): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** One frame and nothing behind it: Node ignores trailing bytes and further frames, so the consumed length is compared. */
function decompress(chunk: StoredChunk): Buffer {
  if (chunk.codec !== 'zstd') throw damaged(chunk, `unknown codec ${String(chunk.codec)}`);
  if (typeof zlib.zstdDecompressSync !== 'function') {
    throw new CairnError(
      'engine-unavailable',
      'Cairn needs Node.js 22.15 or newer to read compressed chunks',
    );
  }
  if (chunk.size === 0) throw damaged(chunk, 'an empty chunk is never compressed');
  let result: { buffer: Buffer; engine: { bytesWritten: number } };
  try {
    const options = { info: true, maxOutputLength: chunk.size };
    result = zlib.zstdDecompressSync(chunk.data, options) as unknown as typeof result;
  } catch (error) {
    throw damaged(chunk, 'not a zstd frame of the declared size', error);
  }
  if (result.engine.bytesWritten !== chunk.data.length) throw damaged(chunk, 'bytes behind the zstd frame');
  return result.buffer;
}
