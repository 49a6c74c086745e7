/** How a chunk is kept: raw, or as one zstd frame: of its bytes, of their planes, or over a dictionary, where that pays. */
import {
  MAX_CHUNK_BYTES,
  MAX_DELTA_BASES,
  MAX_DICTIONARY_BYTES,
  MAX_OPENED_BYTES,
} from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { bufferOf, copyInto } from './bytes.ts';
import { parseFilter, undoFilter } from './filter.ts';
import { sha256 } from './hash.ts';
import { closeFrames, closesTo, openFrames } from './recode/frames.ts';
import { frameOfDifferences } from './same-place.ts';
import type { DeltaBase, StoredChunk } from './store.ts';
import { encodeWhole, lookAtMiddle } from './whole.ts';
import { compressOn, decompress, decompressOn, hasDictionaries, isPlainDictionary } from './zstd.ts';
import { frameContentSize } from './zstd-wasm.ts';

/** The lowest whose tables are large enough to find everything in a dictionary of a few hundred kilobytes. */
const DELTA_LEVEL = 3;
/**
 * Opened forms whose contents moved have what stayed the same in shorter pieces: this finds far more of it, in several times
 * as long. Tried with other levels here and `bench/encoding.ts` on a scene that was saved with compression: 5 and 6 find less than 4,
 * and 9 takes much longer for little more.
 */
const MOVED_LEVEL = 7;
/** A delta of at most so many bytes is not tried again at that level, on more: nothing much can be gained. */
const LEAST_MOVED = 8 * 1024;
/** A delta of at most this part of the plain bytes is taken without a look at what the chunk alone would take. */
const SMALL_DELTA = 1 / 32;
/** A larger one must be below this part of the chunk alone, or the chunk is kept whole, for others to stand on. */
const DELTA_GAIN = 1 / 2;
/** Below this part of what the chunk alone seems to take, that is not made to be compared: it costs nearly as much as the delta. */
const CLEAR_GAIN = 1 / 3;

/** What a chunk may become a delta on, with the bytes that `base` describes. */
export interface Basis {
  readonly base: DeltaBase;
  readonly dictionary: Uint8Array;
  /** All bytes of the base's chunks. */
  readonly plains: readonly Uint8Array[];
  /** The same with what lay before and behind it: what an application inserts moves the contents of frames into their neighbours. */
  readonly wider?: (() => Basis | undefined) | undefined;
}

/**
 * The stored form of `plain`, whose hash the caller has computed. Raw data is *not* copied: it is the caller's
 * buffer. A runtime without zstd (before Node 22.15) stores everything raw.
 */
export function encodeChunk(hash: Hash, plain: Uint8Array, basis?: Basis): StoredChunk {
  const chunk = encodeBriefly(hash, plain, basis);
  return chunk.codec === 'raw' ? chunk : { ...chunk, data: Buffer.from(chunk.data) };
}

/** As {@link encodeChunk}, but the data may be a view that holds until the next chunk is encoded: what is new costs more than a copy of it. */
export function encodeBriefly(hash: Hash, plain: Uint8Array, basis?: Basis): StoredChunk {
  if (plain.length > MAX_CHUNK_BYTES)
    throw new RangeError(`A chunk of ${plain.length} bytes is larger than the format allows`);
  const delta = basis && (encodeOpened(hash, plain, basis) ?? encodeDelta(hash, plain, basis));
  if (delta && delta.data.length <= plain.length * SMALL_DELTA) return delta;
  const middle = lookAtMiddle(plain, delta !== undefined);
  if (delta && middle && delta.data.length < middle.part * plain.length * CLEAR_GAIN) return delta;
  const whole = encodeWhole(hash, plain, middle?.filter);
  return delta && delta.data.length < whole.data.length * DELTA_GAIN ? delta : whole;
}

function encodeDelta(
  hash: Hash,
  plain: Uint8Array,
  { base, dictionary }: Pick<Basis, 'base' | 'dictionary'>,
): StoredChunk | undefined {
  if (!hasDictionaries() || plain.length <= 64 || dictionary.length <= 64) return undefined;
  // zstd would read this one as a dictionary of its own kind; from its second byte on it is plain.
  if (!isPlainDictionary(dictionary)) {
    const rest = {
      base: { ...base, start: base.start + 1, length: base.length - 1 },
      dictionary: dictionary.subarray(1),
    };
    return encodeDelta(hash, plain, rest);
  }
  const data = frameOfDifferences(dictionary, plain) ?? compressOn(dictionary, plain, DELTA_LEVEL);
  return { hash, codec: 'delta', size: plain.length, data, base };
}

/** A delta between opened forms, where the chunk and one of its base's chunks are zstd frames that can be put together again. */
function encodeOpened(hash: Hash, plain: Uint8Array, basis: Basis): StoredChunk | undefined {
  const opened = hasDictionaries() ? openFrames(plain, MAX_OPENED_BYTES) : undefined;
  let on = opened && openBasis(basis);
  if (!opened || !on) return undefined;
  let data = compressOn(on.dictionary, opened, DELTA_LEVEL);
  if (data.length > Math.max(plain.length * SMALL_DELTA, LEAST_MOVED)) {
    const wider = basis.wider?.();
    on = (wider && openBasis(wider)) ?? on;
    data = compressOn(on.dictionary, opened, MOVED_LEVEL);
  }
  if (data.length > plain.length * DELTA_GAIN || !closesTo(opened, plain)) return undefined;
  return { hash, codec: 'delta', size: plain.length, data, base: on.base };
}

/** The opened forms of those of a base's chunks that have one, as far as there is room. */
function openBasis({ base, plains }: Basis): Pick<Basis, 'base' | 'dictionary'> | undefined {
  const used = new Map<Hash, { readonly size: number; readonly bytes: Buffer }>();
  let room = MAX_OPENED_BYTES;
  for (const [index, chunk] of base.chunks.entries()) {
    const bytes = openFrames(plains[index] as Uint8Array, room);
    if (!bytes || used.has(chunk)) continue;
    used.set(chunk, { size: plains[index]?.length ?? 0, bytes });
    room -= bytes.length;
  }
  const parts = [...used.values()];
  const length = parts.reduce((sum, { size }) => sum + size, 0);
  if (length === 0 || length > MAX_DICTIONARY_BYTES) return undefined;
  return {
    base: { chunks: [...used.keys()], start: 0, length, opened: true },
    dictionary: joined(parts.map(({ bytes }) => bytes)),
  };
}

const damaged = (chunk: StoredChunk, problem: string, cause?: unknown): CairnError =>
  new CairnError('integrity', `Chunk ${chunk.hash}: ${problem}`, { hash: chunk.hash, problem }, cause);

/**
 * The plain bytes, verified against the chunk's hash. Never allocates more than the declared size, which is
 * bounded first.
 * @param dictionary of a delta: the bytes its base describes.
 * @param memory gives room for them; without it they are a view of raw data, or lie in memory of their own.
 * @throws {CairnError} `integrity` for anything but exactly the right bytes; `engine-unavailable` without zstd.
 */
export function decodeChunk(
  chunk: StoredChunk,
  dictionary?: Uint8Array,
  memory?: { room?(size: number): Buffer },
): Buffer {
  if (!Number.isInteger(chunk.size) || chunk.size < 0 || chunk.size > MAX_CHUNK_BYTES) {
    throw damaged(chunk, 'declared size is out of bounds');
  }
  if (chunk.data.length > chunk.size) throw damaged(chunk, 'stored bytes exceed the declared size');
  const into = chunk.size > 0 ? memory?.room?.(chunk.size) : undefined;
  const plain = placed(plainBytes(chunk, dictionary, into), into);
  if (plain.length !== chunk.size) throw damaged(chunk, 'wrong size');
  if (sha256(plain) !== chunk.hash) throw damaged(chunk, 'bytes do not match the hash');
  return plain;
}

/** In its place, where it has one and does not lie there. What has another size is left for its reader to refuse. */
function placed(plain: Buffer, into: Buffer | undefined): Buffer {
  if (!into || plain === into || plain.length !== into.length) return plain;
  copyInto(into, plain);
  return into;
}

/** In `into`, or elsewhere. */
function plainBytes(
  chunk: StoredChunk,
  dictionary: Uint8Array | undefined,
  into: Buffer | undefined,
): Buffer {
  const { codec, data, size } = chunk;
  if ((codec === 'delta') !== (dictionary !== undefined))
    throw damaged(chunk, 'a delta needs its base, and only a delta');
  if (codec === 'raw') return bufferOf(data);
  if (codec !== 'zstd' && codec !== 'delta' && codec !== 'filtered')
    throw damaged(chunk, `unknown codec ${String(codec)}`);
  if (size === 0) throw damaged(chunk, 'an empty chunk is never compressed');
  try {
    if (dictionary && chunk.base?.opened) return closeOpened(dictionary, data, size);
    if (dictionary) return decompressOn(dictionary, data, size, into);
    if (codec !== 'filtered') return decompress(data, size, into);
    const filter = parseFilter(data[0]);
    if (!filter) throw new Error('no such filter');
    return undoFilter(decompress(data.subarray(1), size, into), filter);
  } catch (error) {
    if (CairnError.is(error, 'engine-unavailable')) throw error;
    throw damaged(chunk, 'not a zstd frame of the declared size', error);
  }
}

function closeOpened(dictionary: Uint8Array, data: Uint8Array, size: number): Buffer {
  const opened = frameContentSize(data) ?? 0;
  if (opened > MAX_OPENED_BYTES) throw new Error('an opened form above its bounds');
  return closeFrames(decompressOn(dictionary, data, opened), size);
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
  const base = baseOf(chunk);
  const dictionary = base.opened ? openDictionary(plains) : cutDictionary(base, plains);
  if (!dictionary) throw damaged(chunk, 'a base that is not what its delta says');
  return dictionary;
}

/** The opened forms of chunks; undefined where one is no frames, or all are too large. */
function openDictionary(plains: readonly Uint8Array[]): Buffer | undefined {
  const parts: Buffer[] = [];
  let room = MAX_OPENED_BYTES;
  for (const plain of plains) {
    const opened = openFrames(plain, room);
    if (!opened) return undefined;
    parts.push(opened);
    room -= opened.length;
  }
  return joined(parts);
}

/** The bytes that `base` describes, out of the plain bytes of its chunks, a view where one holds them; undefined where these are too short. */
export function cutDictionary(
  { start, length }: DeltaBase,
  plains: readonly Uint8Array[],
): Buffer | undefined {
  const total = plains.reduce((sum, plain) => sum + plain.length, 0);
  if (start + length > total) return undefined;
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const plain of plains) {
    const part = plain.subarray(Math.max(0, start - at), Math.max(0, start + length - at));
    if (part.length > 0) parts.push(part);
    at += plain.length;
  }
  return joined(parts);
}

/** A view where there is only one. */
function joined(parts: readonly Uint8Array[]): Buffer {
  const [one] = parts;
  return parts.length === 1 && one ? bufferOf(one) : Buffer.concat(parts);
}
