/** Chunks made durable without keeping the thread: the larger ones in a pack of its own, all rows in one transaction. */
import type { StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import type { Chunks } from './chunks.ts';
import type { Landing } from './landing.ts';
import type { PackPlace } from './packs.ts';

/** Chunks whose bytes are durable, and that have no rows yet. */
export interface Written {
  /**
   * In a batch: enters some of the chunks, or all of them. May be done again where that batch is undone.
   * @throws {CairnError} `content-missing` (details: hash) for a delta whose base is not here.
   */
  enter(chunks: Iterable<StoredChunk>): void;
  /** That batch is committed. */
  entered(): void;
}

/** One at a time is written and entered, or given up: what was written is then of no account. */
export class Beside {
  readonly #chunks: Chunks;
  readonly #landing: Landing;

  constructor(chunks: Chunks, landing: Landing) {
    this.#chunks = chunks;
    this.#landing = landing;
  }

  /**
   * Data must stay as it is until it resolves.
   * @throws {CairnError} `disk-full`, `read-only`, `folder-gone`
   */
  async write(chunks: Iterable<StoredChunk>): Promise<Written> {
    const large = [...chunks].filter((chunk) => !this.#chunks.isSmall(chunk));
    const places = large.length > 0 ? await this.#landing.write(large) : undefined;
    return {
      enter: (some) => this.#enter(some, places),
      entered: () => places && this.#landing.entered(),
    };
  }

  /** Whether there is a pack of its own already. */
  get isOpen(): boolean {
    return this.#landing.isOpen;
  }

  /** From now on anybody may append to its pack. */
  close(): void {
    this.#landing.close();
  }

  #enter(chunks: Iterable<StoredChunk>, places: ReadonlyMap<Hash, PackPlace> | undefined): void {
    const landed = places && this.#landing.enter() ? places : undefined;
    for (const chunk of chunks) {
      const place = landed?.get(chunk.hash);
      if (place) this.#chunks.putAt(chunk, place);
      else this.#chunks.put(chunk);
    }
  }
}
