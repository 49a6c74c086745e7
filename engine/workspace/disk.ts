/** The file system calls of safe writes, so that tests can make each of them fail. */
import * as fs from 'node:fs/promises';

export type Disk = Pick<
  typeof fs,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'rmdir' | 'statfs' | 'unlink'
>;
export const realDisk: Disk = fs;
