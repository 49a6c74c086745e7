/** Chunks going out, to those entitled to a checkpoint they are part of. */
import { CODECS, type StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { encodeFrame } from '../../proto/frames.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { notFound, StudioError } from '../errors.ts';
import type { Reader } from './entitlements.ts';
import { ManifestError } from './manifests.ts';
import { decodeHashes } from './missing.ts';
import type { Reading } from './reading.ts';
import type { ChunkStore } from './store.ts';

/** Chunks read ahead of the one that is sent. */
const AHEAD = 4;

/**
 * The encoded frames, in the order asked for.
 * @throws {StudioError} not-found where the member is not entitled to the checkpoint, or there is none
 */
export async function fetchFrames(
  studio: { reading: Reading; chunks: ChunkStore },
  projectId: Id,
  reader: Reader,
  request: cairn.v1.IFetchRequest,
): Promise<AsyncIterable<Uint8Array>> {
  const hashes = decodeHashes(request.hashes);
  const [checkpoint] = await studio.reading.readable(projectId, reader, [request.checkpointId ?? '']);
  if (!checkpoint) throw notFound('checkpoint of this id that you may read');
  let content: { has(hash: Hash): boolean };
  try {
    content = await studio.reading.content(projectId, checkpoint);
  } catch (error) {
    if (error instanceof ManifestError) throw new StudioError('storage', error.message, {}, error);
    throw error;
  }
  return frames(hashes, (hash) => (content.has(hash) ? studio.chunks.get(projectId, hash) : 'not-part'));
}

type Lookup = (hash: Hash) => Promise<StoredChunk | undefined> | 'not-part';

async function* frames(hashes: readonly Hash[], lookup: Lookup): AsyncGenerator<Uint8Array, void, undefined> {
  const ahead: Promise<Uint8Array>[] = [];
  const read = async (hash: Hash): Promise<Uint8Array> => {
    const found = await lookup(hash);
    if (found === 'not-part') return failed(hash, 'not-found');
    return found ? encoded(found) : failed(hash, 'content-missing');
  };
  for (const hash of hashes) {
    const next = read(hash);
    // Awaited in its turn; until then a failure must not count as unhandled.
    next.catch(() => {});
    ahead.push(next);
    if (ahead.length > AHEAD) yield await ahead.shift()!;
  }
  for (const rest of ahead) yield await rest;
}

const encoded = (chunk: StoredChunk): Uint8Array =>
  encodeFrame({
    hash: hashToBytes(chunk.hash),
    codec: CODECS.indexOf(chunk.codec) + 1,
    size: chunk.size,
    data: chunk.data,
  });

const failed = (hash: Hash, error: string): Uint8Array => encodeFrame({ hash: hashToBytes(hash), error });
