/** Chunk frames as they travel, for tests. */
import { Readable } from 'node:stream';
import { CODECS, type StoredChunk } from '../../engine/content/store.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import type { Fetched, Refused, UploadBatch } from '../../engine/remote/studio.ts';
import { encodeFrame } from '../../proto/frames.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { readSlabs } from '../../proto/slabs.ts';

/** The frames of a stream, one by one. */
export async function* readFrames(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<cairn.v1.ChunkFrame, void, undefined> {
  for await (const { frames } of readSlabs(Readable.from(source, { objectMode: false }))) yield* frames;
}

/** Also of chunks that break the format: what others send is not made by our encoder. */
export const frameOf = ({ hash, codec, size, data, base }: StoredChunk): Uint8Array =>
  encodeFrame({
    hash: hashToBytes(hash),
    codec: CODECS.indexOf(codec) + 1,
    size,
    data,
    base: base ? { ...base, chunks: base.chunks.map(hashToBytes), opened: base.opened ?? null } : null,
  });

/** These chunks as one upload. */
export const batchOf = (
  chunks: readonly StoredChunk[],
  onBytes: (bytes: number) => void = () => undefined,
): UploadBatch => ({
  hashes: chunks.map((chunk) => chunk.hash),
  frames: async function* () {
    for (const chunk of chunks) yield frameOf(chunk);
  },
  onBytes: (bytes) => {
    onBytes(bytes);
    return undefined;
  },
});

/** A request for chunks of one checkpoint by somebody who holds nothing. */
export const requestOf = (checkpointId: string, hashes: readonly string[]) => ({
  parts: [{ checkpointId, hashes }],
  held: [],
  deltas: true,
  stored: () => undefined,
  onBytes: () => undefined,
});

/** Everything that comes, copied. */
export async function fetched(
  answer: AsyncIterable<Fetched>,
): Promise<{ chunks: StoredChunk[]; refused: Refused[] }> {
  const chunks: StoredChunk[] = [];
  const refused: Refused[] = [];
  for await (const part of answer) {
    chunks.push(...part.chunks.map((chunk) => ({ ...chunk, data: Buffer.from(chunk.data) })));
    refused.push(...part.refused);
    part.release();
  }
  return { chunks, refused };
}
