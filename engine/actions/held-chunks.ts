/** Chunks held back until enough came together to be made durable at once. */
import type { ChunkSink, StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';

/** Stored bytes held at most. */
const LIMIT = 8 * 1024 * 1024;

export class HeldChunks implements ChunkSink {
  readonly #sink: ChunkSink;
  readonly #held = new Map<Hash, StoredChunk>();
  #bytes = 0;

  constructor(sink: ChunkSink) {
    this.#sink = sink;
  }

  has(hash: Hash): boolean {
    return this.#held.has(hash) || this.#sink.has(hash);
  }

  put(chunk: StoredChunk): void {
    if (this.#held.has(chunk.hash)) return;
    this.#held.set(chunk.hash, chunk);
    this.#bytes += chunk.data.length;
  }

  batch<T>(work: () => T): T {
    const result = work();
    if (this.#bytes >= LIMIT) this.flush();
    return result;
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
