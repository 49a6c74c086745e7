/** Between absolute paths of this disk and paths of the tree. */
import { isAbsolute, join, relative, sep } from 'node:path';

/** Whether `file` is `dir` or lies below it. */
export function isInside(dir: string, file: string): boolean {
  const path = relative(dir, file);
  return path === '' || (!isAbsolute(path) && path !== '..' && !path.startsWith(`..${sep}`));
}

/** The tree path of a file in the working folder `dir`. */
export const toTreePath = (dir: string, file: string): string => relative(dir, file).split(sep).join('/');

/** The file behind a tree path. */
export const toFilePath = (dir: string, path: string): string => join(dir, ...path.split('/'));
