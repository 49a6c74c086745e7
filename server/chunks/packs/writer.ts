/**
 * All writing to packs. Whatever waits is written together: one flush of the pack, then one transaction of the index,
 * under whose lock no other process appends. Bytes behind a pack's `end` are of no account, so a crash on any line
 * leaves the state before or the one after.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../../../engine/content/durable-folder.ts';
import { TurnTaker } from '../../../engine/content/pace.ts';
import { type FrameRange, PACK_HEADER_BYTES, PackError, PackWriter } from '../../../engine/content/pack.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import { MAX_DELTA_DEPTH } from '../../../proto/limits.ts';
import { BaseError } from '../store.ts';
import type { ChunkRow, PackIndex } from './index.ts';
import { packFile, packFolder } from './layout.ts';

/** How long another process's lock is waited for, and between looks, in milliseconds. */
const LOCK_MS = 30_000;
const LOOK_MS = 5;

/** What is asked of the writer; decided on under the lock. */
export interface Addition {
  readonly project: Id;
  /** The frame for one that is copied as it is, from where `row` says it lies. */
  readonly entries: readonly (StoredChunk | { readonly row: ChunkRow; readonly frame: Uint8Array })[];
  /** Lets these take the place of what is there under their hashes. */
  readonly replace: boolean;
}

interface Request extends Addition {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class GroupWriter {
  readonly #root: string;
  readonly #index: PackIndex;
  /** Whether a chunk is kept outside of the packs, as a whole one. */
  readonly #isLoose: (project: Id, hash: Hash) => boolean;
  readonly #now: () => number;
  readonly #packBytes: number;
  readonly #queue: Request[] = [];
  readonly #open = new Map<Id, OpenPack>();
  #running: Promise<void> | undefined;

  constructor(
    root: string,
    index: PackIndex,
    isLoose: (project: Id, hash: Hash) => boolean,
    { now, packBytes }: { now: () => number; packBytes: number },
  ) {
    this.#root = root;
    this.#index = index;
    this.#isLoose = isLoose;
    this.#now = now;
    this.#packBytes = packBytes;
  }

  /** @throws {BaseError} and errors of the disk, with their code. */
  add(addition: Addition): Promise<void> {
    const done = new Promise<void>((resolve, reject) => this.#queue.push({ ...addition, resolve, reject }));
    this.#wake();
    return done;
  }

  /** Runs `work` under the lock of the index, between groups; what it did is there when this resolves, or none of it. */
  async exclusive<T>(work: () => T | Promise<T>): Promise<T> {
    while (this.#running) await this.#running;
    let result: { value: T } | undefined;
    const turn = this.#locked(async () => {
      result = { value: await work() };
    }, true);
    this.#running = turn.then(
      () => undefined,
      () => undefined,
    );
    try {
      await turn;
    } finally {
      this.#running = undefined;
      this.#wake();
    }
    return result!.value;
  }

  /** Lets what comes next go to a new pack. Under {@link exclusive}. */
  seal(project: Id): void {
    this.#startPack(project);
  }

  async close(): Promise<void> {
    while (this.#running) await this.#running;
    for (const { writer } of this.#open.values()) writer.close();
    this.#open.clear();
  }

  #wake(): void {
    if (this.#running || this.#queue.length === 0) return;
    this.#running = this.#drain().finally(() => {
      this.#running = undefined;
      this.#wake();
    });
  }

  async #drain(): Promise<void> {
    const project = this.#queue[0]!.project;
    const group = this.#queue.filter((request) => request.project === project);
    for (const request of group) this.#queue.splice(this.#queue.indexOf(request), 1);
    const refused = new Map<Request, unknown>();
    try {
      // The packs are flushed, and say as much as the index; but of a chunk that is in them twice, only the index says which is good.
      const replaces = group.some(({ replace }) => replace);
      await this.#locked(() => this.#write(project, group, refused), replaces);
    } catch (error) {
      for (const request of group) request.reject(error);
      return;
    }
    for (const request of group) {
      if (refused.has(request)) request.reject(refused.get(request));
      else request.resolve();
    }
  }

  /** Waits for the lock without keeping the thread. */
  async #locked(work: () => Promise<void>, durable: boolean): Promise<void> {
    for (let waited = 0; !this.#index.tryBegin(durable); waited += LOOK_MS) {
      if (waited >= LOCK_MS)
        throw Object.assign(new Error('The chunk index is busy'), { code: 'SQLITE_BUSY' });
      await sleep(LOOK_MS);
    }
    try {
      await work();
      this.#index.commit();
    } catch (error) {
      this.#index.rollback();
      throw error;
    }
  }

  async #write(project: Id, group: readonly Request[], refused: Map<Request, unknown>): Promise<void> {
    const planned = new Map<Hash, Planned>();
    for (const request of group) {
      try {
        for (const [hash, one] of this.#planned(project, request, planned)) planned.set(hash, one);
      } catch (error) {
        if (!(error instanceof BaseError)) throw error;
        refused.set(request, error);
      }
    }
    if (planned.size > 0) await this.#append(project, planned.values());
  }

  async #append(project: Id, planned: Iterable<Planned>): Promise<void> {
    const rows: (ChunkRow & { isNew: boolean })[] = [];
    let pack = this.#packOf(project);
    let start = pack.writer.end;
    try {
      for (const { row, isNew, add } of planned) {
        if (pack.writer.end >= this.#packBytes) {
          await this.#flush(pack);
          pack = this.#startPack(project);
          start = pack.writer.end;
        }
        rows.push({ ...row, isNew, pack: pack.id, ...add(pack.writer) });
      }
      await this.#flush(pack);
      await this.#enter(project, rows);
    } catch (error) {
      // The pack is looked at anew by the next group.
      this.#open.delete(project);
      giveBack(pack, start);
      throw error;
    }
  }

  async #enter(project: Id, rows: readonly (ChunkRow & { readonly isNew: boolean })[]): Promise<void> {
    const turns = new TurnTaker();
    const live = new Map<number, number>();
    for (const row of rows) {
      if (row.isNew) {
        this.#index.add(project, row);
        live.set(row.pack, (live.get(row.pack) ?? 0) + row.length);
      } else this.#index.set(project, row);
      await turns.take();
    }
    for (const [pack, bytes] of live) this.#index.addLive(pack, bytes);
  }

  async #flush({ id, writer }: OpenPack): Promise<void> {
    await writer.flushAsync();
    this.#index.setEnd(id, writer.end);
  }

  /** What of a request is to be appended. Nothing, where one of its deltas cannot be kept. */
  #planned(
    project: Id,
    { entries, replace }: Addition,
    before: ReadonlyMap<Hash, Planned>,
  ): Map<Hash, Planned> {
    const planned = new Map<Hash, Planned>();
    const depthOf = (hash: Hash): number | undefined => {
      const row = planned.get(hash)?.row ?? before.get(hash)?.row ?? this.#index.find(project, hash);
      return row ? row.depth : this.#isLoose(project, hash) ? 0 : undefined;
    };
    for (const entry of entries) {
      if ('frame' in entry) {
        const { row, frame } = entry;
        const now = this.#index.find(project, row.hash);
        // Deleted or written anew since it was read: then it stays where it is.
        if (now?.pack !== row.pack || now.offset !== row.offset) continue;
        planned.set(row.hash, { row, isNew: false, add: (writer) => writer.addFrame(frame) });
        continue;
      }
      const { hash, codec, size, base } = entry;
      if (planned.has(hash)) continue;
      if (!replace && (before.has(hash) || this.#index.has(project, hash) || this.#isLoose(project, hash)))
        continue;
      let depth = 0;
      for (const one of base?.chunks ?? []) {
        const below = depthOf(one);
        if (below === undefined) throw new BaseError('base-missing', hash);
        depth = Math.max(depth, below + 1);
      }
      if (depth > MAX_DELTA_DEPTH) throw new BaseError('delta-too-deep', hash);
      const row = { hash, codec, size, depth, base, pack: 0, offset: 0, length: 0, addedAt: this.#now() };
      planned.set(hash, { row, isNew: !replace, add: (writer) => writer.add(entry) });
    }
    return planned;
  }

  /** The pack that is written to, as the index has it: another process may have gone on with it. */
  #packOf(project: Id): OpenPack {
    const last = this.#index.lastPack(project);
    const open = this.#open.get(project);
    if (open && last?.id === open.id && last.end === open.writer.end) return open;
    open?.writer.close();
    this.#open.delete(project);
    if (!last || last.end >= this.#packBytes) return this.#startPack(project);
    try {
      const writer = PackWriter.reopen(packFile(this.#root, project, last.id), last.end);
      return this.#opened(project, last.id, writer);
    } catch (error) {
      // Damaged, or gone: what it holds is for "verify" to tell; writing goes on elsewhere.
      if (!(error instanceof PackError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return this.#startPack(project);
    }
  }

  #startPack(project: Id): OpenPack {
    makeFolder(packFolder(this.#root, project));
    for (;;) {
      const id = this.#index.addPack(project, PACK_HEADER_BYTES);
      try {
        const writer = PackWriter.create(packFile(this.#root, project, id));
        this.#open.get(project)?.writer.close();
        return this.#opened(project, id, writer);
      } catch (error) {
        // Left by an attempt that came to nothing; the next opening sees whether it holds anything.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        this.#index.removePack(id);
      }
    }
  }

  #opened(project: Id, id: number, writer: PackWriter): OpenPack {
    const pack = { id, writer };
    this.#open.set(project, pack);
    return pack;
  }
}

/** A full disk gets back what came to nothing; where that does not work, the next group cuts it off. */
function giveBack({ writer }: OpenPack, start: number): void {
  try {
    writer.cut(start);
  } catch {
    // What counts is what went wrong before.
  } finally {
    writer.close();
  }
}

interface OpenPack {
  readonly id: number;
  readonly writer: PackWriter;
}

interface Planned {
  readonly row: ChunkRow;
  /** Nothing is there under its hash. */
  readonly isNew: boolean;
  readonly add: (writer: PackWriter) => FrameRange;
}
