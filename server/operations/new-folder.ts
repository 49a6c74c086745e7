/** Folders that take their name once all of them is there: work in a folder beside it, which whoever is killed leaves to the next. */
import { existsSync, lstatSync, rmdirSync, rmSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { syncFolder } from '../../engine/content/durable-folder.ts';
import { StudioError } from '../errors.ts';
import { HOLD, holdFolder, isHeld } from '../metadata/hold.ts';

/** What a work makes, in its folder: with the lock, all that there ever is in one. */
const MADE = 'made';

const PARTIAL = '.partial';

/**
 * Runs `work` on an empty folder in `folder`, which nobody else uses meanwhile; what one that was killed has left is removed before,
 * what this one leaves behind it. Nothing else in `folder` is touched.
 * @throws {StudioError} in-use, where another is at the same work; name-taken, where the folder is somebody's
 */
export async function inWorkFolder<T>(folder: string, work: (made: string) => Promise<T>): Promise<T> {
  requireNoLink(folder);
  const names = existsSync(folder) ? await readdir(folder) : [];
  // A studio's folder has a lock, too.
  if (names.some((name) => name !== HOLD && name !== MADE))
    throw new StudioError('name-taken', `${folder} is in the way, and not left over from such a command`);
  const made = join(folder, MADE);
  const hold = await holdFolder(folder, true);
  try {
    await rm(made, { recursive: true, force: true });
    await mkdir(made, { mode: 0o700 });
    return await work(made);
  } finally {
    await rm(made, { recursive: true, force: true }).finally(() => hold.close());
    removeUsed(folder);
  }
}

/**
 * Folders beside `target` that such a work left when it was killed: the same command, given again, would remove its own, but names of
 * backups hardly come again.
 */
export async function leftBeside(target: string): Promise<string[]> {
  const above = dirname(resolve(target));
  const left: string[] = [];
  for (const entry of await readdir(above, { withFileTypes: true })) {
    const folder = join(above, entry.name);
    if (entry.isDirectory() && entry.name.endsWith(PARTIAL) && (await isLeft(folder))) left.push(folder);
  }
  return left.sort();
}

/** What cannot be looked at is somebody else's. */
async function isLeft(folder: string): Promise<boolean> {
  try {
    const names = await readdir(folder);
    if (names.some((name) => name !== HOLD && name !== MADE)) return false;
    return !names.includes(HOLD) || !(await isHeld(folder));
  } catch {
    return false;
  }
}

/** At once: whoever takes the hold from now on has a folder of its own. */
function removeUsed(folder: string): void {
  rmSync(join(folder, HOLD), { force: true });
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!isNotEmpty(error) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Runs `work` on a folder beside `target` that takes its name once all of it is there and on disk. */
export async function intoNewFolder<T extends object>(
  target: string,
  work: (folder: string) => Promise<T>,
): Promise<T & { readonly path: string }> {
  const wanted = resolve(target);
  requireNoLink(wanted);
  if (existsSync(wanted) && (await readdir(wanted)).length > 0)
    throw new StudioError('name-taken', `${wanted} is not empty: name a new folder`);
  const partial = `${wanted}${PARTIAL}`;
  return inWorkFolder(partial, async (inside) => {
    const done = await work(inside);
    // Before it has its name: what lies under that name is whole.
    syncFolder(inside);
    await removeEmpty(wanted);
    await rename(inside, wanted);
    syncFolder(dirname(wanted));
    return { ...done, path: wanted };
  });
}

/** Whoever may write beside it must not choose where all of a studio goes. @throws {StudioError} name-taken */
function requireNoLink(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new StudioError('name-taken', `${folder} is a link: name the folder itself, or a new one`);
}

/** Somebody may have put something into it while the work went on. @throws {StudioError} name-taken */
async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    if (!isNotEmpty(error)) throw error;
    throw new StudioError('name-taken', `${folder} is not empty any more: name a new folder`);
  }
}

const isNotEmpty = (error: unknown): boolean =>
  ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
