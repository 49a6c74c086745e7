/** Chunk stores and data for tests of the content room. */
import { createHash } from 'node:crypto';
import type { ChunkSink, ChunkSource, StoredChunk } from '../../engine/content/store.ts';

/** A chunk store in memory that keeps the contract: copies what it is given, undoes a failed batch. */
export class MemoryStore implements ChunkSink, ChunkSource {
  readonly chunks = new Map<string, StoredChunk>();
  batches = 0;
  largestBatch = 0;

  has(hash: string): boolean {
    return this.chunks.has(hash);
  }

  among(hashes: readonly string[]): Set<string> {
    return new Set(hashes.filter((hash) => this.has(hash)));
  }

  get(hash: string): StoredChunk | undefined {
    return this.chunks.get(hash);
  }

  put(chunk: StoredChunk): void {
    if (!this.has(chunk.hash)) this.chunks.set(chunk.hash, { ...chunk, data: Buffer.from(chunk.data) });
  }

  batch<T>(work: () => T): T {
    const before = new Set(this.chunks.keys());
    try {
      const result = work();
      this.batches++;
      return result;
    } catch (error) {
      for (const hash of this.chunks.keys()) if (!before.has(hash)) this.chunks.delete(hash);
      throw error;
    } finally {
      this.largestBatch = Math.max(this.largestBatch, this.chunks.size - before.size);
    }
  }

  bytes(): number {
    let sum = 0;
    for (const chunk of this.chunks.values()) sum += chunk.data.length;
    return sum;
  }
}

/** `length` incompressible bytes that are the same on every run for the same seed. */
export function seededBytes(seed: string | number, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let block = 0; block * 65536 < length; block++) {
    blocks.push(createHash('shake256', { outputLength: 65536 }).update(`${seed}/${block}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

export const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
