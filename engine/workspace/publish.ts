/** Giving a finished file its name, without ever taking a name from a file that the caller has not seen. */

import type { BigIntStats } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type FileStamp, sameStamp, stampOf } from '../content/file-stamp.ts';
import { CairnError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { errnoOf } from './fs-errors.ts';
import { whileHeld } from './held-file.ts';

/** Virus scanners and indexers on Windows hold new files open for moments. Milliseconds between tries. */
const PATIENCE = process.platform === 'win32' ? [10, 50, 100, 200, 400] : [];
const BRIEFLY_HELD = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** What a disk without hard links answers: FAT, exFAT, some network drives. */
const NO_LINKS = new Set([
  'EPERM',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EMLINK',
  'EINVAL',
  'EISDIR',
  'UNKNOWN',
]);

/**
 * Renames `temporary` to `target`, which must still be what was `seen`.
 * @throws {CairnError} `file-changed`, `file-in-the-way`; or the file system's error, target untouched.
 */
export async function publish(
  temporary: string,
  target: string,
  seen: FileStamp | undefined,
  disk: Disk,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      if (!seen || !(await replace(temporary, target, seen, disk)))
        await moveToFreeName(temporary, target, disk);
      return;
    } catch (error) {
      const wait = PATIENCE[attempt];
      if (wait === undefined || !BRIEFLY_HELD.has(errnoOf(error) ?? '')) throw error;
      await setTimeout(wait);
    }
  }
}

/** @returns false where what was `seen` has gone meanwhile. Gives the new file the old one's mode. */
async function replace(temporary: string, target: string, seen: FileStamp, disk: Disk): Promise<boolean> {
  const old = await lstatIfThere(target, disk);
  if (!old) return false;
  if (!old.isFile()) throw inTheWay(target);
  await takeMode(temporary, Number(old.mode), disk);
  return await whileHeld(target, seen.size, disk, () => {
    // One right after the other: whatever is saved in between is lost.
    const now = look(target, disk);
    if (!now) return false;
    if (!now.isFile() || !sameStamp(stampOf(now), seen)) throw changed(target);
    disk.renameSync(temporary, target);
    return true;
  });
}

async function takeMode(temporary: string, mode: number, disk: Disk): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await disk.open(temporary, 'r');
  try {
    await handle.chmod(mode & 0o777);
  } finally {
    await handle.close();
  }
}

/**
 * Renames the file `from` to `to` if nothing is there: by a hard link, which never replaces, then by removing the old
 * name. After a kill between the two both names lead to the same file, and after a power failure one at least: what
 * happens in two folders may reach the disk in any order, so the new name does before the old one goes. Where a disk
 * has no links, an empty file reserves the name first.
 */
export async function moveToFreeName(from: string, to: string, disk: Disk): Promise<void> {
  const before = look(from, disk);
  try {
    await disk.link(from, to);
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'EEXIST') throw inTheWay(to, error);
    if (!NO_LINKS.has(errno)) throw error;
    await reserveAndRename(from, to, disk);
    return;
  }
  const moved = look(to, disk);
  // Somebody saved a file of that name as soon as it was taken: it stays, and nothing is left to be taken back.
  if (moved && ![before, look(from, disk)].some((file) => file && isSameFile(file, moved))) throw changed(to);
  try {
    if (dirname(from) !== dirname(to)) await trySyncFolder(dirname(to), disk);
    dropName(from, moved, disk);
  } catch (error) {
    // `from` leads to the file, or to what was saved in its place; `to` is taken back unless somebody saved there meanwhile.
    const [a, b] = [look(from, disk), look(to, disk)];
    const isMine = a && b && (isSameFile(a, b) || (a.isFile() && moved && isUntouched(b, moved)));
    if (isMine) disk.unlinkSync(to);
    throw error;
  }
}

const isSameFile = (a: BigIntStats, b: BigIntStats): boolean => a.ino === b.ino && a.dev === b.dev;

const isUntouched = (now: BigIntStats, before: BigIntStats): boolean =>
  isSameFile(now, before) && sameStamp(stampOf(now), stampOf(before));

/**
 * Takes a name from a file that has another.
 * @throws {CairnError} `file-changed` where it leads to something else by now: many programs save by renaming a new
 *   file over the old one.
 */
export function dropName(path: string, file: BigIntStats | undefined, disk: Disk): void {
  const now = look(path, disk);
  if (now && !(file && isSameFile(now, file))) throw changed(path);
  disk.unlinkSync(path);
}

async function reserveAndRename(from: string, to: string, disk: Disk): Promise<void> {
  try {
    await (await disk.open(to, 'wx')).close();
  } catch (error) {
    throw errnoOf(error) === 'EEXIST' ? inTheWay(to, error) : error;
  }
  try {
    const now = look(to, disk);
    if (now && !isReservation(now)) throw inTheWay(to);
    disk.renameSync(from, to);
  } catch (error) {
    await takeBack(to, disk).catch(() => undefined);
    throw error;
  }
}

const isReservation = (stats: BigIntStats): boolean => stats.isFile() && stats.size === 0n;

async function takeBack(reserved: string, disk: Disk): Promise<void> {
  const now = look(reserved, disk);
  if (now && isReservation(now)) disk.unlinkSync(reserved);
}

/** What has this name, without waiting: what is done next is about just that. */
export const look = (path: string, disk: Disk): BigIntStats | undefined =>
  disk.lstatSync(path, { bigint: true, throwIfNoEntry: false });

export async function lstatIfThere(path: string, disk: Disk) {
  try {
    return await disk.lstat(path, { bigint: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export const inTheWay = (path: string, cause?: unknown): CairnError =>
  new CairnError('file-in-the-way', `${path} exists already`, { path }, cause);

export const changed = (path: string, cause?: unknown): CairnError =>
  new CairnError('file-changed', `${path} changed meanwhile`, { path }, cause);

/**
 * Makes a rename last through a power failure, where the disk can. A failure is no reason to report the finished
 * rename as failed: at worst a power cut brings the old state back, whole. Windows keeps renames in its journal.
 */
export async function trySyncFolder(folder: string, disk: Disk): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await disk.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}

export const syncParents = async (disk: Disk, ...paths: string[]): Promise<void> => {
  for (const folder of new Set(paths.map((path) => dirname(path)))) await trySyncFolder(folder, disk);
};
