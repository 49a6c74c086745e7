/**
 * SQLite of simulated programs: the real one, on which every statement that writes and every commit is counted and can
 * fail. Killing a program between two of them is all that killing can do to a SQLite file: what happens inside of one
 * is undone by the next opening.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Sqlite, SqliteConstructor } from '../../../native/sqlite.ts';
import { loadSqlite } from '../../../native/sqlite.ts';
import type { Random } from '../random.ts';
import type { World } from './clock.ts';
import { type Effect, Killed, type Machine, type Program, running } from './program.ts';

type Call = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, Call>;

const UNDOES = /^\s*(rollback|release)/iu;
const COMMITS = /^\s*commit/iu;
const LOCKS = /^\s*begin/iu;
/** What is in memory only: the engine's notes of what was touched. */
const TEMPORARY = /\btemp\b|\btouched\b/iu;

function effectOf(sql: string, inTransaction: boolean): Effect {
  if (COMMITS.test(sql)) return 'commit';
  if (LOCKS.test(sql)) return 'lock';
  // Outside of a transaction a statement is one.
  return inTransaction ? 'statement' : 'commit';
}

/** @param current the simulation that is under way. */
export async function replaceDatabases(current: () => World | undefined): Promise<void> {
  const Database = await loadSqlite();
  const prototype = Database.prototype as unknown as Methods;
  const inside = () => (current() ? running.getStore()?.program : undefined);
  const guard = (db: Sqlite, sql: string, writes: boolean, work: () => unknown): unknown => {
    const me = inside();
    if (!me) return work();
    me.databases.add(db);
    if (UNDOES.test(sql)) return work();
    if (!me.alive) throw new Killed(me.name);
    if (!writes || TEMPORARY.test(sql)) return work();
    const effect = effectOf(sql, db.inTransaction);
    const result = me.perform(effect, `${db.name}: ${sql}`, work, () => noSpace(Database));
    // The first commit into a new log flushes its folder.
    if (effect === 'commit') me.machine.oldLogs.delete(db.name);
    return result;
  };
  replaceStatements(Database, guard);
  const exec = prototype.exec as Call;
  prototype.exec = function (this: Sqlite, sql: unknown) {
    if (current()?.ignoresLocks && /exclusive/iu.test(String(sql))) return this;
    return guard(this, String(sql), true, () => exec.call(this, sql));
  } as Call;
  const prepare = prototype.prepare as Call;
  prototype.prepare = function (this: Sqlite, sql: unknown) {
    return guard(this, String(sql), false, () => prepare.call(this, sql));
  } as Call;
  const close = prototype.close as Call;
  prototype.close = function (this: Sqlite) {
    const me = inside();
    if (me && !me.alive) throw new Killed(me.name);
    me?.databases.delete(this);
    const log = `${this.name}-wal`;
    const before = me && this.name.startsWith('/') && existsSync(log) ? readFileSync(log) : undefined;
    const result = close.call(this);
    // The last to close removes the log, and flushes no folder for it.
    if (before && !existsSync(log)) me?.machine.oldLogs.set(this.name, before);
    return result;
  } as Call;
}

/** The power goes: logs that were written over to their database and removed may be there again. @returns which */
export function reviveLogs({ oldLogs }: Machine, random: Random): string[] {
  const revived: string[] = [];
  for (const [name, content] of oldLogs) {
    // A folder that has another name by now was flushed before it got that.
    if (random.below(2) === 0 || existsSync(`${name}-wal`) || !existsSync(name)) continue;
    writeFileSync(`${name}-wal`, content);
    revived.push(`the removal of the log of ${name}`);
  }
  oldLogs.clear();
  return revived;
}

type Guard = (db: Sqlite, sql: string, writes: boolean, work: () => unknown) => unknown;

function replaceStatements(Database: SqliteConstructor, guard: Guard): void {
  const probe = new Database(':memory:');
  const statement = Object.getPrototypeOf(probe.prepare('SELECT 1')) as Methods;
  for (const name of ['run', 'get', 'all', 'iterate']) {
    const call = statement[name] as Call;
    statement[name] = function (this: StatementLike, ...args: unknown[]) {
      const { database, source } = this;
      return guard(database, source, !this.readonly || LOCKS.test(source), () => call.apply(this, args));
    } as unknown as Call;
  }
  probe.close();
}

interface StatementLike {
  readonly database: Sqlite;
  readonly source: string;
  readonly readonly: boolean;
}

function noSpace(Database: SqliteConstructor): Error {
  const { SqliteError } = Database as unknown as { SqliteError: new (m: string, c: string) => Error };
  return new SqliteError('database or disk is full', 'SQLITE_FULL');
}

/** Side files a connection leaves when its program is killed. */
const SIDES = ['', '-wal', '-journal'];

/**
 * What the system does for a killed program: its locks go, and what it had not committed with them.
 * @param alone nobody else has these files open: they are then left byte for byte as they were, log and all, for the
 *   next opening to recover.
 */
export function abandonDatabases(program: Program, alone: boolean): void {
  const images = new Map<string, Buffer>();
  const names = new Set([...program.databases].map((db) => db.name));
  for (const name of alone ? names : []) {
    for (const side of SIDES) if (existsSync(name + side)) images.set(name + side, readFileSync(name + side));
  }
  for (const db of program.databases) db.close();
  for (const name of alone ? names : []) {
    for (const side of [...SIDES, '-shm']) {
      const image = images.get(name + side);
      if (image) writeFileSync(name + side, image);
      else rmSync(name + side, { force: true });
    }
  }
}
