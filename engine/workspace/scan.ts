/** What lies in the working folder. */
import { lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { QuickStamp } from '../content/file-stamp.ts';
import { throwIfAborted } from '../content/pace.ts';
import { unreadable, whyUnreadable } from '../content/stable-file.ts';
import { errnoOf } from './fs-errors.ts';
import type { EntryKind } from './look.ts';
import { askAll, type LookingDisk } from './looks.ts';
import { requireFolder, splitPath } from './paths.ts';
import { Walk } from './walk.ts';

export interface ScanEntry {
  /** Relative to the working folder, with `/`, spelled as on disk. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Files only. */
  readonly stamp: QuickStamp | undefined;
}

export interface Unreadable {
  /** '' is the working folder itself. Nothing is known about this path and all below it: not that it is gone. */
  readonly path: string;
  /** What the system calls it, see {@link whyUnreadable}. */
  readonly reason: string;
  /** It cannot be asked for: the bytes of its name are no UTF-8, and `path` has U+FFFD in their place. */
  readonly notUtf8?: true;
}

/** A folder, and the names in it with their kinds, ignored ones too: see {@link namesAsText}. */
export interface Listing {
  readonly path: string;
  readonly names: string;
}

export interface ScanResult {
  /** Folder after folder, what is in one before what is below that. Ignored ones are left out. */
  readonly entries: readonly ScanEntry[];
  readonly unreadable: readonly Unreadable[];
  /** Of the asked-for paths, those that the ignore rules leave out. */
  readonly ignored: readonly string[];
  /** What each folder held that was entered, in the order of the walk; where asked for. */
  readonly listings: readonly Listing[];
  /** Temporary files of safe writes; those of killed runs are for {@link sweepTemporary}. */
  readonly temporary: readonly string[];
}

export interface ScanOptions {
  /** Only these paths and all below them. A path that does not exist has no entry. */
  readonly paths?: readonly string[];
  /** Tell listings. */
  readonly listings?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Walks the folder, see {@link askAll}.
 * @throws {CairnError} `folder-gone`, `outside-folder`, `cancelled`.
 */
export async function scanFolder(
  folder: string,
  options: ScanOptions = {},
  disk?: LookingDisk,
): Promise<ScanResult> {
  const { paths = [''], listings = false, signal } = options;
  throwIfAborted(signal);
  await requireFolder(folder);
  const walk = new Walk(folder, paths.map(splitPath), listings);
  await askAll(walk, signal, disk);
  return walk.result();
}

/**
 * The stamp of one file, whatever the ignore rules say (a tracked file stays tracked when a rule would leave it out);
 * undefined where there is no regular file of exactly this spelling, or a link leads to it.
 * @throws {CairnError} `file-unreadable` where a folder above it cannot be entered.
 */
export function statFile(folder: string, path: string): QuickStamp | undefined {
  const parts = splitPath(path);
  let at = folder;
  try {
    for (const name of parts.slice(0, -1)) {
      at = join(at, name);
      if (!lstatSync(at, { throwIfNoEntry: false })?.isDirectory()) return undefined;
    }
    at = join(folder, ...parts);
    const stats = lstatSync(at, { throwIfNoEntry: false });
    // A disk that is insensitive to case finds the file by other names too.
    if (!stats?.isFile() || !realpathSync.native(at).endsWith(join(sep, ...parts))) return undefined;
    const { size, mtimeMs, ino } = stats;
    return { size, mtimeMs, ino };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined;
    throw unreadable(path, whyUnreadable(errno ?? String(error)), error);
  }
}
