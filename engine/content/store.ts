/** What the content room asks of whoever keeps chunks. Implemented by the project file and by the studio. */
import type { Hash } from '../domain/rows.ts';

export type Codec = 'raw' | 'zstd';

/** A chunk as it is kept and sent. Its identity is the SHA-256 of the plain bytes, whatever the codec. */
export interface StoredChunk {
  readonly hash: Hash;
  readonly codec: Codec;
  /** Plain bytes. */
  readonly size: number;
  readonly data: Uint8Array;
}

export interface ChunkSource {
  get(hash: Hash): StoredChunk | undefined;
}

export interface ChunkSink {
  has(hash: Hash): boolean;
  /** Adding a chunk that exists changes nothing. */
  put(chunk: StoredChunk): void;
  /** Runs `work` as one durable unit: all of its puts are kept, or none. */
  batch<T>(work: () => T): T;
}

/** A piece of a file, in file order. */
export interface ChunkRef {
  readonly hash: Hash;
  /** Plain bytes. */
  readonly size: number;
}
