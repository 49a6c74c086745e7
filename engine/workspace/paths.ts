/**
 * Paths of items, relative to the working folder with `/`, and where they lie on disk. Names may come from a studio,
 * so nothing here trusts them: no path leaves the folder, also not through a symbolic link.
 */
import { statSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { nameOf, parentOf } from '../domain/item-path.ts';
import { explainRefused, nameProblem, refusedName } from '../domain/names.ts';
import { CairnError } from '../errors.ts';
import { errnoOf, fsError } from './fs-errors.ts';

export const outside = (path: string, why: string): CairnError =>
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
    const refused = refusedName(name);
    if (refused) throw new CairnError('name-refused', explainRefused(refused), { ...refused });
  }
  return join(folder, ...parts);
}

/** {@link pathInside} for many paths of a working folder: what several lie in is judged once. */
export class PathsInside {
  readonly #folder: string;
  /** What the last path lies in: as a path, and with a separator behind it on disk. */
  #parent: string | undefined;
  #start = '';

  /** @param folder absolute. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws {CairnError} as {@link pathInside}. */
  at(path: string): string {
    const end = path.lastIndexOf('/');
    const name = path.slice(end + 1);
    if (end < 1 || nameProblem(name) !== undefined) return pathInside(this.#folder, path);
    const parent = path.slice(0, end);
    if (parent !== this.#parent) {
      this.#start = pathInside(this.#folder, path).slice(0, -name.length);
      this.#parent = parent;
    }
    return this.#start + name;
  }
}

/**
 * The folder that an item lies in, as a path, and its name in there; both are allowed.
 * @throws {CairnError} as {@link pathInside}.
 */
export function parentAndName(folder: string, path: string): [parent: string, name: string] {
  pathInside(folder, path);
  return [parentOf(path), nameOf(path)];
}

/**
 * True for a folder, false where there is nothing; everything else throws. Links are never followed, not even those
 * that stay inside the working folder, because a scan does not follow them either.
 * @param at for the system. @param path for people.
 */
export async function isFolder(at: string, path: string): Promise<boolean> {
  try {
    const stats = await lstat(at);
    if (stats.isSymbolicLink()) throw outside(path, 'is a link');
    if (!stats.isDirectory()) {
      throw new CairnError('file-in-the-way', `${path} is a file where a folder is needed`, { path });
    }
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw fsError(error, path, 'look at');
  }
}

/** @throws {CairnError} `folder-gone` where the working folder does not exist. */
export async function requireFolder(folder: string): Promise<void> {
  try {
    // At once, as the scan that comes next looks: node:fs/promises takes longer to load than a short command does else.
    if (!statSync(folder).isDirectory()) throw gone(folder);
  } catch (error) {
    if (error instanceof CairnError) throw error;
    const isGone = errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR';
    throw isGone ? gone(folder, error) : fsError(error, folder, 'open');
  }
}

export const gone = (folder: string, cause?: unknown): CairnError =>
  new CairnError('folder-gone', `The working folder ${folder} is not there`, { path: folder }, cause);
