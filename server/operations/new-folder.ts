/** Folders that take their name once all of them is there: work in a folder beside it, which whoever is killed leaves to the next. */
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StudioError } from '../errors.ts';
import { HOLD, holdFolder } from '../metadata/hold.ts';

/**
 * A folder of its own for a work, emptied of what one that was killed has left, and removed behind it.
 * @throws {StudioError} in-use, where another is at the same work; name-taken, where the folder is somebody's
 */
export async function inWorkFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (existsSync(folder)) {
    const names = await readdir(folder);
    if (names.length > 0 && !names.includes(HOLD))
      throw new StudioError('name-taken', `${folder} is in the way, and not left over from such a command`);
  }
  const hold = await holdFolder(folder, true);
  try {
    for (const name of await readdir(folder))
      if (name !== HOLD) await rm(join(folder, name), { recursive: true, force: true });
    return await work();
  } finally {
    hold.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `work` on a folder beside `target` that takes its name once all of it is there and on disk. */
export async function intoNewFolder<T extends object>(
  target: string,
  work: (folder: string) => Promise<T>,
): Promise<T & { readonly path: string }> {
  const wanted = resolve(target);
  if (existsSync(wanted) && (await readdir(wanted)).length > 0)
    throw new StudioError('name-taken', `${wanted} is not empty: name a new folder`);
  const partial = `${wanted}.partial`;
  return inWorkFolder(partial, async () => {
    const inside = join(partial, 'made');
    await mkdir(inside, { mode: 0o700 });
    const done = await work(inside);
    await removeEmpty(wanted);
    await rename(inside, wanted);
    await syncFolder(dirname(wanted));
    return { ...done, path: wanted };
  });
}

/** Somebody may have put something into it while the work went on. @throws {StudioError} name-taken */
async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    throw new StudioError('name-taken', `${folder} is not empty any more: name a new folder`);
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
