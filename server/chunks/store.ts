/** Where chunk bodies live. One suite runs on every implementation (test/contract). */
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';

export interface ChunkStore {
  /** Durable once resolved; a chunk that exists is replaced by equal content. The caller has verified the bytes. */
  put(projectId: Id, chunk: StoredChunk): Promise<void>;
  /** The chunk as it is kept, unverified; undefined where there is none or its file is not one of ours. */
  get(projectId: Id, hash: Hash): Promise<StoredChunk | undefined>;
  has(projectId: Id, hash: Hash): Promise<boolean>;
  delete(projectId: Id, hash: Hash): Promise<void>;
  /** Every chunk kept for the project, in no order. */
  list(projectId: Id): AsyncIterable<{ hash: Hash; modifiedAt: number; bytes: number }>;
  /** Projects that have chunks. */
  projects(): Promise<readonly Id[]>;
  /** Throws where the storage cannot be reached or written. */
  ping(): Promise<void>;
}
