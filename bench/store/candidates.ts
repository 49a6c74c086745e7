/** The ways to keep chunks that were thought of, behind one interface. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredChunk } from '../../engine/content/store.ts';
import { Chunks, INLINE_BYTES } from '../../engine/project/chunks.ts';
import { Db } from '../../engine/project/db.ts';
import { reclaimPacks } from '../../engine/project/reclaim.ts';
import { loadSqlite, type Sqlite } from '../../native/sqlite.ts';

export interface Store {
  /** Durable when it returns. */
  write(chunks: readonly StoredChunk[]): void;
  read(hash: string): Uint8Array;
  count(): number;
  /** Removes these and gives the disk what it can. */
  remove(hashes: readonly string[]): Promise<void>;
  close(): void;
}

export type Candidate = (folder: string) => Promise<Store>;

class ProjectStore implements Store {
  readonly #db: Db;
  readonly #chunks: Chunks;
  readonly #vacuum: boolean;

  constructor(db: Db, inlineBytes: number) {
    this.#db = db;
    this.#chunks = new Chunks(db, inlineBytes);
    this.#vacuum = inlineBytes === Number.POSITIVE_INFINITY;
  }

  write(chunks: readonly StoredChunk[]): void {
    this.#chunks.batch(() => {
      for (const chunk of chunks) this.#chunks.put(chunk);
    });
  }

  read(hash: string): Uint8Array {
    return this.#chunks.get(hash)!.data;
  }

  count(): number {
    return this.#db.value<number>('SELECT count(*) FROM chunk') ?? 0;
  }

  async remove(hashes: readonly string[]): Promise<void> {
    this.#db.transaction(() => {
      for (const hash of hashes) this.#db.run('DELETE FROM chunk WHERE hash = ?', Buffer.from(hash, 'hex'));
    });
    if (this.#vacuum) this.#db.run('VACUUM');
    else await reclaimPacks(this.#db, this.#chunks, undefined);
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#chunks.close();
    this.#db.close();
  }
}

/** Blobs in a database of large pages with a rollback journal: fewer bytes written twice, readers wait for writers. */
class RollbackStore implements Store {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
    sqlite.pragma('page_size = 65536');
    sqlite.pragma('journal_mode = DELETE');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('cache_size = -32768');
    sqlite.exec(
      'CREATE TABLE IF NOT EXISTS chunk (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, codec, size, data BLOB)',
    );
  }

  write(chunks: readonly StoredChunk[]): void {
    const insert = this.#sqlite.prepare('INSERT INTO chunk (hash, codec, size, data) VALUES (?, 0, ?, ?)');
    this.#sqlite.transaction(() => {
      for (const { hash, size, data } of chunks) insert.run(Buffer.from(hash, 'hex'), size, data);
    })();
  }

  read(hash: string): Uint8Array {
    const select = this.#sqlite.prepare('SELECT data FROM chunk WHERE hash = ?').pluck();
    return select.get(Buffer.from(hash, 'hex')) as Buffer;
  }

  count(): number {
    return this.#sqlite.prepare('SELECT count(*) FROM chunk').pluck().get() as number;
  }

  async remove(hashes: readonly string[]): Promise<void> {
    const drop = this.#sqlite.prepare('DELETE FROM chunk WHERE hash = ?');
    this.#sqlite.transaction(() => {
      for (const hash of hashes) drop.run(Buffer.from(hash, 'hex'));
    })();
    this.#sqlite.exec('VACUUM');
  }

  close(): void {
    this.#sqlite.close();
  }
}

const project =
  (inlineBytes: number): Candidate =>
  async (folder) => {
    const file = join(folder, 'bench.clst');
    const isNew = !readdirSync(folder).includes('bench.clst');
    return new ProjectStore(await Db.open(file, isNew), inlineBytes);
  };

export const CANDIDATES: Readonly<Record<string, Candidate>> = {
  'rows, WAL, 16 K pages': project(Number.POSITIVE_INFINITY),
  'rows, rollback journal, 64 K pages': async (folder) =>
    new RollbackStore(new (await loadSqlite())(join(folder, 'bench.sqlite'))),
  'packs for everything': project(-1),
  'packs, up to 2 KiB in rows': project(INLINE_BYTES),
};

export const atThreshold = project;

/** Bytes of all files in a folder, packs too. */
export function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
