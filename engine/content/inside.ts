/**
 * Reading files of a folder and of no other: a link that takes the place of a folder on the way, at whatever moment,
 * leads nowhere. On Linux the folder is held open and files are named relative to it; elsewhere the way is looked at
 * once for each folder.
 */
import { closeSync, constants, existsSync, lstatSync, openSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { CairnError } from '../errors.ts';

const DESCRIPTORS = '/proc/self/fd';
const FOLDER = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0);

const outside = (path: string, cause?: unknown): CairnError =>
  new CairnError('outside-folder', `${path} leads through a link; it was not read`, { path }, cause);

/** Keeps the folder of the last file: files come folder by folder. Whoever made it closes it. */
export class Inside {
  readonly #within: string | undefined;
  #folder: string | undefined;
  #descriptor: number | undefined;

  /** @param within absolute; without it, nothing is checked. */
  constructor(within: string | undefined) {
    this.#within = within;
  }

  /**
   * What to call the file `path` (absolute, below `within`) when it is opened.
   * @throws {CairnError} `outside-folder`; or the file system's error.
   */
  at(path: string): string {
    if (this.#within === undefined) return path;
    const end = path.lastIndexOf(sep);
    const folder = end > 0 ? path.slice(0, end) : dirname(path);
    if (folder !== this.#folder) this.#enter(this.#within, folder);
    return this.#descriptor === undefined
      ? path
      : `${DESCRIPTORS}/${this.#descriptor}/${path.slice(end + 1)}`;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#folder = undefined;
  }

  #enter(within: string, folder: string): void {
    this.close();
    const below = relative(within, folder);
    const names = below === '' ? [] : below.split(sep);
    if (names[0] === '..') throw outside(folder);
    if (existsSync(DESCRIPTORS)) this.#descriptor = openBelow(within, names);
    else lookAt(within, names);
    this.#folder = folder;
  }
}

function openBelow(within: string, names: readonly string[]): number {
  let descriptor = openSync(within, FOLDER);
  for (const [depth, name] of names.entries()) {
    const above = descriptor;
    try {
      const at = join(DESCRIPTORS, String(above), name);
      descriptor = openSync(at, FOLDER | (constants.O_NOFOLLOW ?? 0));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
      throw outside(join(within, ...names.slice(0, depth + 1)), error);
    } finally {
      closeSync(above);
    }
  }
  return descriptor;
}

function lookAt(within: string, names: readonly string[]): void {
  let at = within;
  for (const name of names) {
    at = join(at, name);
    if (!lstatSync(at).isDirectory()) throw outside(at);
  }
}
