/** As a module of its own, so that they are what `node:fs` holds when they are called. */
export { lstatSync, renameSync, unlinkSync } from 'node:fs';
export { link, lstat, mkdir, open, readdir, rename, rmdir, statfs, unlink } from 'node:fs/promises';
