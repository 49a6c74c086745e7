/** Where each chunk lies in the packs of a studio: one SQLite file, which can be made again from the packs. */
import type { Statement } from 'better-sqlite3';
import { decodeBase, encodeBase } from '../../../engine/content/frame.ts';
import type { FrameRange } from '../../../engine/content/pack.ts';
import { type ChunkInfo, CODECS, type DeltaBase } from '../../../engine/content/store.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import { loadSqlite, type Sqlite } from '../../../native/sqlite.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS pack (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project TEXT NOT NULL,
  "end" INTEGER NOT NULL,   -- where the last frame of account ends
  live INTEGER NOT NULL     -- bytes of frames that chunks refer to
) STRICT;
CREATE INDEX IF NOT EXISTS pack_project ON pack (project, id);
CREATE TABLE IF NOT EXISTS chunk (
  project TEXT NOT NULL,
  hash BLOB NOT NULL,
  pack INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,  -- of the frame, with its length prefix
  codec INTEGER NOT NULL,
  size INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  base BLOB,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (project, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS support (
  project TEXT NOT NULL,
  base BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (project, base, hash)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
`;

/** How long another process's write is waited for, in milliseconds. */
const BUSY_MS = 10_000;
const PAGE = 1_000;
const CACHE_KIB = 16_384;
/** Hashes named in one statement. */
const ROWS = 500;

export interface PackRow {
  readonly id: number;
  readonly project: Id;
  readonly end: number;
  readonly live: number;
}

export interface ChunkRow extends ChunkInfo, FrameRange {
  readonly hash: Hash;
  readonly pack: number;
  /** UTC milliseconds. */
  readonly addedAt: number;
}

interface Stored {
  hash: Buffer;
  pack: number;
  offset: number;
  length: number;
  codec: number;
  size: number;
  depth: number;
  base: Buffer | null;
  added_at: number;
}

const fromStored = (s: Stored): ChunkRow => ({
  hash: s.hash.toString('hex'),
  pack: s.pack,
  offset: s.offset,
  length: s.length,
  codec: CODECS[s.codec] ?? 'raw',
  size: s.size,
  depth: s.depth,
  base: s.base ? decodeBase(s.base) : undefined,
  addedAt: s.added_at,
});

const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');

/** One connection. A transaction may stay open while other things happen: nobody else uses the connection then. */
export class PackIndex {
  readonly #db: Sqlite;
  readonly #statements = new Map<string, Statement>();

  private constructor(db: Sqlite) {
    this.#db = db;
  }

  /** @param file `:memory:` for one that is made for this once. */
  static async open(file: string, readonly = false): Promise<PackIndex> {
    const Database = await loadSqlite();
    const db = new Database(file, { timeout: BUSY_MS, readonly });
    db.pragma('trusted_schema = off');
    // Hashes lie everywhere in it.
    db.pragma(`cache_size = -${CACHE_KIB}`);
    if (!readonly) {
      db.pragma('journal_mode = wal');
      db.exec(SCHEMA);
    }
    return new PackIndex(db);
  }

  /**
   * Takes the write lock. False where another process has it.
   * @param durable what is committed is there after a power failure, too, and all that was before. Otherwise the last commits may be
   * gone then: what they said of flushed packs is read from these again (recover.ts).
   */
  tryBegin(durable: boolean): boolean {
    try {
      this.#db.pragma(`synchronous = ${durable ? 'full' : 'normal'}`);
      this.#db.pragma('busy_timeout = 0');
      this.#db.exec('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    } finally {
      this.#db.pragma(`busy_timeout = ${BUSY_MS}`);
    }
  }

  commit(): void {
    this.#db.exec('COMMIT');
  }

  rollback(): void {
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
  }

  find(project: Id, hash: Hash): ChunkRow | undefined {
    const row = this.#sql('SELECT * FROM chunk WHERE project = ? AND hash = ?').get(
      project,
      hashToBytes(hash),
    );
    return row === undefined ? undefined : fromStored(row as Stored);
  }

  /** Those of `hashes` that are there, in any order. */
  *findAll(project: Id, hashes: readonly Hash[]): Generator<ChunkRow, void, undefined> {
    const sql = 'SELECT * FROM chunk WHERE project = ? AND hash IN (SELECT unhex(value) FROM json_each(?))';
    for (let at = 0; at < hashes.length; at += ROWS) {
      const rows = this.#sql(sql).all(project, JSON.stringify(hashes.slice(at, at + ROWS)));
      for (const row of rows as Stored[]) yield fromStored(row);
    }
  }

  has(project: Id, hash: Hash): boolean {
    const sql = 'SELECT 1 FROM chunk WHERE project = ? AND hash = ?';
    return this.#sql(sql).get(project, hashToBytes(hash)) !== undefined;
  }

  /** Adds a chunk, or lets one that is there lie elsewhere. */
  set(project: Id, row: ChunkRow): void {
    const before = this.find(project, row.hash);
    if (before) this.#letGo(project, before);
    this.add(project, row);
    this.addLive(row.pack, row.length);
  }

  /** Adds a chunk that is not there, without counting it as alive in its pack. */
  add(project: Id, row: ChunkRow): void {
    this.#sql('INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      project,
      hashToBytes(row.hash),
      row.pack,
      row.offset,
      row.length,
      CODECS.indexOf(row.codec),
      row.size,
      row.depth,
      row.base ? encodeBase(row.base) : null,
      row.addedAt,
    );
    for (const base of basesOf(row.base)) {
      this.#sql('INSERT OR IGNORE INTO support VALUES (?, ?, ?)').run(
        project,
        hashToBytes(base),
        hashToBytes(row.hash),
      );
    }
  }

  /** @param bytes of frames that are alive in it from now on, or, below zero, not any more. */
  addLive(pack: number, bytes: number): void {
    this.#sql('UPDATE pack SET live = live + ? WHERE id = ?').run(bytes, pack);
  }

  remove(project: Id, hash: Hash): void {
    const row = this.find(project, hash);
    if (row) this.#letGo(project, row);
  }

  #letGo(project: Id, row: ChunkRow): void {
    this.#sql('DELETE FROM chunk WHERE project = ? AND hash = ?').run(project, hashToBytes(row.hash));
    for (const base of basesOf(row.base)) {
      this.#sql('DELETE FROM support WHERE project = ? AND base = ? AND hash = ?').run(
        project,
        hashToBytes(base),
        hashToBytes(row.hash),
      );
    }
    this.addLive(row.pack, -row.length);
  }

  dependents(project: Id, hash: Hash): Hash[] {
    const sql = 'SELECT hash FROM support WHERE project = ? AND base = ?';
    const rows = this.#sql(sql).all(project, hashToBytes(hash)) as { hash: Buffer }[];
    return rows.map((row) => row.hash.toString('hex'));
  }

  /** Chunks of a project in the order of their hashes, a page at a time. */
  *chunks(project: Id): Generator<ChunkRow[], void, undefined> {
    const sql = `SELECT * FROM chunk WHERE project = ? AND hash > ? ORDER BY hash LIMIT ${PAGE}`;
    for (let after: Buffer = Buffer.alloc(0); ; ) {
      const rows = this.#sql(sql).all(project, after) as Stored[];
      const last = rows.at(-1);
      if (!last) return;
      after = last.hash;
      yield rows.map(fromStored);
    }
  }

  projects(): Id[] {
    const rows = this.#sql('SELECT DISTINCT project FROM pack').all() as { project: Id }[];
    return rows.map((row) => row.project);
  }

  packs(project: Id): PackRow[] {
    return this.#sql('SELECT * FROM pack WHERE project = ? ORDER BY id').all(project) as PackRow[];
  }

  lastPack(project: Id): PackRow | undefined {
    const sql = 'SELECT * FROM pack WHERE project = ? ORDER BY id DESC LIMIT 1';
    return this.#sql(sql).get(project) as PackRow | undefined;
  }

  /** A number that no pack has or had. */
  addPack(project: Id, end: number): number {
    const sql = 'INSERT INTO pack (project, "end", live) VALUES (?, ?, 0)';
    return Number(this.#sql(sql).run(project, end).lastInsertRowid);
  }

  /** A pack that was found on disk under its number. */
  adoptPack(id: number, project: Id, end: number): void {
    this.#sql('INSERT OR IGNORE INTO pack (id, project, "end", live) VALUES (?, ?, ?, 0)').run(
      id,
      project,
      end,
    );
  }

  setEnd(id: number, end: number): void {
    this.#sql('UPDATE pack SET "end" = ? WHERE id = ?').run(end, id);
  }

  removePack(id: number): void {
    this.#sql('DELETE FROM pack WHERE id = ?').run(id);
  }

  /** @param alone leaves one file that can be read without making others beside it. */
  close(alone = false): void {
    if (alone) this.#db.pragma('journal_mode = delete');
    this.#db.close();
  }

  #sql(text: string): Statement {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}

const basesOf = (base: DeltaBase | undefined): ReadonlySet<Hash> => new Set(base?.chunks);
