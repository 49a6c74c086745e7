/**
 * The packs of a project file, in the folder `NAME.packs` beside it: which of them grows, and reading from all.
 *
 * Appending happens inside a write transaction of the project file, so there is one writer at a time, over all threads
 * and processes, and a process that dies takes no lock with it. Where a pack ends is in its row: whoever appends next
 * cuts off what a crash left behind that. Frames are flushed before the rows that refer to them are committed.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { makeFolder } from '../content/durable-folder.ts';
import { SendBuffers } from '../content/outgoing.ts';
import { type FrameRange, FULL_PACK, PackError, PackWriter } from '../content/pack.ts';
import { PackFiles } from '../content/pack-read.ts';
import type { StoredChunk } from '../content/store.ts';
import { CairnError, type ErrorCode } from '../errors.ts';
import type { Db } from './db.ts';

/**
 * The pack that grows is not kept open for longer without use, in milliseconds: where it is removed, it takes space
 * until then.
 */
const IDLE = 20_000;

const OPEN_FOR_RUNS = 4;
const RUN_BYTES = 2 * 1024 * 1024;

/** A frame's place, as rows say it. */
export interface PackPlace extends FrameRange {
  readonly pack: number;
}

/** The folder of the packs of a project file. */
export const packFolder = (projectFile: string): string =>
  join(dirname(projectFile), `${basename(projectFile, extname(projectFile))}.packs`);

export const packName = (id: number): string => `${id.toString(16).padStart(12, '0')}.pack`;

const MEANINGS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ['disk-full', 'cannot grow: the disk is full. What was recorded before is kept'],
  EDQUOT: ['disk-full', 'cannot grow: the disk quota is used up. What was recorded before is kept'],
  EFBIG: ['disk-full', 'cannot grow: the disk holds no larger file. What was recorded before is kept'],
  EROFS: ['read-only', 'cannot be written: the disk is read-only'],
  EACCES: ['read-only', 'cannot be opened: no permission'],
  EPERM: ['read-only', 'cannot be opened: no permission'],
  EIO: ['folder-gone', 'could not be read or written: the disk may be gone'],
  ENODEV: ['folder-gone', 'could not be read or written: the disk is gone'],
  ENOTDIR: ['folder-gone', 'cannot be: a file is in the way'],
  EEXIST: ['folder-gone', 'cannot be: a file is in the way'],
};

/** What a failure of the disk under the packs means to the people who wait for it. */
export function fromPackDisk(error: unknown, folder: string): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  const known = syscall === undefined ? undefined : MEANINGS[code];
  if (!known) return error;
  return new CairnError(known[0], `The packs in ${folder} ${known[1]}.`, { folder, errno: code }, error);
}

export class Packs {
  readonly folder: string;
  readonly #db: Db;
  /** What many frames at once are read with. */
  readonly sending = { packs: new PackFiles(OPEN_FOR_RUNS, RUN_BYTES), buffers: new SendBuffers() };
  readonly #files = new PackFiles();
  #open: { readonly id: number; readonly writer: PackWriter } | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** While a unit of work appends: where the open pack ended before. */
  #start: number | undefined;

  constructor(db: Db) {
    this.#db = db;
    this.folder = packFolder(db.file);
  }

  /** Absolute path. */
  file(id: number): string {
    return join(this.folder, packName(id));
  }

  /** Packs that chunks lie in. size: what rows may refer to, in bytes. */
  inUse(): readonly { readonly id: number; readonly size: number }[] {
    const used = 'EXISTS (SELECT 1 FROM chunk WHERE pack = pack.id)';
    return this.#db.all(`SELECT id, size FROM pack WHERE ${used} ORDER BY id`);
  }

  /** Whether something was appended since the last {@link finish}. */
  get isAppending(): boolean {
    return this.#start !== undefined;
  }

  /**
   * Appends, inside a write transaction. Data must stay as it is until {@link write} or {@link flush}.
   * @throws {CairnError} `disk-full`, `read-only`, `folder-gone`
   */
  add(chunk: StoredChunk): PackPlace {
    return this.#append((writer) => writer.add(chunk));
  }

  /** Appends a frame as it lies in another pack. */
  addFrame(frame: Uint8Array): PackPlace {
    return this.#append((writer) => writer.addFrame(frame));
  }

  /** Hands what was appended to the disk: its data is its owner's again. */
  write(): void {
    const open = this.#open;
    if (this.#start !== undefined && open) this.#onDisk(() => open.writer.write());
  }

  /** Makes what was appended durable and says so in the pack's row: before the transaction's end. */
  flush(): void {
    const open = this.#open;
    if (this.#start === undefined || !open) return;
    this.#onDisk(() => open.writer.flush());
    const { end } = open.writer;
    const isFull = Number(end >= FULL_PACK);
    this.#db.run('UPDATE pack SET size = ?, is_full = ? WHERE id = ?', end, isFull, open.id);
  }

  /** After the transaction. */
  finish(): void {
    this.#start = undefined;
  }

  /** After a transaction that was undone: gives the disk back what was appended, if it can. */
  abandon(): void {
    const [open, start] = [this.#open, this.#start];
    this.#start = undefined;
    if (!open || start === undefined) return;
    try {
      if (start > 0) {
        open.writer.cut(start);
        return;
      }
      this.#closeWriter();
      rmSync(this.file(open.id), { force: true });
    } catch {
      // What stays is cut off by the next who appends, or swept by garbage collection.
      this.#closeWriter();
    }
  }

  /** The frame's bytes, also before they are durable; undefined where the pack is gone or shorter. */
  read(place: PackPlace): Buffer | undefined {
    this.makeReadable(place);
    return this.#onDisk(() => this.#files.read({ ...place, file: this.file(place.pack) }));
  }

  /** Lets other threads read what was appended last. */
  makeReadable({ pack, offset, length }: PackPlace): void {
    const open = this.#open;
    if (open?.id === pack && offset + length > open.writer.written) this.#onDisk(() => open.writer.write());
  }

  /** Lets go of a pack that is about to be removed. */
  release(id: number): void {
    if (this.#open?.id === id) this.#closeWriter();
    this.#files.drop(this.file(id));
    this.sending.packs.drop(this.file(id));
  }

  close(): void {
    this.#closeWriter();
    this.#files.close();
    this.sending.packs.close();
  }

  #append(add: (writer: PackWriter) => FrameRange): PackPlace {
    return this.#onDisk(() => {
      const { id, writer } = this.#begin();
      const range = add(writer);
      if (writer.isFull) writer.write();
      return { pack: id, ...range };
    });
  }

  #begin(): { readonly id: number; readonly writer: PackWriter } {
    if (this.#start !== undefined && this.#open) return this.#open;
    const open = this.#reopen() ?? this.#create();
    this.#open = open;
    if (this.#idle) this.#idle.refresh();
    else this.#idle = setTimeout(() => this.#closeWriter(), IDLE).unref();
    return open;
  }

  /** The largest pack with room left. One that is gone or damaged is not written to again. */
  #reopen(): { readonly id: number; readonly writer: PackWriter } | undefined {
    const sql = 'SELECT id, size FROM pack WHERE is_full = 0 ORDER BY size DESC, id LIMIT 1';
    const next = () => this.#db.get<{ id: number; size: number }>(sql);
    for (let row = next(); row; row = next()) {
      const { id, size } = row;
      try {
        if (this.#open?.id === id) this.#open.writer.cut(size);
        else this.#closeWriter();
        const writer = this.#open?.writer ?? PackWriter.reopen(this.file(id), size);
        this.#start = size;
        return { id, writer };
      } catch (error) {
        const gone = error instanceof PackError || (error as NodeJS.ErrnoException).code === 'ENOENT';
        if (!gone) throw error;
        this.#closeWriter();
        this.#db.run('UPDATE pack SET is_full = 1 WHERE id = ?', id);
      }
    }
    return undefined;
  }

  #create(): { readonly id: number; readonly writer: PackWriter } {
    this.#closeWriter();
    this.#open = this.createFile();
    this.#start = 0;
    this.#db.run('INSERT INTO pack (id, size) VALUES (?, 0)', this.#open.id);
    return this.#open;
  }

  /** A new pack that has no row yet. Errors of the disk come as they are. */
  createFile(): { readonly id: number; readonly writer: PackWriter } {
    makeFolder(this.folder);
    for (;;) {
      const id = randomBytes(6).readUIntBE(0, 6);
      try {
        return { id, writer: PackWriter.create(this.file(id)) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  #closeWriter(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    this.#open?.writer.close();
    this.#open = undefined;
  }

  #onDisk<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw fromPackDisk(error, this.folder);
    }
  }
}
