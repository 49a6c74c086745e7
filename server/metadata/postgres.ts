/** Metadata in PostgreSQL, which any number of processes may share. */
import { CompiledQuery, Kysely, sql } from 'kysely';
import type { Pool, PoolConfig } from 'pg';
import { copyTables } from './copy.ts';
import type { Db, LockName, Metadata } from './metadata.ts';
import { persistent, TranslatingDialect, textByBytes } from './pg-dialect.ts';
import { translated } from './pg-errors.ts';
import { MetadataError, openSqliteMetadata } from './sqlite.ts';
import type { Tables } from './tables.ts';
import { upgrade } from './upgrade.ts';

/** A free connection, or a new one, is waited for so long, in milliseconds. */
const CONNECT_MS = 5_000;

/**
 * As in transactions (pg-dialect.ts), for statements outside of them. One whose process has gone without a word does not
 * hold its locks for ever.
 */
const SESSION = [
  "set lock_timeout = '30s'",
  'set tcp_keepalives_idle = 30',
  'set tcp_keepalives_interval = 10',
  'set tcp_keepalives_count = 3',
].join('; ');

/** Object ids of types that JavaScript's numbers hold as SQLite's are held: int8, numeric. */
const NUMBERS = new Set([20, 1700]);

/** The database in words that may be shown: where it is, without user and password. */
function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || 5432}${pathname}`;
}

/**
 * Opens the database, its tables made or upgraded as needed.
 * @param connections most that this process takes
 * @throws {MetadataError}
 */
export async function openPostgresMetadata(url: string, connections = 10): Promise<Metadata> {
  const pools = await loadPg();
  // Those that wait for a lock must not take the connections of those that only read.
  const forWriting = Math.ceil(connections / 2);
  const db = connected(pools, url, connections - forWriting);
  const writing = connected(pools, url, forWriting);
  try {
    await requireUtf8(db);
    await upgradeAlone(connected(pools, url, 1, 'alone'));
  } catch (error) {
    await db.destroy();
    const told = translated(error) as Error;
    const why = told.cause instanceof Error ? told.cause.message : told.message;
    throw new MetadataError(`"database" at ${placeOf(url)} cannot be used: ${why}`, { cause: told });
  }
  return new PostgresMetadata(db, writing);
}

/**
 * The library takes the laxer modes of libpq for this one, and says that it will not always: who asks for TLS gets a
 * certificate checked, name and all, unless `no-verify` says otherwise.
 */
function verified(url: string): string {
  const parsed = new URL(url);
  if (['prefer', 'require', 'verify-ca'].includes(parsed.searchParams.get('sslmode') ?? ''))
    parsed.searchParams.set('sslmode', 'verify-full');
  return parsed.href;
}

/** Nothing is connected before it is used. */
function connected({ pool, types }: Pools, url: string, max: number, alone?: 'alone'): Kysely<Tables> {
  const getTypeParser = (oid: number, format?: 'text') =>
    NUMBERS.has(oid) ? (text: string) => Number(text) : types.getTypeParser(oid, format);
  return new Kysely<Tables>({
    dialect: new TranslatingDialect(
      {
        pool: async () =>
          pool({
            connectionString: verified(url),
            max,
            connectionTimeoutMillis: CONNECT_MS,
            keepAlive: true,
            application_name: 'cairn-studio',
            types: { getTypeParser } as NonNullable<PoolConfig['types']>,
          }),
        onCreateConnection: async (connection) => {
          // Where this fails, so does what comes next, and then the connection is given up.
          await connection.executeQuery(CompiledQuery.raw(SESSION)).catch(() => undefined);
        },
      },
      alone !== undefined,
    ),
    plugins: [textByBytes()],
  });
}

type Pools = Awaited<ReturnType<typeof loadPg>>;

/** A library that only those load who use it. */
async function loadPg() {
  const { default: pg } = await import('pg');
  const pool = (config: PoolConfig): Pool => {
    const made = new pg.Pool(config);
    // A connection that breaks while nobody asks anything is no reason to end: whoever asks next is told.
    made.on('error', () => undefined);
    made.on('connect', (client) => client.on('error', () => undefined));
    return made;
  };
  return { pool, types: pg.types };
}

async function requireUtf8(db: Db): Promise<void> {
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
  const encoding = rows[0]?.server_encoding ?? '';
  if (encoding !== 'UTF8') throw new Error(`its encoding is ${encoding} and must be UTF8`);
}

/** By one of several processes that start at once. @param db whose transactions are alone; it is closed */
async function upgradeAlone(db: Kysely<Tables>): Promise<void> {
  try {
    await upgrade(db, 'bytea');
  } finally {
    await db.destroy();
  }
}

class PostgresMetadata implements Metadata {
  readonly db: Kysely<Tables>;
  readonly #writing: Kysely<Tables>;

  constructor(db: Kysely<Tables>, writing: Kysely<Tables>) {
    this.db = db;
    this.#writing = writing;
  }

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return persistent(() => this.#writing.transaction().setIsolationLevel('read committed').execute(work));
  }

  snapshot<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const transaction = this.db.transaction().setIsolationLevel('repeatable read');
    return persistent(() => transaction.setAccessMode('read only').execute(work));
  }

  async lockHead(tx: Db, projectId: string): Promise<number | undefined> {
    // Not a lock on the row's key: rows that refer to the project can be written meanwhile.
    const query = tx.selectFrom('project').select('head').where('id', '=', projectId);
    return (await query.forNoKeyUpdate().executeTakeFirst())?.head;
  }

  async lock(tx: Db, name: LockName, shared?: 'shared'): Promise<void> {
    const take = sql.raw(shared ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock');
    await sql`select ${take}(hashtextextended(${`cairn ${name}`}, 0))`.execute(tx);
  }

  async backup(target: string): Promise<void> {
    const copy = await openSqliteMetadata(target);
    try {
      await this.snapshot((tx) => copy.transaction((to) => copyTables(tx, to)));
    } finally {
      await copy.close();
    }
  }

  /** What a disk may do to it is PostgreSQL's to find; that rows refer to rows, it sees to by itself. */
  async check(): Promise<readonly string[]> {
    const { rows } = await sql<{ table: string; name: string }>`
      select conrelid::regclass::text as table, conname as name from pg_constraint
      where not convalidated and connamespace = current_schema()::regnamespace`.execute(this.db);
    return rows.map(({ table, name }) => `The rule ${name} of ${table} is not enforced`);
  }

  async close(): Promise<void> {
    await this.db.destroy();
    await this.#writing.destroy();
  }
}
