/** Who uses a data folder: any number at once, or one alone. A hold ends with the process that has it, however that ends. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureFolder } from '../../engine/content/durable-folder.ts';
import { loadSqlite, type Sqlite } from '../../native/sqlite.ts';
import { StudioError } from '../errors.ts';

/** The file whose lock it is. */
export const HOLD = 'in-use.lock';

/** Milliseconds until a folder that is used is tried again: others may only have looked whether it is, see {@link isHeld}. */
const PAUSES = [10, 20, 40, 80];

export interface Hold {
  close(): void;
}

/**
 * @param alone refuses where anybody else uses the folder, and keeps all others out
 * @throws {StudioError} in-use
 */
export async function holdFolder(data: string, alone: boolean): Promise<Hold> {
  const Database = await loadSqlite();
  for (let tries = 0; ; tries++) {
    // Each time anew, in one turn: whoever ends with the folder may take it away in between.
    ensureFolder(data, 0o700);
    const lock = new Database(join(data, HOLD), { timeout: 0 });
    try {
      take(lock, alone);
      return { close: () => lock.close() };
    } catch (cause) {
      lock.close();
      if (!isBusy(cause)) throw cause;
      const pause = PAUSES[tries];
      if (pause === undefined) throw inUse(data, alone, cause);
      await sleep(pause);
    }
  }
}

/** Whether somebody uses a folder that has a lock. Makes nothing. @throws where it has none */
export async function isHeld(data: string): Promise<boolean> {
  const Database = await loadSqlite();
  const lock = new Database(join(data, HOLD), { timeout: 0, fileMustExist: true });
  try {
    take(lock, true);
    return false;
  } catch (error) {
    if (!isBusy(error)) throw error;
    return true;
  } finally {
    lock.close();
  }
}

/** It is a database with nothing in it, for its lock: shared by those who read, had by one who writes alone. */
function take(lock: Sqlite, alone: boolean): void {
  lock.pragma('journal_mode = memory');
  lock.exec(alone ? 'begin exclusive' : 'begin');
  if (!alone) lock.prepare('select count(*) from sqlite_master').get();
}

const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');

function inUse(data: string, alone: boolean, cause: unknown): StudioError {
  const message = alone
    ? `A studio or a command uses ${data} at this moment: stop it first`
    : `${data} is being copied at this moment`;
  return new StudioError('in-use', message, {}, cause);
}
