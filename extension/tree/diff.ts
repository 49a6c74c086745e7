/** Which rows of one folder changed between two looks, so that only those are drawn again. */
import type { Entry } from '../../engine/api.ts';

export interface ChildrenDiff {
  /** Members or their order changed: the folder itself is drawn again. */
  readonly structure: boolean;
  /** Entries that differ in what they show, where the structure did not change. */
  readonly changed: readonly Entry[];
}

const same = (a: Entry, b: Entry): boolean => JSON.stringify(a) === JSON.stringify(b);

export function diffChildren(before: readonly Entry[], after: readonly Entry[]): ChildrenDiff {
  const structure =
    before.length !== after.length ||
    before.some((entry, index) => {
      const now = after[index];
      return now === undefined || rowId(now) !== rowId(entry) || now.name !== entry.name;
    });
  if (structure) return { structure, changed: [] };
  return { structure, changed: after.filter((entry, index) => !same(entry, before[index] ?? entry)) };
}

/** What stays the same while a row is renamed or moved; an untracked file has only its path. */
export const rowId = (entry: Entry): string => entry.id ?? untrackedId(entry.path);

export const untrackedId = (path: string): string => `path:${path}`;

/** Folders first, then by name as people sort (`v2` before `v10`). */
export function sortChildren(entries: readonly Entry[], collator: Intl.Collator): Entry[] {
  const rank = (entry: Entry): number => (entry.kind === 'collection' || entry.folder ? 0 : 1);
  return [...entries].sort((a, b) => rank(a) - rank(b) || collator.compare(a.name, b.name));
}
