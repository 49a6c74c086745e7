/** Chunks coming in: a stream of frames, verified one by one and kept in groups. Memory stays at two groups. */
import { decodeChunk } from '../../engine/content/codec.ts';
import type { Codec, StoredChunk } from '../../engine/content/store.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { hashFromBytes } from '../../engine/domain/wire.ts';
import { FrameError, readFrames } from '../../proto/frames.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_BATCH_BYTES, MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import { StudioError } from '../errors.ts';
import type { ChunkLedger } from './ledger.ts';

const GROUP_BYTES = 2 * 1024 * 1024;
const GROUP_CHUNKS = 32;
/** Frames and their headers on top of the chunks' bytes, and one chunk past the limit. */
const SLACK_BYTES = MAX_CHUNK_BYTES + 4 * 1024 * 1024;

const CODECS: Partial<Record<cairn.v1.Codec, Codec>> = {
  [cairn.v1.Codec.RAW]: 'raw',
  [cairn.v1.Codec.ZSTD]: 'zstd',
  [cairn.v1.Codec.FILTERED]: 'filtered',
};

/** @throws {Error} where the frame is not a chunk that matches its hash */
function verified(frame: cairn.v1.ChunkFrame): StoredChunk {
  const codec = CODECS[frame.codec];
  if (!codec) throw new FrameError('A chunk must say how it is encoded');
  const chunk = { hash: hashFromBytes(frame.hash), codec, size: frame.size, data: frame.data };
  decodeChunk(chunk);
  return chunk;
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? 'unexpected');

/** Counts what passes. @throws {StudioError} too-large */
async function* bounded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let total = 0;
  for await (const part of source) {
    total += part.length;
    if (total > MAX_BATCH_BYTES + SLACK_BYTES) {
      throw new StudioError('too-large', `One upload can hold ${MAX_BATCH_BYTES} bytes at most`);
    }
    yield part;
  }
}

/** What arrived whole and matches is kept, also where the stream breaks off afterwards. */
export async function receive(
  ledger: ChunkLedger,
  projectId: Id,
  accountId: Id,
  source: AsyncIterable<Uint8Array>,
): Promise<cairn.v1.IUploadResponse> {
  const refused: cairn.v1.IRowResult[] = [];
  let group: StoredChunk[] = [];
  let bytes = 0;
  let stored = 0;
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    await writing;
    const full = group;
    [group, bytes] = [[], 0];
    stored += full.length;
    writing = full.length > 0 ? ledger.store(projectId, accountId, full) : Promise.resolve();
    // Awaited with the next group; until then a failure must not count as unhandled.
    writing.catch(() => {});
  };
  let index = 0;
  try {
    for await (const frame of readFrames(bounded(source))) {
      try {
        const chunk = verified(frame);
        group.push(chunk);
        bytes += chunk.data.length;
      } catch (error) {
        const { message } = error as Error;
        refused.push({ index, outcome: cairn.v1.Outcome.REJECTED, code: codeOf(error), message });
      }
      index++;
      if (bytes >= GROUP_BYTES || group.length >= GROUP_CHUNKS) await flush();
    }
  } catch (error) {
    await flush();
    await writing;
    throw error instanceof FrameError ? new StudioError('bad-message', error.message, {}, error) : error;
  }
  await flush();
  await writing;
  return { stored, refused };
}
