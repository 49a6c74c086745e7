/**
 * The studio's chunks in a folder: packs under `ROOT/PROJECT/packs`, and `ROOT/index.sqlite`, which says where in them
 * each chunk lies. Several processes may use the folder at once.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ensureFolder } from '../../../engine/content/durable-folder.ts';
import { frameHead, parseFrame } from '../../../engine/content/frame.ts';
import { type Outgoing, outgoingFrames, SendBuffers } from '../../../engine/content/outgoing.ts';
import { FULL_PACK } from '../../../engine/content/pack.ts';
import { PackFiles } from '../../../engine/content/pack-read.ts';
import type { ChunkInfo, StoredChunk } from '../../../engine/content/store.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import type { ChunkStore, ListedChunk } from '../store.ts';
import { Compaction } from './compact.ts';
import { type ChunkRow, PackIndex } from './index.ts';
import { indexFile, packFile, projectFolder, projectsOnDisk, requireHash } from './layout.ts';
import { LooseChunks } from './loose.ts';
import { recover, strayPacks } from './recover.ts';
import { GroupWriter } from './writer.ts';

/** Chunks looked up without a turn for anybody else. */
const LOOK_AHEAD = 500;
const OPEN_PACKS = 64;
/** Read at once: chunks that lie one behind the other. */
const RUN_BYTES = 2 * 1024 * 1024;
/** The newest pack is closed for compaction once this part of a pack is dead in it. */
const SEAL = 16;

export interface PackStoreOptions {
  /** UTC milliseconds. */
  readonly now?: () => number;
  /** Writes nothing into the folder: for a backup. */
  readonly readonly?: boolean;
  /** Size at which a pack is closed and another one begun. */
  readonly packBytes?: number;
}

export class PackStore implements ChunkStore {
  readonly #root: string;
  readonly #reading: PackIndex;
  readonly #writing: PackIndex;
  readonly #writer: GroupWriter;
  readonly #loose: LooseChunks;
  readonly #packBytes: number;
  readonly #buffers = new SendBuffers();
  readonly #packs = new PackFiles(OPEN_PACKS, RUN_BYTES);

  private constructor(root: string, reading: PackIndex, writing: PackIndex, options: PackStoreOptions) {
    const { now = Date.now, packBytes = FULL_PACK } = options;
    this.#root = root;
    this.#reading = reading;
    this.#writing = writing;
    this.#loose = new LooseChunks(root);
    this.#packBytes = packBytes;
    const isLoose = (project: Id, hash: Hash) => this.#loose.has(project, hash);
    this.#writer = new GroupWriter(root, writing, isLoose, { now, packBytes });
  }

  /** Makes an index where there is none, and adds what the packs hold and it does not know. */
  static async open(root: string, options: PackStoreOptions = {}): Promise<PackStore> {
    const now = options.now ?? Date.now;
    if (options.readonly) {
      const there = existsSync(indexFile(root));
      const index = await PackIndex.open(there ? indexFile(root) : ':memory:', there);
      const store = new PackStore(root, index, index, options);
      if (!there) await store.#recover(now());
      return store;
    }
    ensureFolder(root, 0o700);
    const writing = await PackIndex.open(indexFile(root));
    const reading = await PackIndex.open(indexFile(root));
    const store = new PackStore(root, reading, writing, options);
    await store.#recover(now());
    return store;
  }

  async #recover(now: number): Promise<void> {
    const root = this.#root;
    if ((await strayPacks({ root, index: this.#reading })).length === 0) return;
    // Looked at again under the lock: what seemed to be too long may have been another process at work.
    const place = { root, index: this.#writing };
    await this.#writer.exclusive(async () => recover(place, this.#loose, await strayPacks(place), now));
  }

  async put(projectId: Id, chunks: readonly StoredChunk[]): Promise<void> {
    await this.#add(projectId, chunks, false);
  }

  async makeWhole(projectId: Id, chunk: StoredChunk): Promise<void> {
    await this.#add(projectId, [chunk], true);
  }

  async #add(projectId: Id, chunks: readonly StoredChunk[], replace: boolean): Promise<void> {
    projectFolder(this.#root, projectId);
    for (const { hash } of chunks) requireHash(hash);
    if (chunks.length === 0) return;
    await this.#loose.any(projectId);
    await this.#writer.add({ project: projectId, entries: chunks, replace });
  }

  async get(projectId: Id, hash: Hash): Promise<StoredChunk | undefined> {
    this.#require(projectId, hash);
    // Compaction may have moved it between the look and the reading; a second look knows where to.
    for (let attempt = 0; attempt < 2; attempt++) {
      const row = this.#reading.find(projectId, hash);
      if (!row) break;
      const bytes = await this.#packs.readAsync({ file: packFile(this.#root, projectId, row.pack), ...row });
      const chunk = bytes && parseFrame(bytes, hash);
      if (chunk) return chunk;
    }
    return this.#loose.get(projectId, hash);
  }

  async has(projectId: Id, hash: Hash): Promise<boolean> {
    this.#require(projectId, hash);
    if (this.#reading.has(projectId, hash)) return true;
    return (await this.#loose.any(projectId)) && this.#loose.has(projectId, hash);
  }

  async info(projectId: Id, hashes: readonly Hash[]): Promise<Map<Hash, ChunkInfo>> {
    const found = new Map<Hash, ChunkInfo>();
    const isLoose = await this.#loose.any(projectId);
    for (const hash of hashes) this.#require(projectId, hash);
    for (let at = 0; at < hashes.length; at += LOOK_AHEAD) {
      if (at > 0) await setImmediate();
      const some = hashes.slice(at, at + LOOK_AHEAD);
      const rows = new Map<Hash, ChunkRow>();
      for (const row of this.#reading.findAll(projectId, some)) rows.set(row.hash, row);
      for (const hash of some) {
        const row = rows.get(hash);
        if (row) found.set(hash, row);
        if (row || !isLoose) continue;
        const chunk = await this.#loose.get(projectId, hash);
        if (chunk) found.set(hash, { size: chunk.size, codec: chunk.codec, depth: 0 });
      }
    }
    return found;
  }

  frames(
    projectId: Id,
    hashes: readonly Hash[],
    known?: ReadonlyMap<Hash, ChunkInfo | ChunkRow>,
    take?: (bytes: number) => Buffer,
  ): AsyncGenerator<Uint8Array | Hash, void, undefined> {
    const source: Outgoing = {
      packs: this.#packs,
      buffers: this.#buffers,
      place: (hash) => {
        this.#require(projectId, hash);
        const told = known?.get(hash);
        const row = told && 'pack' in told ? told : this.#reading.find(projectId, hash);
        return (
          row && { file: packFile(this.#root, projectId, row.pack), offset: row.offset, length: row.length }
        );
      },
      fetch: async (hash) => {
        const chunk = await this.get(projectId, hash);
        return chunk && [frameHead(chunk), chunk.data];
      },
    };
    const parts = outgoingFrames(source, hashes);
    return take ? copied(parts, take) : parts;
  }

  async dependents(projectId: Id, hash: Hash): Promise<Hash[]> {
    this.#require(projectId, hash);
    return this.#reading.dependents(projectId, hash);
  }

  async delete(projectId: Id, hash: Hash): Promise<boolean> {
    this.#require(projectId, hash);
    const gone = await this.#writer.exclusive(() => {
      if (this.#writing.dependents(projectId, hash).length > 0) return false;
      this.#writing.remove(projectId, hash);
      return true;
    });
    if (gone) await this.#loose.delete(projectId, hash);
    return gone;
  }

  async *list(projectId: Id): AsyncGenerator<ListedChunk, void, undefined> {
    projectFolder(this.#root, projectId);
    for (const page of this.#reading.chunks(projectId)) {
      for (const { hash, addedAt, length } of page) yield { hash, modifiedAt: addedAt, bytes: length };
    }
    for await (const one of this.#loose.list(projectId)) {
      if (!this.#reading.has(projectId, one.hash)) yield one;
    }
  }

  async projects(): Promise<readonly Id[]> {
    return projectsOnDisk(this.#root);
  }

  async compact(projectId: Id): Promise<number> {
    const compaction = new Compaction(this.#root, this.#writing, this.#writer, this.#packs);
    return (await compaction.run(projectId, this.#packBytes / SEAL)) + (await this.#loose.sweep(projectId));
  }

  async ping(): Promise<void> {
    const file = join(this.#root, `${randomUUID()}.ping`);
    const handle = await open(file, 'wx');
    await handle.close();
    await rm(file);
  }

  /** @param alone leaves the index as one file that can be read where nothing can be written. */
  async close(alone = false): Promise<void> {
    await this.#writer.close();
    this.#packs.close();
    if (this.#reading !== this.#writing) this.#reading.close();
    this.#writing.close(alone);
  }

  #require(projectId: Id, hash: Hash): void {
    projectFolder(this.#root, projectId);
    requireHash(hash);
  }
}

/** Parts in memory of whoever asked, who may keep them. */
async function* copied(
  parts: AsyncGenerator<Uint8Array | Hash, void, undefined>,
  take: (bytes: number) => Buffer,
): AsyncGenerator<Uint8Array | Hash, void, undefined> {
  for await (const part of parts) {
    if (typeof part === 'string') yield part;
    else {
      const own = take(part.length);
      own.set(part);
      yield own;
    }
  }
}
