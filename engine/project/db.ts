/** One connection to a project file: opening, migrating, statements and transactions. */
import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { loadSqlite, type Sqlite, SqliteUnavailableError } from '../../native/sqlite.ts';
import { type Said, said } from '../domain/said.ts';
import { CairnError, type ErrorCode } from '../errors.ts';
import { exists, isUnmadeFile, type Meta, make, migrate, requireKnown } from './making.ts';

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
   * Opens a project file, or makes one where `create` is set: whole, with these rows of `meta`, or not at all; what a
   * run that was killed has begun is made whole. A file from an older Cairn is upgraded in one transaction, after a
   * copy of it was written beside it.
   * @throws {CairnError} project-corrupt, project-newer, project-exists, no-project, engine-unavailable …
   */
  static async open(file: string, create = false, meta: Meta = {}): Promise<Db> {
    const Sqlite = await loadSqlite().catch((error: unknown) => {
      throw new CairnError('engine-unavailable', noSqlite(error), {}, error);
    });
    if (!create && !existsSync(file))
      throw new CairnError('no-project', `There is no project file ${file}`, { file });
    if (create && existsSync(file) && !(await isUnmadeFile(file))) throw exists(file);
    let sqlite: Sqlite | undefined;
    try {
      sqlite = new Sqlite(file, { timeout: BUSY_TIMEOUT, fileMustExist: !create });
      if (!create) requireKnown(sqlite, file);
      configure(sqlite, create);
      if (create) make(sqlite, file, meta);
      else migrate(sqlite, file, Sqlite);
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
   * Like {@link transaction}, of work that gives way to others. It needs a connection of its own: whatever else is done
   * on it meanwhile becomes a part of the transaction.
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

  /**
   * While another connection of this thread holds the lock during `work`: to wait for it here would keep it from going
   * on.
   */
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
  // What Cairn makes fits its tables: what does not was read from a damaged row.
  ['SQLITE_CONSTRAINT_CHECK', 'project-corrupt', said`is damaged. It was left as it is`],
  ['SQLITE_CONSTRAINT_NOTNULL', 'project-corrupt', said`is damaged. It was left as it is`],
  ['SQLITE_CONSTRAINT_DATATYPE', 'project-corrupt', said`is damaged. It was left as it is`],
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
function fromSqlite(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof CairnError || typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  const known = SQLITE_CODES.find(([prefix]) => code.startsWith(prefix)) ?? missingPart(error as Error);
  if (!known) return error;
  return new CairnError(known[1], said`The project file ${file} ${known[2]}.`, { file, sqlite: code }, error);
}
