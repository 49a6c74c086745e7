/**
 * Where programs find the bridge: a file in each project's own folder, readable by its user alone. The window that
 * wrote it takes it away; one that is left by a crash names a port that nobody answers at, or a token that is wrong.
 */
import { constants } from 'node:fs';
import { chmod, copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeftover, temporaryName } from '../../engine/workspace/temporary.ts';
import type { BridgeAddress } from './bridge.ts';

const folderOf = (dir: string): string => join(dir, '.cairn');

export const announcementFile = (dir: string): string => join(folderOf(dir), 'bridge.json');

/** Replaces what another window announced: the last one is found. */
export async function announce(dir: string, address: BridgeAddress): Promise<void> {
  await sweep(dir);
  const partial = join(folderOf(dir), temporaryName());
  try {
    await writeFile(partial, JSON.stringify({ ...address, folder: dir, pid: process.pid }), {
      mode: 0o600,
      flag: 'wx',
    });
    // Whatever the process's mask is.
    await chmod(partial, 0o600);
    await rename(partial, announcementFile(dir));
  } finally {
    await rm(partial, { force: true });
  }
}

/** Takes it away if it is this one's. */
export async function withdraw(dir: string, { token }: BridgeAddress): Promise<void> {
  const file = announcementFile(dir);
  if (!(await holds(file, token))) return;
  // Moved aside first: another window may have announced itself since it was read.
  const aside = join(folderOf(dir), temporaryName());
  await rename(file, aside);
  try {
    if (!(await holds(aside, token))) await putBack(aside, file);
  } finally {
    await rm(aside, { force: true });
  }
}

const holds = async (file: string, token: string): Promise<boolean> =>
  (await readFile(file, 'utf8').catch(() => '')).includes(token);

/** Unless a still newer one is there. */
async function putBack(aside: string, file: string): Promise<void> {
  await copyFile(aside, file, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** What killed windows left half written. */
async function sweep(dir: string): Promise<void> {
  const names = await readdir(folderOf(dir));
  const left = names.filter((name) => isLeftover(name, 0));
  await Promise.all(left.map((name) => rm(join(folderOf(dir), name), { force: true })));
}
