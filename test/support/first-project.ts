/** Project files as the first version of the schema made them. */
import { renameSync, rmSync } from 'node:fs';
import { APPLICATION_ID, MIGRATIONS } from '../../engine/project/schema.ts';
import { loadSqlite, type Sqlite } from '../../native/sqlite.ts';

interface Column {
  readonly name: string;
  readonly hidden: number;
}

/** Makes a project file that holds what `fill` puts into it. */
export async function newFirst(file: string, fill: (sqlite: Sqlite) => void): Promise<void> {
  const sqlite = new (await loadSqlite())(file);
  try {
    sqlite.pragma('page_size = 16384');
    sqlite.pragma('journal_mode = WAL');
    sqlite.exec(MIGRATIONS[0] ?? '');
    fill(sqlite);
    sqlite.pragma('user_version = 1');
    sqlite.pragma(`application_id = ${APPLICATION_ID}`);
  } finally {
    sqlite.close();
  }
}

/** Brings a project file, which nobody has open and whose chunks are small, back to the first version, with all that it knew of. */
export async function makeFirst(file: string): Promise<void> {
  const first = `${file}.first`;
  const now = new (await loadSqlite())(file);
  try {
    await newFirst(first, (then) => copyRows(now, then));
  } finally {
    now.close();
  }
  for (const side of ['', '-wal', '-shm']) rmSync(`${file}${side}`, { force: true });
  renameSync(first, file);
}

/** Into every table that `then` has, as far as it has the columns. */
function copyRows(now: Sqlite, then: Sqlite): void {
  const tables = then
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all() as string[];
  then.transaction(() => {
    then.pragma('defer_foreign_keys = ON');
    for (const table of tables) {
      const columns = (then.pragma(`table_xinfo(${table})`) as Column[]).filter(({ hidden }) => hidden === 0);
      const names = columns.map(({ name }) => name);
      const insert = then.prepare(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      );
      const rows = now
        .prepare(`SELECT ${names.join(', ')} FROM ${table}`)
        .raw()
        .all() as unknown[][];
      for (const row of rows) insert.run(...row);
    }
  })();
}
