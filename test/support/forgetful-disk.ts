/** A real disk that has changes of names only once their folder was flushed (test/simulation/os/unflushed-names.ts). */
import {
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { type Disk, realDisk } from '../../engine/workspace/disk.ts';
import { UnflushedNames } from '../simulation/os/unflushed-names.ts';

export function forgetfulDisk(limbo: string): { readonly names: UnflushedNames; readonly disk: Disk } {
  const names = new UnflushedNames(limbo);
  const noted =
    <A extends readonly unknown[]>(call: string, work: (...args: A) => void) =>
    (...args: A): void =>
      names.during(call, args, () => work(...args));
  const notedLater = <A extends readonly unknown[]>(call: string, work: (...args: A) => void) => {
    const now = noted(call, work);
    return async (...args: A): Promise<void> => now(...args);
  };
  const open: Disk['open'] = async (path, flags, mode) => {
    if (typeof flags === 'string' && flags.includes('w')) {
      names.during('openSync', [String(path)], () => closeSync(openSync(path, flags, mode)));
    }
    const handle = await realDisk.open(path, flags === 'wx' ? 'r+' : flags, mode);
    const sync = handle.sync.bind(handle);
    const flush = async () => {
      await sync();
      const stats = fstatSync(handle.fd);
      if (stats.isDirectory()) names.flushed(stats.ino);
    };
    return Object.assign(handle, { sync: flush });
  };
  const disk = {
    ...realDisk,
    open,
    link: notedLater('linkSync', linkSync),
    unlink: notedLater('unlinkSync', unlinkSync),
    rename: notedLater('renameSync', renameSync),
    mkdir: notedLater('mkdirSync', mkdirSync),
    rmdir: notedLater('rmdirSync', rmdirSync),
    unlinkSync: noted('unlinkSync', unlinkSync),
    renameSync: noted('renameSync', renameSync),
  } as unknown as Disk;
  return { names, disk };
}
