/** Renaming and removing working files and folders, never onto or instead of something else. */
import { basename, dirname } from 'node:path';
import { type FileStamp, sameStamp, stampOf } from '../content/file-stamp.ts';
import { nameKey } from '../domain/names.ts';
import { CairnError } from '../errors.ts';
import { type Disk, realDisk } from './disk.ts';
import { errnoOf, fsError } from './fs-errors.ts';
import { makeFolders, requireFolder, splitPath, writablePath } from './paths.ts';
import { inTheWay, lstatIfThere, moveToFreeName, syncParents } from './publish.ts';

/**
 * Renames or moves a file or folder inside the working folder; folders above the new name are made. A rename that
 * changes only the case works on every disk.
 * @throws {CairnError} `file-in-the-way` if anything is at `to`; `not-found` if nothing is at `from`; `file-locked`,
 *   `read-only`, `outside-folder`, `name-refused`, `folder-gone`. Both are then as they were.
 */
export async function safeRename(
  folder: string,
  from: string,
  to: string,
  disk: Disk = realDisk,
): Promise<void> {
  if (to.startsWith(`${from}/`))
    throw new CairnError('usage', `${from} cannot be moved into itself`, { path: to });
  await requireFolder(folder);
  const [source, target] = [await writablePath(folder, from), await writablePath(folder, to)];
  try {
    const old = await lstatIfThere(source, disk);
    if (!old) throw missing(source);
    if (await isSameEntry(source, target, disk)) {
      await disk.rename(source, target);
    } else {
      await makeFolders(folder, splitPath(to).slice(0, -1).join('/'));
      if (old.isDirectory()) await moveFolder(source, target, disk);
      else if (old.isFile()) await moveToFreeName(source, target, disk);
      else throw new CairnError('usage', `${source} is neither a file nor a folder`, { path: source });
    }
    await syncParents(disk, source, target);
  } catch (error) {
    throw fsError(error, target, 'rename to');
  }
}

const missing = (path: string): CairnError => new CairnError('not-found', `${path} does not exist`, { path });

/**
 * Whether both names are one directory entry, on a disk that is insensitive to case or normalisation. Equal inodes are
 * not enough: two hard links have them too, and renaming one to the other does nothing.
 */
async function isSameEntry(source: string, target: string, disk: Disk): Promise<boolean> {
  if (dirname(source) !== dirname(target) || nameKey(basename(source)) !== nameKey(basename(target)))
    return false;
  if (source === target) return true;
  const [a, b] = [await lstatIfThere(source, disk), await lstatIfThere(target, disk)];
  if (!a || !b || a.ino !== b.ino || a.dev !== b.dev) return false;
  const names = await disk.readdir(dirname(source));
  return !(names.includes(basename(source)) && names.includes(basename(target)));
}

/**
 * An empty folder reserves the name; renaming a folder onto an empty one replaces it in one step, and fails if
 * something was put into it. Windows never renames a folder onto anything, so there the rename itself is the check.
 */
async function moveFolder(source: string, target: string, disk: Disk): Promise<void> {
  if (process.platform === 'win32') {
    if (await lstatIfThere(target, disk)) throw inTheWay(target);
    await disk.rename(source, target);
    return;
  }
  try {
    await disk.mkdir(target);
  } catch (error) {
    throw errnoOf(error) === 'EEXIST' ? inTheWay(target, error) : error;
  }
  try {
    await disk.rename(source, target);
  } catch (error) {
    await disk.rmdir(target).catch(() => undefined);
    throw error;
  }
}

/**
 * Removes a working file that is still what the caller saw (and knows to be safe in the history).
 * @throws {CairnError} `file-changed` where it is not; `file-locked`, `read-only`, `outside-folder`. A file that is
 *   already gone is no error.
 */
export async function safeRemove(
  folder: string,
  path: string,
  seen: FileStamp,
  disk: Disk = realDisk,
): Promise<void> {
  await requireFolder(folder);
  const target = await writablePath(folder, path);
  try {
    const now = await lstatIfThere(target, disk);
    if (!now) return;
    if (!now.isFile() || !sameStamp(stampOf(now), seen)) {
      throw new CairnError('file-changed', `${target} changed meanwhile; it was left as it is`, {
        path: target,
      });
    }
    await disk.unlink(target);
    await syncParents(disk, target);
  } catch (error) {
    throw fsError(error, target, 'remove');
  }
}
