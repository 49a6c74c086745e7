/** Reaches into a project file, to damage it as a disk would. */
import { closeSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { packFolder, packName } from '../../engine/project/packs.ts';
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
  const sql =
    'SELECT id, data, pack, offset, length FROM chunk WHERE length(data) + length > 10000 ORDER BY id DESC LIMIT 1';
  const row = db.prepare(sql).get() as {
    id: number;
    data: Buffer;
    pack: number | null;
    offset: number;
    length: number;
  };
  if (row.pack === null) {
    row.data[100] = (row.data[100] ?? 0) ^ 0xff;
    db.prepare('UPDATE chunk SET data = ? WHERE id = ?').run(row.data, row.id);
  } else {
    flipByte(join(packFolder(file), packName(row.pack)), row.offset + row.length - 100);
  }
  db.close();
}

/** A second call undoes it. */
export function flipByte(file: string, at: number): void {
  const fd = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, at);
  byte[0]! ^= 0xff;
  writeSync(fd, byte, 0, 1, at);
  closeSync(fd);
}

/**
 * Pretends that the studio refused this asset's row for its name, as one does that compares names by newer rules.
 * @param name of the asset
 */
export async function refuseName(file: string, name: string): Promise<void> {
  const db = await open(file);
  db.prepare(
    `INSERT INTO rejected (kind, key, code, message) SELECT 'item', id, 'name-taken', '' FROM item WHERE name = ?`,
  ).run(name);
  db.close();
}

/** Pretends that a program which knew no bound recorded this comment. */
export async function lengthenComment(file: string, comment: string, to: string): Promise<void> {
  const db = await open(file);
  db.prepare('UPDATE checkpoint SET comment = ? WHERE comment = ?').run(to, comment);
  db.close();
}
