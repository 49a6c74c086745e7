/**
 * A folder inside the working folder, held open while something is done in it.
 *
 * Between the check that no link leads out of the working folder and the use of a path, somebody may put a link in its
 * place. Node has no calls relative to an open folder, but on Linux `/proc/self/fd` gives an open folder a path of its
 * own, which stays that folder's whatever becomes of its name. Elsewhere the plain path is used, checked just before.
 */
import { constants, existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { retold, said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { type Disk, realDisk } from './disk.ts';
import { errnoOf, fsError } from './fs-errors.ts';
import { isFolder, outside, pathInside, requireFolder, splitPath } from './paths.ts';
import { trySyncFolder } from './publish.ts';

const FOLDER = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0);
const NOT_BY_LINK = constants.O_NOFOLLOW ?? 0;
const DESCRIPTORS = '/proc/self/fd';

export interface HoldOptions {
  /** Make the folders that are missing. */
  readonly make?: boolean;
  /**
   * What goes in there may lie nowhere else: folders that are there are flushed too, because whoever made them may have
   * been killed before that.
   */
  readonly lasting?: boolean;
  readonly disk?: Disk;
}

export class HeldFolder {
  /** As people know it, absolute. */
  readonly path: string;
  /** For file system calls: names in it are appended to this. */
  readonly at: string;
  readonly #handle: FileHandle | undefined;

  constructor(path: string, handle?: FileHandle) {
    this.path = path;
    this.at = handle ? `${DESCRIPTORS}/${handle.fd}` : path;
    this.#handle = handle;
  }

  /** An error about something in here, with its path as people know it. */
  explain(error: unknown): unknown {
    if (!CairnError.is(error) || this.at === this.path) return error;
    const known = (text: string) => text.replaceAll(this.at, this.path);
    const details = Object.entries(error.details).map(([key, value]) => [
      key,
      typeof value === 'string' ? known(value) : value,
    ]);
    const message = error.said === undefined ? known(error.message) : retold(error.said, known);
    return new CairnError(error.code, message, Object.fromEntries(details), error.cause);
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}

/** Whether a folder that is held stays the same for as long as it is, whatever becomes of its name. */
export const staysHeld = (): boolean => existsSync(DESCRIPTORS);

/**
 * Opens the folder `path` inside the working folder `folder`, which must exist, without following any link on the way.
 * Whoever opened it closes it.
 * @throws {CairnError} `outside-folder` where a link is on the way, `file-in-the-way` where a file is, `not-found`
 *   where it does not exist and is not to be made; `name-refused`, `read-only`, `disk-full`.
 */
export async function holdFolder(
  folder: string,
  path: string,
  options: HoldOptions = {},
): Promise<HeldFolder> {
  const { make = false, lasting = false, disk = realDisk } = options;
  const target = pathInside(folder, path);
  let held = await holdTop(folder, disk);
  try {
    for (const name of splitPath(path)) {
      const next = await enter(held, name, make, disk);
      const above = held;
      held = next;
      try {
        if (lasting) await trySyncFolder(above.at, disk);
      } finally {
        await above.close();
      }
    }
    return held;
  } catch (error) {
    await held.close();
    throw fsError(held.explain(error), target, 'open the folder');
  }
}

async function holdTop(folder: string, disk: Disk): Promise<HeldFolder> {
  if (!staysHeld()) return new HeldFolder(folder);
  try {
    return new HeldFolder(folder, await disk.open(folder, FOLDER));
  } catch (error) {
    throw fsError(error, folder, 'open the folder');
  }
}

async function enter(held: HeldFolder, name: string, make: boolean, disk: Disk): Promise<HeldFolder> {
  const at = join(held.at, name);
  const path = join(held.path, name);
  for (let attempt = 0; ; attempt++) {
    try {
      if (held.at !== held.path) return new HeldFolder(path, await disk.open(at, FOLDER | NOT_BY_LINK));
      if (await isFolder(at, path)) return new HeldFolder(path);
    } catch (error) {
      const errno = errnoOf(error) ?? '';
      // Says whether it is a link or a file; a folder by now means that it was swapped while we looked.
      if (errno === 'ENOTDIR' || errno === 'ELOOP') {
        if (await isFolder(at, path)) throw outside(path, 'was a link a moment ago');
      } else if (errno !== 'ENOENT') throw error;
    }
    if (!make || attempt > 0) throw new CairnError('not-found', said`${path} does not exist`, { path });
    await makeOneFolder(at, held.at, disk);
  }
}

/**
 * Makes a folder where there is none, durably where the disk can: flushing what is put into it does not say that the
 * folder itself is found again after a power failure.
 */
export async function makeOneFolder(at: string, above: string, disk: Disk): Promise<void> {
  try {
    await disk.mkdir(at);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return;
    throw error;
  }
  await trySyncFolder(above, disk);
}

/** {@link holdFolder} for as long as `work` runs. */
export async function inFolder<T>(
  folder: string,
  path: string,
  options: HoldOptions,
  work: (held: HeldFolder) => Promise<T>,
): Promise<T> {
  const held = await holdFolder(folder, path, options);
  try {
    return await work(held);
  } catch (error) {
    throw held.explain(error);
  } finally {
    await held.close();
  }
}

/**
 * Makes the folder `path` and those above it, inside the working folder.
 * @throws {CairnError} as {@link holdFolder}; `folder-gone`.
 */
export async function makeFolders(folder: string, path: string, disk: Disk = realDisk): Promise<void> {
  await requireFolder(folder);
  await (await holdFolder(folder, path, { make: true, disk })).close();
}
