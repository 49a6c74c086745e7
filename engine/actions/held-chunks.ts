/** Chunks held back until enough came together to be made durable at once. */
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

  put(chunk: StoredChunk): void {
    if (this.#held.has(chunk.hash)) return;
    if (this.#bytes + chunk.data.length > LIMIT) this.flush();
    this.#memory ??= Buffer.allocUnsafeSlow(LIMIT);
    const data = this.#memory.subarray(this.#bytes, this.#bytes + chunk.data.length);
    data.set(chunk.data);
    this.#held.set(chunk.hash, { ...chunk, data });
    this.#bytes += data.length;
  }

  /** No more than {@link put} after {@link put}: what makes them durable is {@link flush}. */
  batch<T>(work: () => T): T {
    return work();
  }

  /** Hands everything on, as one durable unit or as part of the transaction that is open. */
  flush(): void {
    if (this.#held.size === 0) return;
    this.#sink.batch(() => {
      for (const chunk of this.#held.values()) this.#sink.put(chunk);
    });
    this.#held.clear();
    this.#bytes = 0;
  }
}
