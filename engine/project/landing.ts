/**
 * A pack that one download or recording fills by itself, so that writing and flushing keep neither the thread nor the
 * database's lock.
 *
 * Nobody else appends to it: its file has a new name, and its row says that it is full until its owner is done. What a
 * process leaves that dies: before the first commit, a file that no row knows, which garbage collection removes after an
 * hour; later, bytes behind what the row says, which are of no account, in a pack that is not appended to any more.
 */
import { rmSync } from 'node:fs';
import { FULL_PACK, type PackWriter } from '../content/pack.ts';
import type { StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import type { Db } from './db.ts';
import { fromPackDisk, type PackPlace, type Packs } from './packs.ts';

interface Open {
  readonly id: number;
  readonly writer: PackWriter;
  /** The size that its row says; undefined before there is one. */
  known: number | undefined;
}

export class Landing {
  readonly #db: Db;
  readonly #packs: Packs;
  #open: Open | undefined;

  constructor(db: Db, packs: Packs) {
    this.#db = db;
    this.#packs = packs;
  }

  /**
   * Writes frames, durably. They count once {@link enter} was called in a transaction that is committed. One at a time.
   * @throws {CairnError} `disk-full`, `read-only`, `folder-gone`; the disk has back then what was written.
   */
  async write(chunks: Iterable<StoredChunk>): Promise<ReadonlyMap<Hash, PackPlace>> {
    if (this.#open && this.#open.writer.end >= FULL_PACK) this.close();
    const places = new Map<Hash, PackPlace>();
    try {
      this.#open ??= { ...this.#packs.createFile(), known: undefined };
      const { id, writer } = this.#open;
      for (const chunk of chunks) places.set(chunk.hash, { pack: id, ...writer.add(chunk) });
      await writer.flushAsync();
      return places;
    } catch (error) {
      this.#giveBack();
      throw fromPackDisk(error, this.#packs.folder);
    }
  }

  /**
   * In the transaction whose rows refer to what was written last. False where garbage collection has removed the pack:
   * then what was written is gone, and so is the pack.
   */
  enter(): boolean {
    const open = this.#open;
    if (!open) return false;
    const { id, known, writer } = open;
    if (known === undefined) {
      this.#db.run('INSERT INTO pack (id, size, is_full) VALUES (?, ?, 1)', id, writer.end);
      return true;
    }
    const sql = 'UPDATE pack SET size = ? WHERE id = ? AND size = ? AND is_full = 1';
    if (this.#db.run(sql, writer.end, id, known) === 1) return true;
    this.#drop();
    return false;
  }

  /** That transaction is committed. */
  entered(): void {
    if (this.#open) this.#open.known = this.#open.writer.end;
  }

  /** Whether there is a pack already. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /**
   * From now on anybody may append to it. No error: it comes when all is done or something else has failed, and what it
   * cannot do leaves what a process leaves that dies.
   */
  close(): void {
    const open = this.#open;
    if (!open) return;
    try {
      this.#drop();
      if (open.known === undefined) rmSync(this.#packs.file(open.id), { force: true });
      else if (open.known < FULL_PACK)
        this.#db.run('UPDATE pack SET is_full = 0 WHERE id = ? AND size = ?', open.id, open.known);
    } catch {
      // A pack that nobody appends to, or a file that garbage collection removes.
    }
  }

  #giveBack(): void {
    const open = this.#open;
    if (open?.known === undefined) return this.close();
    try {
      open.writer.cut(open.known);
    } catch {
      this.#drop();
    }
  }

  #drop(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.writer.close();
  }
}
