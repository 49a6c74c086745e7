/** Which file on disk belongs to which asset. Pure. */

import type { FileStamp } from '../content/file-stamp.ts';
import type { Id } from '../domain/rows.ts';
import type { WorkingFile } from '../project/working.ts';
import { pathKey, type Tree } from './tree.ts';

/** A regular file in the working folder. */
export interface DiskFile {
  /** Relative, as spelled on disk. */
  readonly path: string;
  readonly stamp: FileStamp;
}

export interface Match {
  readonly itemId: Id;
  readonly entry: DiskFile;
  /** What the stat cache holds; undefined for a file that turned up where its asset belongs. */
  readonly cached: WorkingFile | undefined;
}

export interface Matches {
  readonly tracked: readonly Match[];
  readonly untracked: readonly DiskFile[];
}

/**
 * A file belongs to the asset whose cached path it has; otherwise to the live asset of that path, if that one has no
 * file elsewhere. Where two files differ only in case, the one with the exact name is taken.
 */
export function matchFiles(files: readonly DiskFile[], tree: Tree, cache: readonly WorkingFile[]): Matches {
  const onDisk = new Map(files.map((entry) => [entry.path, entry]));
  const owners = new Map<string, WorkingFile>();
  const placed = new Set<Id>();
  for (const row of cache) {
    if (!tree.items.has(row.itemId) || !onDisk.has(row.path)) continue;
    owners.set(row.path, row);
    placed.add(row.itemId);
  }
  const tracked: Match[] = [];
  const rest: DiskFile[] = [];
  for (const entry of files) {
    const cached = owners.get(entry.path);
    if (cached) tracked.push({ itemId: cached.itemId, entry, cached });
    else rest.push(entry);
  }
  const candidates = new Map<Id, DiskFile>();
  for (const entry of rest) {
    const found = tree.byKey.get(pathKey(entry.path));
    if (found?.item.kind !== 'asset' || placed.has(found.item.id)) continue;
    if (!candidates.has(found.item.id) || entry.path === found.path) candidates.set(found.item.id, entry);
  }
  const adopted = new Set(candidates.values());
  for (const [itemId, entry] of candidates) tracked.push({ itemId, entry, cached: undefined });
  return { tracked, untracked: rest.filter((entry) => !adopted.has(entry)) };
}
