/** Received chunks on their way into the project file: several requests' worth is made durable at once. */
import type { StoredChunk } from '../../content/store.ts';
import type { Hash } from '../../domain/rows.ts';
import type { Fetched } from '../../remote/studio.ts';
import type { SyncContext } from '../context.ts';
import { keepNodes } from './keep-nodes.ts';
import type { Wisher, Wishes } from './wishes.ts';

/** Stored bytes that wait before they are written. */
const GROUP_BYTES = 16 * 1024 * 1024;
const GROUP_CHUNKS = 2_000;

export class Keeper {
  readonly #context: SyncContext;
  readonly #wishes: Wishes;
  readonly #waiting = new Map<Hash, StoredChunk>();
  #releases: (() => void)[] = [];
  #bytes = 0;

  constructor(context: SyncContext, wishes: Wishes) {
    this.#context = context;
    this.#wishes = wishes;
  }

  get(hash: Hash): StoredChunk | undefined {
    return this.#waiting.get(hash) ?? this.#context.project.chunks.get(hash);
  }

  add({ chunks, release }: Fetched): void {
    for (const chunk of chunks) {
      if (this.#waiting.has(chunk.hash)) continue;
      this.#waiting.set(chunk.hash, chunk);
      this.#bytes += chunk.data.length;
    }
    this.#releases.push(release);
    if (this.#bytes >= GROUP_BYTES || this.#waiting.size >= GROUP_CHUNKS) this.flush();
  }

  /** The nodes of a checkpoint's manifest come after its last chunk: where the root is here, all of it is. */
  flush(): void {
    const { project, tally } = this.#context;
    const complete: Wisher[] = [];
    for (const hash of this.#waiting.keys()) complete.push(...this.#wishes.granted(hash));
    project.chunks.batch(() => {
      for (const chunk of this.#waiting.values()) project.chunks.put(chunk);
      for (const wisher of complete) keepNodes(project, wisher);
    });
    tally.downloaded += this.#waiting.size;
    tally.bytesDown += this.#bytes;
    this.#waiting.clear();
    this.#bytes = 0;
    for (const release of this.#releases.splice(0)) release();
  }
}
