/** What is on disk for each asset: the stat cache, and renames on disk that wait to be done. */
import type { Hash, Id } from '../domain/rows.ts';
import { hashToBytes } from '../domain/wire.ts';
import type { Db } from './db.ts';
import type { Outstanding } from './outstanding.ts';
import { readStored } from './stored.ts';

export interface WorkingFile {
  readonly itemId: Id;
  /**
   * Where the file lies on disk, relative to the working folder; differs from the item's path until a pull replays a
   * teammate's rename.
   */
  readonly path: string;
  /** The checkpoint it is based on; empty where unknown. */
  readonly baseId: Id;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ino: bigint;
  readonly contentHash: Hash;
  readonly cachedAtNs: bigint;
}

export interface Relocation {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

interface Stored {
  item_id: string;
  path: string;
  base_id: string;
  size: number;
  mtime_ns: string;
  ino: string;
  content_hash: Buffer;
  cached_at_ns: string;
}

const COLUMNS = 'item_id, path, base_id, size, mtime_ns, ino, content_hash, cached_at_ns';
const INSERT = `INSERT INTO working (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const PUT = `INSERT INTO working (${COLUMNS}) SELECT file.* FROM (SELECT ? AS item_id, ?, ?, ?, ?, ?, ?, ?) AS file
  CROSS JOIN item ON item.id = file.item_id AND item.merged_into = '' AND item.purged = 0 WHERE true
  ON CONFLICT (item_id) DO UPDATE SET path = excluded.path, base_id = excluded.base_id, size = excluded.size,
    mtime_ns = excluded.mtime_ns, ino = excluded.ino, content_hash = excluded.content_hash,
    cached_at_ns = excluded.cached_at_ns`;

const fromStored = (s: Stored): WorkingFile =>
  readStored('facts about a file', () => ({
    itemId: s.item_id,
    path: s.path,
    baseId: s.base_id,
    size: s.size,
    mtimeNs: BigInt(s.mtime_ns),
    ino: BigInt(s.ino),
    contentHash: s.content_hash.toString('hex'),
    cachedAtNs: BigInt(s.cached_at_ns),
  }));

export class Working {
  readonly #db: Db;
  readonly #outstanding: Outstanding;

  constructor(db: Db, outstanding: Outstanding) {
    this.#db = db;
    this.#outstanding = outstanding;
  }

  get(itemId: Id): WorkingFile | undefined {
    const stored = this.#db.get<Stored>('SELECT * FROM working WHERE item_id = ?', itemId);
    return stored && fromStored(stored);
  }

  all(): WorkingFile[] {
    return this.#db.all<Stored>('SELECT * FROM working').map(fromStored);
  }

  /** Of every file. */
  *ids(): Generator<Id> {
    const sql = 'SELECT item_id FROM working WHERE item_id > :after ORDER BY item_id LIMIT 1000';
    for (let after = ''; ; ) {
      const page = this.#db.rows<readonly [Id]>(sql, { after });
      for (const [id] of page) yield id;
      const last = page.at(-1);
      if (!last) return;
      [after] = last;
    }
  }

  /** Those of the items that have a file on this disk. */
  among(itemIds: readonly Id[]): Set<Id> {
    const sql = 'SELECT item_id FROM working WHERE item_id IN (SELECT value FROM json_each(:ids))';
    const ids = JSON.stringify(itemIds);
    return new Set(this.#db.rows<readonly [Id]>(sql, { ids }).map(([id]) => id));
  }

  count(): number {
    return this.#db.value<number>('SELECT count(*) FROM working') ?? 0;
  }

  /**
   * Nothing where the item is none any more: files are written and read while syncs go on, and one may have merged it into another, or
   * purged it. The file is untracked then, or what took its place knows it by its content.
   */
  put(file: WorkingFile): void {
    this.#write(PUT, file);
    this.#outstanding.noteChange(file.itemId);
  }

  /** The file of an item that is new, with the version that was made of it. */
  create(file: WorkingFile): void {
    this.#write(INSERT, file);
  }

  #write(sql: string, file: WorkingFile): void {
    this.#db.run(
      sql,
      file.itemId,
      file.path,
      file.baseId,
      file.size,
      String(file.mtimeNs),
      String(file.ino),
      hashToBytes(file.contentHash),
      String(file.cachedAtNs),
    );
  }

  setBase(itemId: Id, baseId: Id): void {
    this.#db.run('UPDATE working SET base_id = ? WHERE item_id = ?', baseId, itemId);
  }

  /** The file on disk now belongs to another item (Merge). */
  reassign(from: Id, to: Id): void {
    this.#db.run('UPDATE working SET item_id = ? WHERE item_id = ?', to, from);
  }

  remove(itemId: Id): void {
    this.#db.run('DELETE FROM working WHERE item_id = ?', itemId);
  }

  /** A file or a folder was renamed on disk. */
  moved(from: string, to: string): void {
    this.#db.run('UPDATE working SET path = ? WHERE path = ?', to, from);
    this.#db.run(
      'UPDATE working SET path = ? || substr(path, ?) WHERE substr(path, 1, ?) = ?',
      to,
      from.length + 1,
      from.length + 1,
      `${from}/`,
    );
  }

  /** Whatever is at `path` and below will be read before it is taken for unchanged. */
  doubt(path: string): void {
    this.#db.run(
      "UPDATE working SET cached_at_ns = '0' WHERE path = ? OR substr(path, 1, ?) = ?",
      path,
      path.length + 1,
      `${path}/`,
    );
  }

  /** This file is not the item's under another name, whatever its content. */
  declineRename(itemId: Id, path: string): void {
    this.#db.run('INSERT OR IGNORE INTO declined_rename (item_id, path) VALUES (?, ?)', itemId, path);
  }

  /** Declined renames, each as the item's id, a space and the path. */
  declined(): Set<string> {
    const rows = this.#db.all<{ item_id: Id; path: string }>('SELECT item_id, path FROM declined_rename');
    return new Set(rows.map(({ item_id, path }) => `${item_id} ${path}`));
  }

  /** Nothing where the two are the same: its id is 0 then. */
  plan(from: string, to: string): Relocation {
    if (from === to) return { id: 0, from, to };
    this.#db.run('INSERT INTO relocation (from_path, to_path) VALUES (?, ?)', from, to);
    return { id: this.#db.value<number>('SELECT last_insert_rowid()') ?? 0, from, to };
  }

  relocations(): Relocation[] {
    return this.#db.all<Relocation>(
      'SELECT id, from_path AS "from", to_path AS "to" FROM relocation ORDER BY id',
    );
  }

  /** Whether it is still to be done. Another process may have done it, and its number may be another's by now. */
  isPlanned({ id, from, to }: Relocation): boolean {
    const sql = 'SELECT 1 FROM relocation WHERE id = ? AND from_path = ? AND to_path = ?';
    return this.#db.value(sql, id, from, to) !== undefined;
  }

  /** @returns whether it was still to be done. */
  relocated({ id, from, to }: Relocation): boolean {
    const sql = 'DELETE FROM relocation WHERE id = ? AND from_path = ? AND to_path = ?';
    return this.#db.run(sql, id, from, to) > 0;
  }
}
