/** Chunks held back until enough came together to be made durable at once. */
import { bufferOf } from '../content/pipeline/memory.ts';
import type { ChunkSink, StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';

/** Stored bytes held at most: a durable unit costs about as much as writing some megabytes. */
const LIMIT = 16 * 1024 * 1024;

export class HeldChunks implements ChunkSink {
  readonly #sink: ChunkSink;
  readonly #held = new Map<Hash, StoredChunk>();
  /** What is held lies here, one behind the other: the data handed over is its owner's again after `batch`. */
  #memory: Buffer | undefined;
  #bytes = 0;

  constructor(sink: ChunkSink) {
    this.#sink = sink;
  }

  has(hash: Hash): boolean {
    return this.#held.has(hash) || this.#sink.has(hash);
  }

  /** Whether it is held here: certain, unlike what the store had a moment ago. */
  holds(hash: Hash): boolean {
    return this.#held.has(hash);
  }

  put(chunk: StoredChunk): void {
    if (this.#held.has(chunk.hash)) return;
    const { length } = chunk.data;
    if (this.#bytes + length > LIMIT) this.#flush();
    this.#memory ??= Buffer.allocUnsafeSlow(LIMIT);
    const data = this.#memory.subarray(this.#bytes, this.#bytes + length);
    bufferOf(chunk.data).copy(data);
    this.#held.set(chunk.hash, { ...chunk, data });
    this.#bytes += length;
  }

  /** No more than {@link put} after {@link put}: what makes them durable is {@link write}. */
  batch<T>(work: () => T): T {
    return work();
  }

  /**
   * Hands everything on, in a batch of the sink that its caller has begun. Once that is durable, {@link forget}. A delta
   * whose base garbage collection elsewhere took meanwhile is not held any more: whoever refers to it finds it missing.
   */
  write(): void {
    for (const chunk of this.#held.values()) {
      const stands = chunk.base?.chunks.every((hash) => this.#sink.has(hash)) ?? true;
      if (stands) this.#sink.put(chunk);
      else this.#held.delete(chunk.hash);
    }
  }

  forget(): void {
    this.#held.clear();
    this.#bytes = 0;
  }

  #flush(): void {
    this.#sink.batch(() => this.write());
    this.forget();
  }
}
