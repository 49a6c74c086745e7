/** A database from elsewhere, before it is used: tables and indexes do nothing by themselves, everything else might. */
import { loadSqlite } from '../../native/sqlite.ts';
import { StudioError } from '../errors.ts';

/** As SQLite writes them, whoever wrote them how. What it did not write itself may be spelled in any way that it reads. */
const PLAIN = ['CREATE TABLE', 'CREATE INDEX', 'CREATE UNIQUE INDEX'];

/** @throws {StudioError} integrity, where the file holds triggers, views or virtual tables, or nothing of a studio */
export async function requirePlainSchema(file: string): Promise<void> {
  const Database = await loadSqlite();
  const refuse = (why: string, cause?: unknown) =>
    new StudioError('integrity', `${file} is no database of a studio: ${why}`, {}, cause);
  let [found, there]: [unknown, unknown] = [undefined, undefined];
  try {
    const database = new Database(file);
    try {
      database.pragma('trusted_schema = off');
      const query = `SELECT type || ' ' || name AS what FROM sqlite_master
        WHERE type NOT IN ('table', 'index') OR NOT (${PLAIN.map((text) => `sql GLOB '${text} *'`).join(' OR ')}) LIMIT 1`;
      found = database.prepare(query).pluck().get();
      there = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'account'").pluck().get();
    } finally {
      database.close();
    }
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
  // A file of no bytes is a database of no tables.
  if (there === undefined) throw refuse('it holds no accounts');
  if (found !== undefined) throw refuse(`it holds a ${String(found)}, which Cairn never makes`);
}
