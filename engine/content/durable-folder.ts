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

/** Makes a folder, and those above it that are missing, each of them durably; nothing where it is there. */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let at = path; ; at = dirname(at)) {
    syncFolder(dirname(at));
    if (at.length <= first.length) return;
  }
}
