/**
 * Received chunks on their way into the project file: several requests' worth is made durable at once, in a pack of the
 * download's own, while the next ones arrive.
 */
import type { StoredChunk } from '../../content/store.ts';
import type { Hash } from '../../domain/rows.ts';
import type { Beside } from '../../project/beside.ts';
import type { Fetched } from '../../remote/studio.ts';
import type { SyncContext } from '../context.ts';
import { keepNodes } from './keep-nodes.ts';
import { readable } from './readable.ts';
import type { Wisher, Wishes } from './wishes.ts';

/** Stored bytes that wait before they are written; as much again may wait while they are. */
const GROUP_BYTES = 32 * 1024 * 1024;
const GROUP_CHUNKS = 2_000;
/** A group below this goes to the pack that everybody shares: small downloads must not leave small packs. */
const OWN_PACK_BYTES = 8 * 1024 * 1024;

/** What is written together. */
class Group {
  readonly chunks = new Map<Hash, StoredChunk>();
  readonly releases: (() => void)[] = [];
  bytes = 0;

  get isFull(): boolean {
    return this.bytes >= GROUP_BYTES || this.chunks.size >= GROUP_CHUNKS;
  }

  get isEmpty(): boolean {
    return this.releases.length === 0;
  }
}

export class Keeper {
  readonly #context: SyncContext;
  readonly #wishes: Wishes;
  readonly #beside: Beside;
  #waiting = new Group();
  #written: Group | undefined;
  #writing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(context: SyncContext, wishes: Wishes) {
    this.#context = context;
    this.#wishes = wishes;
    this.#beside = context.project.chunks.beside();
  }

  get(hash: Hash): StoredChunk | undefined {
    const here = this.#waiting.chunks.get(hash) ?? this.#written?.chunks.get(hash);
    return here ?? readable(this.#context.project.chunks, hash);
  }

  /** Resolves when there is room for more. @throws what keeping failed with */
  async add({ chunks, release }: Fetched): Promise<void> {
    const group = this.#waiting;
    for (const chunk of chunks) {
      if (group.chunks.has(chunk.hash) || this.#written?.chunks.has(chunk.hash)) continue;
      group.chunks.set(chunk.hash, chunk);
      group.bytes += chunk.data.length;
    }
    group.releases.push(release);
    while (this.#waiting.isFull) {
      if (this.#failure) throw this.#failure.error;
      if (this.#writing) await this.#writing;
      else this.#start();
    }
  }

  /** Keeps everything that came. @throws what keeping failed with */
  async finish(): Promise<void> {
    try {
      while (!this.#failure && (this.#writing || !this.#waiting.isEmpty)) {
        if (!this.#writing) this.#start();
        await this.#writing;
      }
      if (this.#failure) throw this.#failure.error;
    } finally {
      this.#beside.close();
    }
  }

  #start(): void {
    const group = this.#waiting;
    this.#waiting = new Group();
    this.#written = group;
    this.#writing = this.#keep(group)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#written = undefined;
        this.#writing = undefined;
      });
  }

  async #keep({ chunks, releases, bytes }: Group): Promise<void> {
    const { project, tally } = this.#context;
    const written = bytes >= OWN_PACK_BYTES ? await this.#beside.write(chunks.values()) : undefined;
    const complete: Wisher[] = [];
    for (const hash of chunks.keys()) complete.push(...this.#wishes.granted(hash));
    project.chunks.batch(() => {
      if (written) written.enter(chunks.values());
      else for (const chunk of chunks.values()) project.chunks.put(chunk);
      // The nodes of a checkpoint's manifest come after its last chunk: where the root is here, all of it is.
      for (const wisher of complete) keepNodes(project, wisher);
    });
    written?.entered();
    tally.downloaded += chunks.size;
    tally.bytesDown += bytes;
    for (const release of releases) release();
  }
}
