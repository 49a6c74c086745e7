/** One look at the disk. What it answers is structured-cloneable: a process of its own may look, too. */
import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import type { QuickStamp } from '../content/file-stamp.ts';
import { errnoOf } from './fs-errors.ts';

/** Links are never followed; they and special files (pipes, sockets, devices) cannot be tracked. */
export type EntryKind = 'file' | 'folder' | 'link' | 'special';

/** What a folder says of something in it. */
export interface Name {
  readonly name: string;
  readonly kind: EntryKind;
}

/** There is no answer. */
export interface Failed {
  /** What the system calls the reason, see `whyUnreadable`. */
  readonly errno: string;
}

/** The stamp of a regular file, or what is there instead. */
export type Seen = QuickStamp | Exclude<EntryKind, 'file'> | Failed;

const kindOf = (entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): EntryKind => {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
};

export const failed = (error: unknown): Failed => ({ errno: errnoOf(error) ?? String(error) });

export function namesOf(entries: readonly Dirent[]): Name[] {
  const names: Name[] = [];
  for (const entry of entries) names.push({ name: entry.name, kind: kindOf(entry) });
  return names;
}

/** Of a file what the system tells, as it is: who only compares its stamp needs no object more. */
export const seenOf = (stats: Stats): Stats | Exclude<EntryKind, 'file'> => {
  if (stats.isFile()) return stats;
  return stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'special';
};

export const stampOf = ({ size, mtimeMs, ino }: QuickStamp): QuickStamp => ({ size, mtimeMs, ino });

export const onDisk = (folder: string, path: string): string => (path === '' ? folder : `${folder}/${path}`);

/** @param folder absolute. */
export function namesIn(folder: string): readonly Name[] | Failed {
  try {
    return namesOf(readdirSync(folder, { withFileTypes: true }));
  } catch (error) {
    return failed(error);
  }
}

/** @param path absolute. */
export function seenAt(path: string): Seen {
  try {
    return seenOf(lstatSync(path));
  } catch (error) {
    return failed(error);
  }
}

const LETTERS: Readonly<Record<EntryKind, string>> = { file: 'f', folder: 'd', link: 'l', special: 's' };

/** No name holds a `/`. */
export function namesAsText(names: readonly Name[]): string {
  let text = '';
  for (const { name, kind } of names) text += `${LETTERS[kind]}${name}/`;
  return text;
}
