/** The file system calls of safe writes, so that tests can make each of them fail. */
import { link, lstat, mkdir, open, readdir, rename, rmdir, statfs, unlink } from 'node:fs/promises';

export const realDisk = { link, lstat, mkdir, open, readdir, rename, rmdir, statfs, unlink };
export type Disk = typeof realDisk;
