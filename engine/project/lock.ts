/**
 * One sync at a time per project file, across windows and processes. The lock is a SQLite write transaction on a file
 * of its own, so the operating system takes it back when the process dies, however it dies.
 */
import { loadSqlite } from '../../native/sqlite.ts';
import { CairnError } from '../errors.ts';

/** @returns what gives the lock back. @throws {CairnError} sync-running */
export async function lockSync(projectFile: string): Promise<() => void> {
  const Sqlite = await loadSqlite();
  const lock = new Sqlite(`${projectFile}-sync`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!(error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw error;
    throw new CairnError(
      'sync-running',
      'Another window or process is syncing this project. Try again when it has finished.',
      { file: projectFile },
      error,
    );
  }
  return () => lock.close();
}
