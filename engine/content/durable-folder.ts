/** Names that last through a power failure, or else an error: of the store, where what a name leads to is relied on at once. */
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
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
  const first = mkdirSync(path, { recursive: true });
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
