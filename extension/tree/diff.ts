/** Which rows of one folder changed between two looks, so that only those are drawn again. */
import type { Entry } from '../../engine/api.ts';
import { sameEntry } from '../../engine/snapshot/same-entry.ts';

export interface ChildrenDiff {
  /** Members or their order changed: the folder itself is drawn again. */
  readonly structure: boolean;
  /** Entries that differ in what they show, where the structure did not change. */
  readonly changed: readonly Entry[];
}

export function diffChildren(before: readonly Entry[], after: readonly Entry[]): ChildrenDiff {
  const structure =
    before.length !== after.length ||
    before.some((entry, index) => {
      const now = after[index];
      return now === undefined || rowId(now) !== rowId(entry) || now.name !== entry.name;
    });
  if (structure) return { structure, changed: [] };
  return { structure, changed: after.filter((entry, index) => !sameEntry(entry, before[index] ?? entry)) };
}

/** What stays the same while a row is renamed or moved; an untracked file has only its path. */
export const rowId = (entry: Entry): string => entry.id ?? untrackedId(entry.path);

export const untrackedId = (path: string): string => `path:${path}`;
