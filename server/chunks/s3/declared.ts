/** What an upload says that its object will hold. */
import { baseOf } from '../../../engine/content/codec.ts';
import { MAX_FRAMED_BYTES } from '../../../engine/content/frame.ts';
import { CODECS } from '../../../engine/content/store.ts';
import type { Hash } from '../../../engine/domain/rows.ts';
import { hashFromBytes } from '../../../engine/domain/wire.ts';
import type { cairn } from '../../../proto/generated/cairn.js';
import { MAX_BATCH_BYTES, MAX_CHUNK_BYTES, MAX_HASHES } from '../../../proto/limits.ts';
import { StudioError } from '../../errors.ts';
import type { Arrival } from './index.ts';

/** No frame is shorter: its hash alone takes so much. */
const LEAST_FRAME = 36;

export interface Declared {
  readonly bytes: number;
  readonly sha256: Hash;
  readonly frames: readonly Arrival[];
}

/** Frames lie one behind the other and are all there is. @throws {StudioError} bad-message, too-large */
export function declaredOf({ bytes, sha256, frames }: cairn.v1.DirectUploadRequest): Declared {
  if (bytes > MAX_BATCH_BYTES || frames.length > MAX_HASHES)
    throw new StudioError('too-large', `One upload can hold ${MAX_BATCH_BYTES} bytes at most`);
  const found = new Map<Hash, Arrival>();
  let start = 0;
  try {
    for (const frame of frames) {
      const arrival = arrivalOf(frame, start);
      if (found.has(arrival.hash)) throw new Error('a chunk is named twice');
      found.set(arrival.hash, arrival);
      start += arrival.length;
    }
    if (start !== bytes || bytes === 0) throw new Error('the frames are not as long as the object');
    return { bytes, sha256: hashFromBytes(sha256), frames: [...found.values()] };
  } catch (error) {
    throw new StudioError('bad-message', (error as Error).message, {}, error);
  }
}

function arrivalOf(frame: cairn.v1.IDirectFrame, start: number): Arrival {
  const codec = CODECS[(frame.codec ?? 0) - 1];
  const size = frame.size ?? 0;
  const length = frame.length ?? 0;
  if (!codec || size > MAX_CHUNK_BYTES || length < LEAST_FRAME || length > MAX_FRAMED_BYTES)
    throw new Error('a frame is not possible');
  if ((codec === 'delta') !== Boolean(frame.base))
    throw new Error('a delta has a base, and nothing else has');
  const arrival = { hash: hashFromBytes(frame.hash), codec, size, start, length };
  if (!frame.base) return arrival;
  const { chunks, start: from, length: reach, opened } = frame.base;
  const base = {
    chunks: (chunks ?? []).map(hashFromBytes),
    start: from ?? 0,
    length: reach ?? 0,
    ...(opened && { opened }),
  };
  baseOf({ ...arrival, base, data: new Uint8Array() });
  return { ...arrival, base };
}
