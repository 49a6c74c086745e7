/** One connection to a project file: opening, migrating, statements and transactions. */
import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { loadSqlite, type Sqlite, SqliteUnavailableError } from '../../native/sqlite.ts';
import { type Said, said } from '../domain/said.ts';
import { CairnError, type ErrorCode } from '../errors.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

type Value = string | number | bigint | null | Uint8Array;

/** How long to wait for another process's write, in milliseconds. */
const BUSY_TIMEOUT = 15_000;

export class Db {
  readonly file: string;
  readonly #sqlite: Sqlite;
  /** How a statement gives its rows stays with it. */
  readonly #objects = new Map<string, Database.Statement>();
  readonly #arrays = new Map<string, Database.Statement>();
  readonly #values = new Map<string, Database.Statement>();
  #writes = 0;

  private constructor(file: string, sqlite: Sqlite) {
    this.file = file;
    this.#sqlite = sqlite;
  }

  /**
   * Opens a project file, or makes one where `create` is set. A file from an older Cairn is upgraded in one
   * transaction, after a copy of it was written beside it.
   * @throws {CairnError} project-corrupt, project-newer, project-exists, no-project, engine-unavailable …
   */
  static async open(file: string, create = false): Promise<Db> {
    const Sqlite = await loadSqlite().catch((error: unknown) => {
      throw new CairnError('engine-unavailable', noSqlite(error), {}, error);
    });
    if (create === existsSync(file)) {
      throw create
        ? new CairnError('project-exists', `There is a project file already: ${file}`, { file })
        : new CairnError('no-project', `There is no project file ${file}`, { file });
    }
    let sqlite: Sqlite | undefined;
    try {
      sqlite = new Sqlite(file, { timeout: BUSY_TIMEOUT, fileMustExist: !create });
      if (!create) requireKnown(sqlite, file);
      configure(sqlite, create);
      migrate(sqlite, file);
      return new Db(file, sqlite);
    } catch (error) {
      sqlite?.close();
      throw fromSqlite(error, file);
    }
  }

  /** Grows with every statement that may write. */
  get writes(): number {
    return this.#writes;
  }

  run(sql: string, ...params: Value[]): number {
    this.#writes++;
    return this.#guard(() => this.#prepare(sql).run(...params).changes);
  }

  get<T>(sql: string, ...params: Value[]): T | undefined {
    return this.#guard(() => this.#prepare(sql).get(...params) as T | undefined);
  }

  all<T>(sql: string, ...params: Value[]): T[] {
    return this.#guard(() => this.#prepare(sql).all(...params) as T[]);
  }

  /** Rows as arrays: a third quicker than objects where there are many. Parameters by name. */
  rows<T extends readonly unknown[]>(sql: string, params: Record<string, Value> = {}): T[] {
    return this.#guard(() => this.#prepared(this.#arrays, sql, 'raw').all(params) as T[]);
  }

  /** One column of the first row. */
  value<T extends Value>(sql: string, ...params: Value[]): T | undefined {
    return this.#guard(() => this.#prepared(this.#values, sql, 'pluck').get(...params) as T | undefined);
  }

  /**
   * Runs `work` in one write transaction, or as a part of the one that is open. Throwing undoes all that `work` did,
   * and nothing else.
   */
  transaction<T>(work: () => T): T {
    this.#writes++;
    const transaction = this.#sqlite.transaction(work);
    return this.#guard(() => (this.#sqlite.inTransaction ? transaction() : transaction.immediate()));
  }

  /**
   * Like {@link transaction}, of work that gives way to others. It needs a connection of its own: whatever else is done on it
   * meanwhile becomes a part of the transaction.
   */
  async longTransaction<T>(work: () => Promise<T>): Promise<T> {
    this.#writes++;
    this.#guard(() => this.#sqlite.exec('BEGIN IMMEDIATE'));
    try {
      const result = await work();
      this.#guard(() => this.#sqlite.exec('COMMIT'));
      return result;
    } catch (error) {
      // A full disk may have ended it already.
      if (this.#sqlite.inTransaction) this.#sqlite.exec('ROLLBACK');
      throw error;
    }
  }

  /** While another connection of this thread holds the lock during `work`: to wait for it here would keep it from going on. */
  async withoutWaiting<T>(work: () => Promise<T>): Promise<T> {
    this.pragma('busy_timeout = 0');
    try {
      return await work();
    } finally {
      this.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
    }
  }

  /** Lets rows of one transaction refer to each other in any order. */
  deferForeignKeys(): void {
    this.#sqlite.pragma('defer_foreign_keys = ON');
  }

  pragma(text: string): unknown {
    return this.#guard(() => this.#sqlite.pragma(text));
  }

  /** Changes whenever another connection has committed. */
  dataVersion(): number {
    return this.#sqlite.pragma('data_version', { simple: true }) as number;
  }

  /** Copies the whole file, consistently, to `target`, which must not exist. */
  copyTo(target: string): void {
    this.run('VACUUM INTO ?', target);
  }

  close(): void {
    if (this.#sqlite.open) this.#sqlite.close();
  }

  #prepare(sql: string): Database.Statement {
    return this.#prepared(this.#objects, sql, undefined);
  }

  #prepared(
    known: Map<string, Database.Statement>,
    sql: string,
    shape: 'raw' | 'pluck' | undefined,
  ): Database.Statement {
    const before = known.get(sql);
    if (before) return before;
    const statement = this.#sqlite.prepare(sql);
    if (shape) statement[shape](true);
    known.set(sql, statement);
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw fromSqlite(error, this.file);
    }
  }
}

function configure(sqlite: Sqlite, create: boolean): void {
  if (create) sqlite.pragma('page_size = 16384');
  sqlite.pragma('trusted_schema = OFF');
  sqlite.pragma('cell_size_check = ON');
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('cache_size = -32768');
  sqlite.pragma('temp_store = MEMORY');
}

const versionOf = (sqlite: Sqlite): number => sqlite.pragma('user_version', { simple: true }) as number;

/** Looks before anything is written, so that a file that is refused stays as it is. */
function requireKnown(sqlite: Sqlite, file: string): void {
  const found = versionOf(sqlite);
  // Both are written when a file is made, in its first transaction. A version below 1 is damage.
  if (sqlite.pragma('application_id', { simple: true }) !== APPLICATION_ID || found < 1) {
    throw new CairnError(
      'project-corrupt',
      said`${file} is not a Cairn project file. It was left as it is.`,
      {
        file,
      },
    );
  }
  if (found <= MIGRATIONS.length) {
    requireOwnTriggers(sqlite, file);
    if (sqlite.pragma('journal_mode', { simple: true }) !== 'wal') requireSound(sqlite, file);
    return;
  }
  throw new CairnError(
    'project-newer',
    `${file} was made by a newer version of Cairn (schema ${found}; this one knows ${MIGRATIONS.length}). Update Cairn to open it.`,
    { file, schema: found },
  );
}

/** Triggers run with every write, and a file from elsewhere could bring any. @throws {CairnError} project-corrupt */
function requireOwnTriggers(sqlite: Sqlite, file: string): void {
  const sql = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')";
  for (const { name, sql: text } of sqlite.prepare(sql).all() as { name: string; sql: string | null }[]) {
    if (text !== null && MIGRATIONS.some((step) => step.includes(text))) continue;
    const message = said`${file} holds "${name}", which Cairn did not make. It was left as it is.`;
    throw new CairnError('project-corrupt', message, { file, name });
  }
}

/**
 * A file in use here keeps a write-ahead log. One that does not was copied from elsewhere, or has a damaged header: it is
 * gone through once, before the log is switched on, which writes. O(size of the file).
 * @throws {CairnError} project-corrupt
 */
function requireSound(sqlite: Sqlite, file: string): void {
  const found = sqlite.pragma('quick_check(1)', { simple: true });
  if (found === 'ok') return;
  const message = said`The project file ${file} is damaged (${String(found)}). It was left as it is.`;
  throw new CairnError('project-corrupt', message, { file });
}

function migrate(sqlite: Sqlite, file: string): void {
  const found = versionOf(sqlite);
  if (found === MIGRATIONS.length) return;
  if (found > 0) backUp(sqlite, file, found);
  sqlite
    .transaction(() => {
      // Another process may have upgraded it while this one waited for the lock.
      for (let step = versionOf(sqlite); step < MIGRATIONS.length; step++)
        sqlite.exec(MIGRATIONS[step] ?? '');
      sqlite.pragma(`user_version = ${MIGRATIONS.length}`);
      sqlite.pragma(`application_id = ${APPLICATION_ID}`);
    })
    .immediate();
}

function backUp(sqlite: Sqlite, file: string, version: number): void {
  const target = `${file}.v${version}.backup`;
  if (!existsSync(target)) sqlite.prepare('VACUUM INTO ?').run(target);
}

function noSqlite(error: unknown): Said {
  if (!(error instanceof SqliteUnavailableError)) return said`SQLite does not load: ${String(error)}`;
  const { target, runtime } = error;
  return target === undefined
    ? said`Cairn needs Node.js 22.14 or newer (or VS Code 1.101 or newer); this is Node.js ${runtime}.`
    : said`Cairn has no SQLite binary for ${target}.`;
}

const SQLITE_CODES: readonly (readonly [prefix: string, code: ErrorCode, what: Said])[] = [
  ['SQLITE_NOTADB', 'project-corrupt', said`is damaged or not a project file. It was left as it is`],
  ['SQLITE_CORRUPT', 'project-corrupt', said`is damaged. It was left as it is`],
  ['SQLITE_FULL', 'disk-full', said`cannot grow: the disk is full. What was recorded before is kept`],
  ['SQLITE_IOERR_WRITE', 'disk-full', said`could not be written. What was recorded before is kept`],
  ['SQLITE_BUSY', 'project-busy', said`is in use by another process for too long`],
  ['SQLITE_LOCKED', 'project-busy', said`is in use by another process for too long`],
  ['SQLITE_READONLY', 'read-only', said`cannot be written: the file or its folder is read-only`],
  ['SQLITE_CANTOPEN', 'read-only', said`cannot be opened: the folder is gone or read-only`],
  ['SQLITE_IOERR', 'folder-gone', said`could not be read or written: the disk or folder may be gone`],
];

/** Statements are Cairn's own: what they do not find is missing from the file, what they cannot read is damaged. */
const missingPart = ({ message }: Error): (typeof SQLITE_CODES)[number] | undefined =>
  /^no such (?:table|column)|has no column named|malformed|unsupported file format/u.test(message)
    ? ['SQLITE_ERROR', 'project-corrupt', said`is damaged (${message}). It was left as it is`]
    : undefined;

/** What a failure of SQLite means to the people who wait for it. */
export function fromSqlite(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof CairnError || typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  const known = SQLITE_CODES.find(([prefix]) => code.startsWith(prefix)) ?? missingPart(error as Error);
  if (!known) return error;
  return new CairnError(known[1], said`The project file ${file} ${known[2]}.`, { file, sqlite: code }, error);
}
