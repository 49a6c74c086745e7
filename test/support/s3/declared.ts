/** What somebody who uploads to the storage itself says of an object. */
import { frameHead } from '../../../engine/content/frame.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { CODECS, type StoredChunk } from '../../../engine/content/store.ts';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import type { cairn } from '../../../proto/generated/cairn.js';
import { frameOf } from '../frames.ts';

export const frameBytes = (chunks: readonly StoredChunk[]): Buffer =>
  Buffer.concat(chunks.map((chunk) => frameOf(chunk)));

/** Of one that holds these. */
export function declared(
  chunks: readonly StoredChunk[],
  bytes = frameBytes(chunks),
): cairn.v1.IDirectUploadRequest {
  return {
    bytes: bytes.length,
    sha256: hashToBytes(sha256(bytes)),
    frames: chunks.map((chunk) => ({
      hash: hashToBytes(chunk.hash),
      codec: CODECS.indexOf(chunk.codec) + 1,
      size: chunk.size,
      length: frameHead(chunk).length + chunk.data.length,
      ...(chunk.base && {
        base: {
          ...chunk.base,
          opened: chunk.base.opened ?? false,
          chunks: chunk.base.chunks.map(hashToBytes),
        },
      }),
    })),
  };
}
