/** Files that others made: programs, libraries, fonts, pictures and scenes that this machine has installed. */
import { createHash } from 'node:crypto';
import { copyFileSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const PLACES = ['/usr/share', '/usr/lib', '/usr/bin'];
/** Bytes. */
const SMALLEST = 64 * 1024;

function* regularFiles(folder: string, depth: number): Iterable<{ path: string; size: number }> {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return; // Not there, or not for us.
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) yield* regularFiles(path, depth - 1);
    else if (entry.isFile()) yield { path, size: lstatSync(path).size };
  }
}

const order = (path: string): string => createHash('sha256').update(path).digest('hex');

/** Copies files of about `bytes` in all, the same ones on machines with the same packages. Returns the bytes. */
export function copyElsewhere(folder: string, bytes: number): number {
  const found = PLACES.flatMap((place) => [...regularFiles(place, 5)])
    .filter(({ size }) => size >= SMALLEST && size <= bytes / 8)
    .map((file) => ({ ...file, key: order(file.path) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  mkdirSync(folder, { recursive: true });
  let copied = 0;
  for (const { path, size, key } of found) {
    if (copied >= bytes) break;
    copyFileSync(path, join(folder, `${key.slice(0, 6)}-${basename(path).replace(/[^\w.-]/gu, '_')}`));
    copied += size;
  }
  return copied;
}
