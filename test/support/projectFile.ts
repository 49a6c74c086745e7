/** Reaches into a project file, to damage it as a disk would. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSqlite } from '../../native/sqlite.ts';

/** The project file of a working folder. @throws where there is none */
export function projectFileOf(folder: string): string {
  const home = join(folder, '.cairn');
  const name = readdirSync(home).find((entry) => entry.endsWith('.clst'));
  if (name === undefined) throw new Error(`no project file in ${home}`);
  return join(home, name);
}

async function open(file: string) {
  const Database = await loadSqlite();
  return new Database(file);
}

/** Pretends that a program of another schema version made it. */
export async function setSchemaVersion(file: string, version: number): Promise<void> {
  const db = await open(file);
  db.pragma(`user_version = ${version}`);
  db.close();
}

/** Flips a byte in the stored data of the chunk of content that came last; a second call undoes it. */
export async function damageNewestChunk(file: string): Promise<void> {
  const db = await open(file);
  const row = db
    .prepare('SELECT id, data FROM chunk WHERE length(data) > 10000 ORDER BY id DESC LIMIT 1')
    .get() as {
    id: number;
    data: Buffer;
  };
  row.data[100] = (row.data[100] ?? 0) ^ 0xff;
  db.prepare('UPDATE chunk SET data = ? WHERE id = ?').run(row.data, row.id);
  db.close();
}
