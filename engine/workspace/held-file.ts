/** A file that is about to lose its last name, held open meanwhile. */
import { constants } from 'node:fs';
import type { Disk } from './disk.ts';

/** Bytes. What is smaller is given back in less than a millisecond. */
const LARGE = 1024 * 1024;

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Runs `work`, which takes the name at once. Giving back the room of a large file may take the system a second and
 * more: of one that is held open it is given back when that is closed, in another thread. Windows does not put a file
 * in the place of an open one.
 */
export async function whileHeld<T>(path: string, size: number, disk: Disk, work: () => T): Promise<T> {
  const holds = size >= LARGE && process.platform !== 'win32';
  // One that may not be read is not held.
  const handle = holds ? await disk.open(path, FLAGS).catch(() => undefined) : undefined;
  try {
    return work();
  } finally {
    await handle?.close().catch(() => undefined);
  }
}
