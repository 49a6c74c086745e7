/**
 * Paths of items, relative to the working folder with `/`, and where they lie on disk. Names may come from a studio,
 * so nothing here trusts them: no path leaves the folder, also not through a symbolic link.
 */
import { lstat, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { explainName, nameProblem, suggestName } from '../domain/names.ts';
import { CairnError } from '../errors.ts';
import { errnoOf, fsError } from './fs-errors.ts';
import { isTemporaryName } from './temporary.ts';

const outside = (path: string, why: string): CairnError =>
  new CairnError('outside-folder', `${path} ${why}`, { path });

/**
 * The components of a relative path. '' is the working folder itself, without components.
 * @throws {CairnError} `outside-folder` where it is absolute or has empty, `.` or `..` components.
 */
export function splitPath(path: string): string[] {
  if (path === '') return [];
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw outside(path, 'is not a path inside the working folder');
  }
  return parts;
}

/**
 * The absolute path for an item's path, each component of which must be an allowed name.
 * @throws {CairnError} `outside-folder`, `name-refused` (details: name, problem, suggestion).
 */
export function pathInside(folder: string, path: string): string {
  const parts = splitPath(path);
  for (const name of parts) {
    const problem = nameProblem(name);
    if (problem === undefined) continue;
    throw new CairnError('name-refused', `"${name}" cannot be used: ${explainName(problem)}`, {
      name,
      problem,
      suggestion: suggestName(name),
    });
  }
  return join(folder, ...parts);
}

/**
 * {@link pathInside}, for writing: also refuses a path that leads through a link. Links are never followed, not even
 * those that stay inside the folder, because a scan does not follow them either. What does not exist yet is fine.
 * No file system call of Node's can check and write in one step, so a link made between the two is not seen.
 * @throws {CairnError} also `file-in-the-way` where a file stands in place of a folder.
 */
export async function writablePath(folder: string, path: string): Promise<string> {
  const target = pathInside(folder, path);
  const parts = splitPath(path);
  const temporary = parts.find(isTemporaryName);
  if (temporary) {
    const details = { name: temporary, problem: 'reserved', suggestion: temporary.slice(1) };
    throw new CairnError('name-refused', `"${temporary}" is a name of Cairn's temporary files`, details);
  }
  let at = folder;
  for (const name of parts.slice(0, -1)) {
    at = join(at, name);
    if (!(await isFolder(at, path))) break;
  }
  return target;
}

/** True for a folder, false where there is nothing; everything else throws. */
async function isFolder(at: string, path: string): Promise<boolean> {
  try {
    const stats = await lstat(at);
    if (stats.isSymbolicLink()) throw outside(path, `leads through the link ${at}`);
    if (!stats.isDirectory()) {
      throw new CairnError('file-in-the-way', `${at} is a file where a folder is needed`, { path: at });
    }
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw fsError(error, at, 'look at');
  }
}

/**
 * Makes the folder `path` and those above it, inside the working folder, which must exist.
 * @throws {CairnError} as {@link writablePath}; `folder-gone`, `read-only`, `disk-full`.
 */
export async function makeFolders(folder: string, path: string): Promise<string> {
  const target = pathInside(folder, path);
  await requireFolder(folder);
  let at = folder;
  for (const name of splitPath(path)) {
    at = join(at, name);
    try {
      await mkdir(at);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw fsError(error, at, 'make the folder');
      await isFolder(at, path);
    }
  }
  return target;
}

/** @throws {CairnError} `folder-gone` where the working folder does not exist. */
export async function requireFolder(folder: string): Promise<void> {
  const stats = await stat(folder).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR'
      ? gone(folder, error)
      : fsError(error, folder, 'open');
  });
  if (!stats.isDirectory()) throw gone(folder);
}

export const gone = (folder: string, cause?: unknown): CairnError =>
  new CairnError('folder-gone', `The working folder ${folder} is not there`, { path: folder }, cause);
