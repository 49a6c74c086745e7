/** Metadata in one SQLite file. Other processes (the studio's own commands) may have it open too. */
import { chmodSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Statement } from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
  type TransactionSettings,
} from 'kysely';
import { loadSqlite, type Sqlite } from '../../native/sqlite.ts';
import { flushFile } from './flush-file.ts';
import type { Db, Metadata } from './metadata.ts';
import type { Tables } from './tables.ts';
import { upgrade } from './upgrade.ts';

/** Longest stretch of statements without a turn for anybody else, in milliseconds. */
const STRETCH_MS = 15;

/** Statements kept prepared, the one used longest ago let go first. */
const PREPARED = 200;
/** Texts above this are lists of values, which hardly come again. */
const LONGEST_TEXT = 4_000;
/** What changes tables, or is not for being said again. */
const APART = /^\s*(?:create|alter|drop|pragma|vacuum|explain)\b/iu;

/**
 * SQLite answers in place, so a transaction of many statements would hold up every other request of the process: now and then
 * the others have a turn. Statements stay prepared.
 */
class FairConnection implements DatabaseConnection {
  readonly #database: Sqlite;
  readonly #prepared = new Map<string, Statement>();
  #since = performance.now();

  constructor(database: Sqlite) {
    this.#database = database;
  }

  async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (performance.now() - this.#since > STRETCH_MS) {
      await setImmediate();
      this.#since = performance.now();
    }
    const statement = this.#prepare(text);
    if (statement.reader) return { rows: statement.all(parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
  }

  async *streamQuery<R>({ sql: text, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    // Not one that others may use meanwhile.
    for (const row of this.#database.prepare(text).iterate(parameters)) yield { rows: [row as R] };
  }

  #prepare(text: string): Statement {
    if (APART.test(text)) this.#prepared.clear();
    else if (text.length <= LONGEST_TEXT) return this.#keep(text);
    return this.#database.prepare(text);
  }

  #keep(text: string): Statement {
    const statement = this.#prepared.get(text) ?? this.#database.prepare(text);
    this.#prepared.delete(text);
    this.#prepared.set(text, statement);
    for (const oldest of this.#prepared.keys()) {
      if (this.#prepared.size <= PREPARED) break;
      this.#prepared.delete(oldest);
    }
    return statement;
  }
}

/**
 * Takes the write lock when a transaction begins: one that read first could not be promoted without starting over. One that
 * only reads takes none.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #database: Sqlite;
  readonly #connection: FairConnection;

  constructor(database: Sqlite) {
    super({ database });
    this.#database = database;
    this.#connection = new FairConnection(database);
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    // Waits until nobody else has it.
    await super.acquireConnection();
    return this.#connection;
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings = {},
  ): Promise<void> {
    const begin = settings.accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  /** Where the disk is full SQLite has undone it by itself: that it cannot be undone again must not be what is told. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/**
 * An upgrade is one transaction, as on PostgreSQL: Kysely would make none of it here, and whoever is killed in the middle would leave a
 * database that cannot be opened any more. SQLite undoes changes of tables as it does others.
 */
class UndoingAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDialect extends SqliteDialect {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    super({ database });
    this.#database = database;
  }

  override createAdapter(): SqliteAdapter {
    return new UndoingAdapter();
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#database);
  }
}

/** The database is not a studio's, or is damaged, or was made by a newer Cairn. */
export class MetadataError extends Error {
  readonly code = 'storage';
}

/** Hashes lie everywhere in an index: a cache of 2 MB, as SQLite has it by itself, reads most pages again and again. */
const SETTINGS = [
  'journal_mode = wal',
  'synchronous = full',
  'foreign_keys = on',
  'trusted_schema = off',
  'cache_size = -16384',
];

/**
 * Opens the database, made or upgraded as needed.
 * @throws {MetadataError}
 */
export async function openSqliteMetadata(file: string): Promise<Metadata> {
  const Database = await loadSqlite();
  let handle: Sqlite;
  try {
    handle = new Database(file, { timeout: 10_000 });
    for (const setting of SETTINGS) handle.pragma(setting);
    // It holds password hashes; its side files take over its mode.
    chmodSync(file, 0o600);
  } catch (cause) {
    throw new MetadataError(`${file} cannot be opened: ${(cause as Error).message}`, { cause });
  }
  const db = new Kysely<Tables>({ dialect: new ImmediateDialect(handle) });
  try {
    await upgrade(db, 'blob');
  } catch (cause) {
    await db.destroy();
    throw new MetadataError(`${file} cannot be used: ${(cause as Error).message}`, { cause });
  }
  return new SqliteMetadata(db, file);
}

class SqliteMetadata implements Metadata {
  readonly db: Db;
  readonly #file: string;

  constructor(db: Db, file: string) {
    this.db = db;
    this.#file = file;
  }

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(work);
  }

  snapshot<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return this.db.transaction().setAccessMode('read only').execute(work);
  }

  async lockHead(tx: Db, projectId: string): Promise<number | undefined> {
    const row = await tx.selectFrom('project').select('head').where('id', '=', projectId).executeTakeFirst();
    return row?.head;
  }

  /** Whoever may write holds the whole database. */
  async lock(): Promise<void> {}

  /**
   * One read transaction of a connection of its own: writers go on meanwhile, and cannot make it start over, as they
   * would SQLite's stepwise backup.
   */
  async backup(target: string): Promise<void> {
    const Database = await loadSqlite();
    const reader = new Database(this.#file, { readonly: true, timeout: 10_000 });
    try {
      reader.prepare('vacuum into ?').run(target);
    } finally {
      reader.close();
    }
    chmodSync(target, 0o600);
    await flushFile(target);
  }

  async check(): Promise<readonly string[]> {
    const found = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(this.db);
    const dangling = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(this.db);
    return [
      ...found.rows.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
      ...dangling.rows.map((row) => `A row of ${row.table} points to nothing in ${row.parent}`),
    ];
  }

  close(): Promise<void> {
    return this.db.destroy();
  }
}
