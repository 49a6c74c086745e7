/** A project file comes into being, is known again, and is upgraded: each in one transaction, or not at all. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadSqlite, type Sqlite, type SqliteConstructor } from '../../native/sqlite.ts';
import { syncFolder } from '../content/durable-folder.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

/** First rows of the table `meta`. */
export type Meta = Readonly<Record<string, string>>;

const versionOf = (sqlite: Sqlite): number => sqlite.pragma('user_version', { simple: true }) as number;

const applicationOf = (sqlite: Sqlite): number => sqlite.pragma('application_id', { simple: true }) as number;

/** Whether nothing was ever committed to it: its making was cut off. */
const isUnmade = (sqlite: Sqlite): boolean =>
  versionOf(sqlite) === 0 &&
  applicationOf(sqlite) === 0 &&
  sqlite.prepare('SELECT 1 FROM sqlite_master').get() === undefined;

/** The same of a file that is there. False where it cannot be told. */
export async function isUnmadeFile(file: string): Promise<boolean> {
  try {
    const sqlite = new (await loadSqlite())(file, { readonly: true, fileMustExist: true });
    try {
      return isUnmade(sqlite);
    } finally {
      sqlite.close();
    }
  } catch {
    return false;
  }
}

export const exists = (file: string): CairnError =>
  new CairnError('project-exists', `There is a project file already: ${file}`, { file });

/** In one transaction: a file that has tables has all that belongs into it. */
export function make(sqlite: Sqlite, file: string, meta: Meta): void {
  sqlite
    .transaction(() => {
      // Another process may have made it while this one waited for the lock.
      if (!isUnmade(sqlite)) throw exists(file);
      upgrade(sqlite);
      const insert = sqlite.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
      for (const [key, value] of Object.entries(meta)) insert.run(key, value);
    })
    .immediate();
}

/** Looks before anything is written, so that a file that is refused stays as it is. */
export function requireKnown(sqlite: Sqlite, file: string): void {
  const found = versionOf(sqlite);
  // Both are written when a file is made, in its first transaction. A version below 1 is damage.
  if (applicationOf(sqlite) !== APPLICATION_ID || found < 1) {
    if (isUnmade(sqlite))
      throw new CairnError(
        'no-project',
        said`Making the project file ${file} was cut off. Nothing was in it: make the project, or get it from its studio, again.`,
        { file },
      );
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

/** @param Sqlite what `sqlite` is of. */
export function migrate(sqlite: Sqlite, file: string, Sqlite: SqliteConstructor): void {
  if (versionOf(sqlite) === MIGRATIONS.length) return;
  sqlite
    .transaction(() => {
      const found = versionOf(sqlite);
      // Another process may have upgraded it while this one waited for the lock.
      if (found === MIGRATIONS.length) return;
      backUp(file, found, Sqlite);
      upgrade(sqlite);
    })
    .immediate();
}

function upgrade(sqlite: Sqlite): void {
  for (let step = versionOf(sqlite); step < MIGRATIONS.length; step++) sqlite.exec(MIGRATIONS[step] ?? '');
  sqlite.pragma(`user_version = ${MIGRATIONS.length}`);
  sqlite.pragma(`application_id = ${APPLICATION_ID}`);
}

/** Under the lock of whoever upgrades. A copy that has its name is whole: one that was cut off is made again. */
function backUp(file: string, version: number, Sqlite: SqliteConstructor): void {
  const target = `${file}.v${version}.backup`;
  if (existsSync(target)) return;
  const partial = `${target}.partial`;
  for (const side of ['', '-journal']) rmSync(`${partial}${side}`, { force: true });
  const reader = new Sqlite(file, { readonly: true });
  try {
    reader.prepare('VACUUM INTO ?').run(partial);
  } finally {
    reader.close();
  }
  const fd = openSync(partial, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(partial, target);
  try {
    syncFolder(dirname(target));
  } catch {
    // Not every disk can: then a power failure may leave the copy its other name.
  }
}
