/** Folders, and names that last through a power failure, or else an error: of the store, where what a name leads to is relied on at once. */
import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Makes the names in `folder` last. Windows cannot open folders and keeps names in its journal. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Makes a folder, and those above it that are missing, each of them durably. One that is there may have been made by somebody who was killed
 * before it lasted: it is made to last as well, and those above it where that is allowed.
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  const first = ensureFolder(path);
  let at = path;
  for (; at.length > (first ?? path).length; at = dirname(at)) syncFolder(dirname(at));
  syncFolder(dirname(at));
  for (at = dirname(at); dirname(at) !== at; at = dirname(at)) {
    try {
      syncFolder(dirname(at));
    } catch {
      // Not ours to open; it was there before anything of this.
    }
  }
}

/**
 * Makes a folder, and those above it that are missing; nothing is flushed, so it may lie on any disk and below what cannot be listed. Node's own
 * `recursive` never ends where a folder that is there takes none and says that there is no such file, as /proc does (Node 24.21).
 * @param mode of those that are made
 * @returns the topmost that was not there, if any
 */
export function ensureFolder(folder: string, mode = 0o777): string | undefined {
  const missing: string[] = [];
  for (let at = resolve(folder); !isFolder(at); at = dirname(at)) missing.push(at);
  for (const at of missing.toReversed()) {
    try {
      mkdirSync(at, { mode });
    } catch (error) {
      if (!isFolder(at)) throw error;
    }
  }
  return missing.at(-1);
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
