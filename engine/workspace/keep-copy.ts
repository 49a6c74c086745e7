/** Before a user's own edits are overwritten on request, they are kept where they can be fetched back. */
import { constants } from 'node:fs';
import { copyFile, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileStamp, sameStamp, stampOf } from '../content/file-stamp.ts';
import { type Disk, realDisk } from './disk.ts';
import { errnoOf, fsError } from './fs-errors.ts';
import { inFolder, makeOneFolder } from './held-folder.ts';
import { parentAndName, requireFolder } from './paths.ts';
import { changed, lstatIfThere, trySyncFolder } from './publish.ts';

/** A time as a folder name: no colons, sorts by age. */
const stampName = (now: number): string => new Date(now).toISOString().replaceAll(':', '-');

/**
 * Keeps the file `path` under `.cairn/recovered/TIME/path`: as a second name of the same file, which costs no space
 * and is there at once, since {@link safeWrite} puts a new file in place of the old one and never writes into it;
 * as a copy where the disk has no hard links.
 * @param seen the file as the caller saw it.
 * @param now UTC milliseconds.
 * @returns the copy's path, relative to the working folder.
 * @throws {CairnError} `file-changed`, `disk-full`, `read-only`, `folder-gone`, `file-locked`.
 */
export async function keepCopy(
  folder: string,
  path: string,
  seen: FileStamp,
  now: number,
  disk: Disk = realDisk,
): Promise<string> {
  await requireFolder(folder);
  const [parent, name] = parentAndName(folder, path);
  return await inFolder(folder, parent, { disk }, async (held) => {
    const source = join(held.at, name);
    try {
      // `.cairn` itself is no allowed name, so the folders below it are made from there.
      const cairn = join(folder, '.cairn');
      await makeOneFolder(cairn, folder, disk);
      await trySyncFolder(folder, disk);
      for (let attempt = 0; ; attempt++) {
        const place = ['recovered', stampName(now + attempt), ...(parent === '' ? [] : [parent])].join('/');
        if (await keepIn(cairn, place, name, source, seen, disk)) return `.cairn/${place}/${name}`;
      }
    } catch (error) {
      throw fsError(error, source, 'keep a copy of');
    }
  });
}

/** @returns false where there is a copy of that name already. */
async function keepIn(
  cairn: string,
  place: string,
  name: string,
  source: string,
  seen: FileStamp,
  disk: Disk,
): Promise<boolean> {
  return await inFolder(cairn, place, { make: true, lasting: true, disk }, async (inside) => {
    try {
      await linkOrCopy(source, join(inside.at, name), seen, disk);
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    }
    await trySyncFolder(inside.at, disk);
    return true;
  });
}

async function linkOrCopy(source: string, copy: string, seen: FileStamp, disk: Disk): Promise<void> {
  try {
    await disk.link(source, copy);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' && !(await lstatIfThere(source, disk))) throw changed(source);
    if (errnoOf(error) === 'EEXIST' || errnoOf(error) === 'ENOENT') throw error;
    await copyFile(source, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const handle = await open(copy, 'r+');
    await handle.sync().finally(() => handle.close());
  }
  const stats = await lstatIfThere(source, disk);
  if (stats?.isFile() && sameStamp(stampOf(stats), seen)) return;
  await unlink(copy).catch(() => undefined);
  throw changed(source);
}
