/** What the content room asks of whoever keeps chunks. Implemented by the project file and by the studio. */
import type { Hash } from '../domain/rows.ts';

/** In the order of their numbers on the wire and in packs, which start at 1. */
export const CODECS = ['raw', 'zstd', 'delta', 'filtered'] as const;
export type Codec = (typeof CODECS)[number];

/**
 * What a delta stands on: a dictionary that is `length` bytes from `start` on of the plain bytes of `chunks`, one
 * behind the other.
 */
export interface DeltaBase {
  readonly chunks: readonly Hash[];
  readonly start: number;
  readonly length: number;
  /**
   * All of these bytes, and the delta's own, are zstd frames: the dictionary is their opened form, chunk by chunk, and what
   * was compressed with it is that of the delta.
   */
  readonly opened?: boolean | undefined;
}

/** A chunk as it is kept and sent. Its identity is the SHA-256 of the plain bytes, whatever the codec. */
export interface StoredChunk {
  readonly hash: Hash;
  readonly codec: Codec;
  /** Plain bytes. */
  readonly size: number;
  readonly data: Uint8Array;
  /** Of a delta, and of nothing else. */
  readonly base?: DeltaBase | undefined;
}

export interface ChunkSource {
  get(hash: Hash): StoredChunk | undefined;
}

/** Where a chunk's stored bytes can be read without asking its store again: from any thread. */
export interface ChunkLocation {
  readonly hash: Hash;
  readonly codec: Codec;
  /** Plain bytes. */
  readonly size: number;
  /** As of {@link ChunkInfo}. */
  readonly depth: number;
  readonly base?: DeltaBase | undefined;
  /** `length` bytes at `offset` of a pack file (absolute path), which are one chunk frame; or the stored bytes themselves. */
  readonly place: { readonly file: string; readonly offset: number; readonly length: number } | Uint8Array;
}

export interface ChunkLocator {
  locate(hash: Hash): ChunkLocation | undefined;
}

/** What is known of a chunk without reading it. */
export interface ChunkInfo {
  readonly size: number;
  readonly codec: Codec;
  /** How many deltas stand between it and chunks that are kept whole; 0 for raw and zstd. */
  readonly depth: number;
  readonly base?: DeltaBase | undefined;
}

export interface ChunkCatalogue {
  info(hash: Hash): ChunkInfo | undefined;
}

export interface ChunkSink {
  has(hash: Hash): boolean;
  /** Those of many that {@link has} says are here: one question instead of one for each. */
  among(hashes: readonly Hash[]): Set<Hash>;
  /**
   * Adding a chunk that exists changes nothing. Its data must stay as it is until the batch ends.
   * @throws {CairnError} `content-missing` (details: hash) for a delta whose base is neither here nor in the batch.
   */
  put(chunk: StoredChunk): void;
  /** Whoever puts some megabytes at a time awaits this before, where there is something to await. @throws what keeping failed with */
  room?(): Promise<void> | undefined;
  /** Runs `work` as one durable unit: all of its puts are kept, or none. */
  batch<T>(work: () => T): T;
}

/** A piece of a file, in file order. */
export interface ChunkRef {
  readonly hash: Hash;
  /** Plain bytes. */
  readonly size: number;
}
