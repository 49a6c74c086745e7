/** Renaming and removing working files and folders, never onto or instead of something else. */
import { basename, dirname, join } from 'node:path';
import { type FileStamp, sameStamp, stampOf } from '../content/file-stamp.ts';
import { nameKey } from '../domain/names.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { type Disk, realDisk } from './disk.ts';
import { errnoOf, fsError } from './fs-errors.ts';
import { whileHeld } from './held-file.ts';
import { type HeldFolder, inFolder } from './held-folder.ts';
import { parentAndName, requireFolder } from './paths.ts';
import { changed, dropName, inTheWay, look, lstatIfThere, moveToFreeName, syncParents } from './publish.ts';

const BIG = { bigint: true } as const;

export interface RenameOptions {
  /**
   * A run that was killed in the middle of this rename is carried on: a second name of the same file, or an empty folder,
   * at the new name is then no obstacle.
   */
  readonly resume?: boolean;
}

/** How often a rename is begun anew because a folder on its way was moved meanwhile. */
const ATTEMPTS = 4;

/**
 * Renames or moves a file or folder inside the working folder; folders above the new name are made. A rename that
 * changes only the case works on every disk, also of a folder above.
 * @throws {CairnError} `file-in-the-way` if anything is at `to`; `not-found` if nothing is at `from`; `file-locked`,
 *   `read-only`, `outside-folder`, `name-refused`, `folder-gone`. Both are then as they were.
 */
export async function safeRename(
  folder: string,
  from: string,
  to: string,
  disk: Disk = realDisk,
  { resume = false }: RenameOptions = {},
): Promise<void> {
  if (to.startsWith(`${from}/`))
    throw new CairnError('usage', said`${from} cannot be moved into itself`, { path: to });
  for (let attempt = 1; ; attempt++) {
    try {
      return await renameOnce(folder, from, to, { disk, resume });
    } catch (error) {
      if (!CairnError.is(error, 'folder-gone') || attempt === ATTEMPTS) throw error;
    }
  }
}

async function renameOnce(
  folder: string,
  from: string,
  to: string,
  { disk, resume }: { readonly disk: Disk; readonly resume: boolean },
): Promise<void> {
  await requireFolder(folder);
  const [[oldParent, oldName], [newParent, newName]] = [
    parentAndName(folder, from),
    parentAndName(folder, to),
  ];
  await inFolder(folder, oldParent, { disk }, async (source) => {
    const old = join(source.at, oldName);
    if (!(await lookAt(old, source.path, disk))) throw missing(join(source.path, oldName));
    await inFolder(folder, newParent, { make: true, lasting: true, disk }, async (target) => {
      const moving = { source: old, target: join(target.at, newName), resume };
      try {
        await rename(moving, await isSameFolder(source, target, disk), disk);
        await syncParents(disk, moving.target, moving.source);
      } catch (error) {
        throw fsError(error, moving.target, 'rename to');
      }
    });
    await respell(folder, oldParent, newParent, disk);
  });
}

interface Moving {
  readonly source: string;
  readonly target: string;
  readonly resume: boolean;
}

async function lookAt(path: string, shown: string, disk: Disk) {
  try {
    return await lstatIfThere(path, disk);
  } catch (error) {
    throw fsError(error, shown, 'look at');
  }
}

async function rename(moving: Moving, inPlace: boolean, disk: Disk): Promise<void> {
  const { source, target } = moving;
  const old = await lstatIfThere(source, disk);
  if (!old) throw missing(source);
  if (inPlace && (await isSameEntry(source, target, disk))) await disk.rename(source, target);
  else if (old.isDirectory()) await moveFolder(moving, disk);
  else if (old.isFile()) await moveFile(moving, disk);
  else throw new CairnError('usage', said`${source} is neither a file nor a folder`, { path: source });
}

async function moveFile({ source, target, resume }: Moving, disk: Disk): Promise<void> {
  try {
    await moveToFreeName(source, target, disk);
  } catch (error) {
    if (!resume || !CairnError.is(error, 'file-in-the-way')) throw error;
    const [a, b] = [await lstatIfThere(source, disk), await lstatIfThere(target, disk)];
    if (!a?.isFile() || !b?.isFile() || a.ino !== b.ino || a.dev !== b.dev) throw error;
    await syncParents(disk, target);
    dropName(source, b, disk);
  }
}

async function isSameFolder(a: HeldFolder, b: HeldFolder, disk: Disk): Promise<boolean> {
  if (a.path === b.path) return true;
  const [one, other] = [await disk.lstat(`${a.at}/.`, BIG), await disk.lstat(`${b.at}/.`, BIG)];
  return one.ino === other.ino && one.dev === other.dev;
}

/**
 * Gives folders the spelling of `to` where the disk takes it and that of `from` for one: a rename of their contents
 * leaves them as they were.
 */
async function respell(folder: string, from: string, to: string, disk: Disk): Promise<void> {
  if (from === to || from.split('/').length !== to.split('/').length) return;
  let above = '';
  for (const name of to.split('/')) {
    await inFolder(folder, above, { disk }, async (held) => {
      const names = await disk.readdir(held.at);
      if (names.includes(name)) return;
      const other = names.find((one) => nameKey(one) === nameKey(name));
      if (other === undefined) return;
      const [a, b] = [
        await lstatIfThere(join(held.at, other), disk),
        await lstatIfThere(join(held.at, name), disk),
      ];
      if (a && b && a.ino === b.ino && a.dev === b.dev)
        await disk.rename(join(held.at, other), join(held.at, name));
    });
    above = above === '' ? name : `${above}/${name}`;
  }
}

const missing = (path: string): CairnError =>
  new CairnError('not-found', said`${path} does not exist`, { path });

/**
 * Whether both names are one directory entry, on a disk that is insensitive to case or normalisation. Equal inodes are
 * not enough: two hard links have them too, and renaming one to the other does nothing.
 */
async function isSameEntry(source: string, target: string, disk: Disk): Promise<boolean> {
  if (nameKey(basename(source)) !== nameKey(basename(target))) return false;
  const [a, b] = [await lstatIfThere(source, disk), await lstatIfThere(target, disk)];
  if (!a || !b || a.ino !== b.ino || a.dev !== b.dev) return false;
  if (basename(source) === basename(target)) return true;
  const names = await disk.readdir(dirname(source));
  return !(names.includes(basename(source)) && names.includes(basename(target)));
}

/**
 * An empty folder reserves the name; renaming a folder onto an empty one replaces it in one step, and fails if
 * something was put into it. Windows never renames a folder onto anything, so there the rename itself is the check.
 */
export async function moveFolder({ source, target, resume }: Moving, disk: Disk): Promise<void> {
  if (process.platform === 'win32') {
    if (await lstatIfThere(target, disk)) throw inTheWay(target);
    await disk.rename(source, target);
    return;
  }
  let made = true;
  try {
    await disk.mkdir(target);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    if (!resume) throw inTheWay(target, error);
    made = false;
  }
  try {
    await disk.rename(source, target);
  } catch (error) {
    if (resume && ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? ''))
      throw inTheWay(target, error);
    if (made) await disk.rmdir(target).catch(() => undefined);
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
  const [parent, name] = parentAndName(folder, path);
  try {
    await inFolder(folder, parent, { disk }, (held) => removeIn(join(held.at, name), seen, disk));
  } catch (error) {
    if (!CairnError.is(error, 'not-found')) throw error;
  }
}

async function removeIn(target: string, seen: FileStamp, disk: Disk): Promise<void> {
  try {
    const removed = await whileHeld(target, seen.size, disk, () => {
      // One right after the other: whatever is saved in between is lost.
      const now = look(target, disk);
      if (!now) return false;
      if (!now.isFile() || !sameStamp(stampOf(now), seen)) throw changed(target);
      disk.unlinkSync(target);
      return true;
    });
    if (removed) await syncParents(disk, target);
  } catch (error) {
    // Somebody moved or removed it just now: about this file, not about the folder.
    throw errnoOf(error) === 'ENOENT' ? changed(target, error) : fsError(error, target, 'remove');
  }
}
