import type { ChunkSource, StoredChunk } from '../../content/store.ts';
import type { Hash } from '../../domain/rows.ts';
import { CairnError } from '../../errors.ts';

/** What should be here and cannot be read is not here: what stands on it is fetched whole. */
export function readable(chunks: ChunkSource, hash: Hash): StoredChunk | undefined {
  try {
    return chunks.get(hash);
  } catch (error) {
    if (CairnError.is(error, 'integrity', 'content-missing')) return undefined;
    throw error;
  }
}
