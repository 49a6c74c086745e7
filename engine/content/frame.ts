/** A stored chunk as the bytes that travel and lie in packs: one length-delimited `ChunkFrame`. */
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_CHUNK_BYTES, MAX_FRAME_BYTES } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { hashFromBytes, hashToBytes } from '../domain/wire.ts';
import { baseOf } from './codec.ts';
import { CODECS, type DeltaBase, type StoredChunk } from './store.ts';
import { writeVarint } from './varint.ts';

/** Longest length prefix of a frame, in bytes. */
const MAX_PREFIX = 3;
/** The most bytes a frame takes with its length. */
export const MAX_FRAMED_BYTES = MAX_FRAME_BYTES + MAX_PREFIX;

/** Field number and wire type, as protobuf writes them. */
const HASH_TAG = 0x0a;
const CODEC_TAG = 0x10;
const SIZE_TAG = 0x18;
const DATA_TAG = 0x22;
const BASE_TAG = 0x32;
/** Everything before the data, but for the base. */
const MOST_HEAD = 64;

export const encodeBase = (base: DeltaBase): Uint8Array =>
  cairn.v1.DeltaBase.encode({
    chunks: base.chunks.map(hashToBytes),
    start: base.start,
    length: base.length,
    ...(base.opened && { opened: true }),
  }).finish();

/** @throws {Error} for bytes that are none. Bounds are held by whoever uses it: `baseOf`. */
export function decodeBase(bytes: Uint8Array): DeltaBase {
  return fromMessage(decodeBounded(cairn.v1.DeltaBase, bytes, MOST_FIELDS.frame));
}

const fromMessage = ({ chunks, start, length, opened }: cairn.v1.IDeltaBase): DeltaBase => ({
  chunks: (chunks ?? []).map(hashFromBytes),
  start: start ?? 0,
  length: length ?? 0,
  ...(opened && { opened }),
});

const varintBytes = (value: number): number => (value < 0x80 ? 1 : value < 0x4000 ? 2 : 3);

/**
 * What comes before `chunk.data` in its frame: the frame is this and the data, one behind the other, so that nobody
 * has to copy the data to write it.
 */
export function frameHead(chunk: StoredChunk): Buffer {
  const base = chunk.codec === 'delta' ? encodeBase(baseOf(chunk)) : undefined;
  const { length } = chunk.data;
  if (length > MAX_CHUNK_BYTES || chunk.size > MAX_CHUNK_BYTES)
    throw new RangeError(`Chunk ${chunk.hash} is larger than the format allows`);
  const fixed = 2 + 32 + 2 + 1 + varintBytes(chunk.size) + 1 + varintBytes(length);
  const body = fixed + (base ? 1 + varintBytes(base.length) + base.length : 0) + length;
  const head = Buffer.allocUnsafe(MOST_HEAD + (base ? base.length + MAX_PREFIX + 1 : 0));
  let at = writeVarint(head, 0, body);
  head[at++] = HASH_TAG;
  head[at++] = 32;
  at += head.write(chunk.hash, at, 32, 'hex');
  head[at++] = CODEC_TAG;
  head[at++] = CODECS.indexOf(chunk.codec) + 1;
  head[at++] = SIZE_TAG;
  at = writeVarint(head, at, chunk.size);
  if (base) {
    head[at++] = BASE_TAG;
    at = writeVarint(head, at, base.length);
    head.set(base, at);
    at += base.length;
  }
  head[at++] = DATA_TAG;
  at = writeVarint(head, at, length);
  return head.subarray(0, at);
}

/** The chunk a frame holds; its data is a view of the message's. @throws {Error} where it is no possible chunk. */
export function chunkOfFrame(frame: cairn.v1.IChunkFrame): StoredChunk {
  const codec = CODECS[(frame.codec ?? 0) - 1];
  const size = frame.size ?? 0;
  const data = frame.data ?? new Uint8Array();
  if (!codec || size > MAX_CHUNK_BYTES || data.length > size) throw new Error('not a chunk');
  const chunk = { hash: hashFromBytes(frame.hash), codec, size, data };
  if ((codec === 'delta') !== Boolean(frame.base))
    throw new Error('a delta has a base, and nothing else has');
  if (!frame.base) return chunk;
  const delta = { ...chunk, base: fromMessage(frame.base) };
  baseOf(delta);
  return delta;
}

/** The chunk in the body of a frame. @throws {Error} where it is none. */
export const decodeFrame = (body: Uint8Array): StoredChunk =>
  chunkOfFrame(decodeBounded(cairn.v1.ChunkFrame, body, MOST_FIELDS.frame));

/** Where the frame that starts at `at` ends and its body begins; `cut` where the bytes end first; `none` for no frame. */
export function frameBounds(bytes: Uint8Array, at: number): { body: number; end: number } | 'cut' | 'none' {
  let length = 0;
  for (let index = 0; index < MAX_PREFIX; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return 'cut';
    length |= (byte & 0x7f) << (7 * index);
    if (byte >= 0x80) continue;
    if (length === 0 || length > MAX_FRAME_BYTES) return 'none';
    const body = at + index + 1;
    return body + length > bytes.length ? 'cut' : { body, end: body + length };
  }
  return 'none';
}

/** The chunk in exactly these bytes, length prefix included, or undefined where they are something else. */
export function parseFrame(bytes: Uint8Array, hash?: Hash): StoredChunk | undefined {
  const bounds = frameBounds(bytes, 0);
  if (typeof bounds === 'string' || bounds.end !== bytes.length) return undefined;
  try {
    const chunk = decodeFrame(bytes.subarray(bounds.body));
    return hash === undefined || chunk.hash === hash ? chunk : undefined;
  } catch {
    return undefined;
  }
}
