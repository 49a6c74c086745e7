/** A scan as a few large values, which cross a thread's boundary in a fraction of the time that its entries would take. */
import type { EntryKind } from './look.ts';
import type { ScanEntry, ScanResult } from './scan.ts';

const KINDS: readonly EntryKind[] = ['file', 'folder', 'link', 'special'];
/** Size, mtime and inode. */
const NUMBERS = 3;
/** No path holds it. */
const SEPARATOR = '\0';

/** Structured-cloneable. */
export interface PackedScan {
  readonly paths: string;
  readonly kinds: Uint8Array;
  readonly stamps: Float64Array;
  readonly rest: Omit<ScanResult, 'entries'>;
}

export function packScan({ entries, unreadable, ignored, temporary, listings }: ScanResult): PackedScan {
  const kinds = new Uint8Array(entries.length);
  const stamps = new Float64Array(entries.length * NUMBERS);
  for (const [index, { kind, stamp }] of entries.entries()) {
    kinds[index] = KINDS.indexOf(kind);
    if (!stamp) continue;
    stamps[index * NUMBERS] = stamp.size;
    stamps[index * NUMBERS + 1] = stamp.mtimeMs;
    stamps[index * NUMBERS + 2] = stamp.ino;
  }
  const paths = entries.map((entry) => entry.path).join(SEPARATOR);
  return { paths, kinds, stamps, rest: { unreadable, ignored, temporary, listings } };
}

export function unpackScan({ paths, kinds, stamps, rest }: PackedScan): ScanResult {
  const entries: ScanEntry[] = [];
  const names = kinds.length === 0 ? [] : paths.split(SEPARATOR);
  for (const [index, path] of names.entries()) {
    const kind = KINDS[kinds[index] ?? 0] ?? 'special';
    const at = index * NUMBERS;
    const stamp = { size: stamps[at] ?? 0, mtimeMs: stamps[at + 1] ?? 0, ino: stamps[at + 2] ?? 0 };
    entries.push({ path, kind, stamp: kind === 'file' ? stamp : undefined });
  }
  return { ...rest, entries };
}
