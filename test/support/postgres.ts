/**
 * A PostgreSQL for tests: one server for all of a run, started when the first test asks; a database of its own for each
 * studio, removed after the test. CAIRN_TEST_POSTGRES names a server to use instead (postgres://USER:PASSWORD@HOST:PORT,
 * where databases may be made).
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import pg from 'pg';
import { TABLES } from '../../server/metadata/copy.ts';
import { openPostgresMetadata } from '../../server/metadata/postgres.ts';
import { root } from './cache.ts';

/** Under CAIRN_TEST_DATABASE=postgres every studio of a test has its metadata there. */
export const onPostgres = (): boolean => process.env.CAIRN_TEST_DATABASE === 'postgres';

/** This platform has no binaries of PostgreSQL, and no other server was named. */
class NoPostgres extends Error {}

const PROGRAM = join(root, 'test', 'support', 'postgres-server.ts');

class Server {
  readonly url: Promise<string>;
  readonly #child: ChildProcessByStdio<Writable, Readable, null> | undefined;

  constructor(named = process.env.CAIRN_TEST_POSTGRES) {
    if (named) {
      this.url = Promise.resolve(named.replace(/\/$/u, ''));
      return;
    }
    // It ends when this process does: its standard input is closed then.
    const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.unref();
    this.#child = child;
    this.url = this.#started(child.stdout);
  }

  async #started(stdout: Readable): Promise<string> {
    let text = '';
    for await (const part of stdout.setEncoding('utf8')) {
      text += String(part);
      if (text.includes('\n')) break;
    }
    if (text === '') throw new Error('PostgreSQL did not start: its output says why');
    const { url, unavailable } = JSON.parse(text) as { url?: string; unavailable?: string };
    if (url === undefined) throw new NoPostgres(unavailable);
    return url;
  }

  async stop(): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.ref();
    this.#child.stdin.end();
    await ended;
  }
}

interface State {
  server?: Server | undefined;
  /** A database with a studio's tables, which others are copies of. */
  template?: Promise<string> | undefined;
  /** What its shape is. */
  shape?: Promise<string | undefined> | undefined;
  made: number;
  /** Whether a test runs. What is made outside of one is for several of them, and stays until the end. */
  inTest: boolean;
  readonly databases: Map<string, Promise<string>>;
  readonly lasting: Map<string, Promise<string>>;
  /** Databases with nothing in them but the tables. */
  readonly spare: string[];
}
const state: State = { made: 0, inTest: false, databases: new Map(), lasting: new Map(), spare: [] };

async function asked(database: string, statement: string): Promise<void> {
  state.server ??= new Server();
  const client = new pg.Client({ connectionString: `${await state.server.url}/${database}` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

/** A database with nothing in it. It is removed after the test. */
export function emptyDatabase(): Promise<string> {
  const made = make('template0');
  state.databases.set(`empty ${state.made}`, made);
  return made;
}

async function make(template: string): Promise<string> {
  const name = `cairn_test_${process.pid}_${state.made++}`;
  await asked('postgres', `create database ${name} template ${template} encoding 'UTF8'`);
  return `${await state.server!.url}/${name}`;
}

async function makeTemplate(): Promise<string> {
  const url = await make('template0');
  await (await openPostgresMetadata(url)).close();
  return nameOf(url);
}

/** An empty one that a test before has left, or a new one. */
async function copyOfTemplate(): Promise<string> {
  const left = state.spare.pop();
  if (left !== undefined) return left;
  state.template ??= makeTemplate();
  return make(await state.template);
}

/** The address of a new database; within a test, always the same one under the same key. @throws {NoPostgres} */
export function freshDatabase(key: string = String(state.made)): Promise<string> {
  const known = state.databases.get(key) ?? state.lasting.get(key);
  if (known) return known;
  const made = copyOfTemplate();
  (state.inTest ? state.databases : state.lasting).set(key, made);
  return made;
}

/** What a server administrator does to all who use the database: ends their connections. */
export async function cutConnections(url: string): Promise<void> {
  const where = `datname = '${nameOf(url)}'`;
  await asked('postgres', `select pg_terminate_backend(pid) from pg_stat_activity where ${where}`);
}

/** Lets nobody connect to the database any more, or again. */
export async function allowConnections(url: string, allowed: boolean): Promise<void> {
  await asked('postgres', `alter database ${nameOf(url)} allow_connections ${allowed}`);
  if (!allowed) await cutConnections(url);
}

/** What says whether a test has changed more than rows. */
const SHAPE = `select (select count(*) from pg_constraint) || ' ' || (select count(*) from pg_trigger)
  || ' ' || (select string_agg(name, ',') from kysely_migration) as shape`;

async function shapeOf(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ shape: string }>(SHAPE)).rows[0]?.shape;
  } finally {
    await client.end();
  }
}

/** Where chunks lie in a storage: tables that are not copied from studio to studio. */
const INDEX = ['pack_support', 'pack_frame', 'pack_object'];

/** Empties a database for the next test, which is quicker than a new one. Undefined where it is not as it was made. */
async function emptied(url: string): Promise<string | undefined> {
  const rows = [...INDEX, ...TABLES.toReversed()].map((table) => `delete from "${table}"`);
  // Where rows are many, and those of tests before still lie about, a new one is quicker.
  const client = new pg.Client({ connectionString: url, statement_timeout: 5_000 });
  try {
    await client.connect();
    await client.query(["set lock_timeout = '2s'", ...rows].join('; '));
    const [now] = (await client.query<{ shape: string }>(SHAPE)).rows;
    state.shape ??= shapeOf(`${await state.server!.url}/${await state.template}`);
    return now?.shape === (await state.shape) ? url : undefined;
  } catch {
    return undefined;
  } finally {
    await client.end();
  }
}

async function giveBack(databases: Map<string, Promise<string>>): Promise<void> {
  for (const [key, made] of databases) {
    if (key.startsWith('empty ')) continue;
    const url = await made.catch(() => undefined);
    const left = url && (await emptied(url));
    if (!left) continue;
    state.spare.push(left);
    databases.delete(key);
  }
  await drop(databases);
}

async function drop(databases: Map<string, Promise<string>>): Promise<void> {
  for (const made of databases.values()) {
    const url = await made.catch(() => undefined);
    if (url) await asked('postgres', `drop database ${nameOf(url)} with (force)`);
  }
  databases.clear();
}

export async function stopPostgres(): Promise<void> {
  await drop(state.databases);
  await drop(state.lasting);
  await drop(new Map(state.spare.splice(0).map((url) => [url, Promise.resolve(url)])));
  const template = await state.template?.catch(() => undefined);
  if (template) await asked('postgres', `drop database ${template} with (force)`);
  state.template = undefined;
  state.shape = undefined;
  await state.server?.stop();
  state.server = undefined;
}

/**
 * For `--require`, which gives hooks to every file, also where several processes go through them: their server ends
 * with them.
 */
export const mochaHooks = {
  beforeEach(): void {
    state.inTest = true;
  },
  async afterEach(this: Mocha.Context): Promise<void> {
    this.timeout(30_000);
    state.inTest = false;
    await giveBack(state.databases);
  },
};

// Hooks of a run that was not told to; programs that are no test look after it themselves.
if (typeof afterEach === 'function') {
  beforeEach('a database of its own', mochaHooks.beforeEach);
  afterEach('its database', mochaHooks.afterEach);
  after('PostgreSQL', async function () {
    this.timeout(60_000);
    await stopPostgres();
  });
}
