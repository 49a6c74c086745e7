/** Where chunk bodies live. One suite runs on every implementation (test/contract). */
import type { ChunkInfo, StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import type { Db } from '../metadata/metadata.ts';

/** A delta that cannot be kept: something it stands on is not there, or is too many deltas deep. */
export class BaseError extends Error {
  readonly code: 'base-missing' | 'delta-too-deep';

  constructor(code: 'base-missing' | 'delta-too-deep', hash: Hash) {
    super(`Chunk ${hash} is a delta that cannot be kept as one: ${code}`);
    this.code = code;
  }
}

export interface ListedChunk {
  readonly hash: Hash;
  /** UTC milliseconds. */
  readonly modifiedAt: number;
  /** As stored. */
  readonly bytes: number;
}

export interface ChunkStore {
  /**
   * Keeps chunks whose bytes the caller has verified; durable once resolved, all or none. One that exists stays as it
   * is. What a delta stands on must exist, or come before it in `chunks`.
   * @throws {BaseError}
   */
  put(projectId: Id, chunks: readonly StoredChunk[]): Promise<void>;
  /** Keeps a chunk that exists in another form, a whole one: it stands on nothing any more. */
  makeWhole(projectId: Id, chunk: StoredChunk): Promise<void>;
  /** The chunk as it is kept, unverified; undefined where there is none, or something else in its place. */
  get(projectId: Id, hash: Hash): Promise<StoredChunk | undefined>;
  has(projectId: Id, hash: Hash): Promise<boolean>;
  /**
   * What is known of those that exist, without reading them.
   * @param within the metadata's transaction that asks, for a store that keeps what it knows there.
   */
  info(projectId: Id, hashes: readonly Hash[], within?: Db): Promise<Map<Hash, ChunkInfo>>;
  /**
   * Chunks as frames (proto/frames.ts) in the order asked for, a part of them at a time, without decoding anything.
   * A part is bytes of whole frames, or the hash of a chunk that cannot be had. Its bytes are overwritten once the part
   * after the next one is asked for.
   * @param known what {@link info} said of them a moment ago.
   * @param take gives memory for so many bytes: parts lie in it, and stay as they are.
   */
  frames(
    projectId: Id,
    hashes: readonly Hash[],
    known?: ReadonlyMap<Hash, ChunkInfo>,
    take?: (bytes: number) => Buffer,
  ): AsyncIterable<Uint8Array | Hash>;
  /** Deltas that stand on a chunk directly. */
  dependents(projectId: Id, hash: Hash): Promise<Hash[]>;
  /** Forgets a chunk. False, and nothing done, where deltas stand on it. `within` as of {@link info}. */
  delete(projectId: Id, hash: Hash, within?: Db): Promise<boolean>;
  /** Every chunk kept for the project, in no order. */
  list(projectId: Id): AsyncIterable<ListedChunk>;
  /** Projects that have chunks. */
  projects(): Promise<readonly Id[]>;
  /** Gives back the room of what was deleted, and of what a crash left; answers files removed. */
  compact(projectId: Id): Promise<number>;
  /** Throws where the storage cannot be reached or written. */
  ping(): Promise<void>;
  /** @param alone leaves files that can be read where nothing can be written: for a backup. */
  close(alone?: boolean): Promise<void>;
}
