/** A disk that takes names of different case or normalisation for one, as those of Windows and macOS do. */
import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nameKey } from '../../engine/domain/names.ts';
import { type Disk, realDisk } from '../../engine/workspace/disk.ts';

const errno = (code: string) => Object.assign(new Error(code), { code });

/** The path, with its last component as the disk spells it. Folders held open need no more. */
function spelled(path: string): { at: string; exists: boolean } {
  const [folder, name] = [dirname(path), basename(path)];
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return { at: path, exists: false };
  }
  const found = names.find((one) => one === name) ?? names.find((one) => nameKey(one) === nameKey(name));
  return found === undefined ? { at: path, exists: name === '.' } : { at: join(folder, found), exists: true };
}

function renameSync(from: unknown, to: unknown): void {
  const [source, target] = [spelled(String(from)), spelled(String(to))];
  const isOther = target.exists && lstatSync(source.at).ino !== lstatSync(target.at).ino;
  realDisk.renameSync(source.at, isOther ? target.at : String(to));
}

export const insensitiveDisk: Disk = {
  ...realDisk,
  lstatSync: ((path: string, options: never) => lstatSync(spelled(path).at, options)) as Disk['lstatSync'],
  unlinkSync: (path) => realDisk.unlinkSync(spelled(String(path)).at),
  renameSync,
  lstat: ((path: string, options: never) => realDisk.lstat(spelled(path).at, options)) as Disk['lstat'],
  open: ((path: string, flags: never) => realDisk.open(spelled(path).at, flags)) as Disk['open'],
  unlink: (path) => realDisk.unlink(spelled(String(path)).at),
  rmdir: (path) => realDisk.rmdir(spelled(String(path)).at),
  mkdir: (async (path: string) => {
    if (spelled(path).exists) throw errno('EEXIST');
    return await realDisk.mkdir(path);
  }) as Disk['mkdir'],
  link: async (from, to) => {
    if (spelled(String(to)).exists) throw errno('EEXIST');
    await realDisk.link(spelled(String(from)).at, to);
  },
  rename: async (from, to) => renameSync(from, to),
};
