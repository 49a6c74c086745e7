/** Who uses a data folder: any number at once, or one alone. A hold ends with the process that has it, however that ends. */
import { join } from 'node:path';
import { ensureFolder } from '../../engine/content/durable-folder.ts';
import { loadSqlite } from '../../native/sqlite.ts';
import { StudioError } from '../errors.ts';

/** The file whose lock it is. */
export const HOLD = 'in-use.lock';

export interface Hold {
  close(): void;
}

/**
 * @param alone refuses where anybody else uses the folder, and keeps all others out
 * @throws {StudioError} in-use
 */
export async function holdFolder(data: string, alone: boolean): Promise<Hold> {
  ensureFolder(data, 0o700);
  const Database = await loadSqlite();
  // A database with nothing in it, for its lock: shared by those who read, had by one who writes alone.
  const lock = new Database(join(data, HOLD), { timeout: 0 });
  try {
    lock.pragma('journal_mode = memory');
    lock.exec(alone ? 'begin exclusive' : 'begin');
    if (!alone) lock.prepare('select count(*) from sqlite_master').get();
  } catch (cause) {
    lock.close();
    if (!String((cause as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw cause;
    const message = alone
      ? `A studio or a command uses ${data} at this moment: stop it first`
      : `${data} is being copied at this moment`;
    throw new StudioError('in-use', message, {}, cause);
  }
  return { close: () => lock.close() };
}
