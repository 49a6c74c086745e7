/** How the page puts things. Times and numbers follow the reader's language. */
import type { ChoiceName, Conflict, ConflictKind, ConflictSide, Decision } from '../engine/api.ts';

const TITLES: Readonly<Record<ConflictKind, string>> = {
  'collection-name': 'Same collection name',
  'asset-name': 'Same asset name',
  'file-folder': 'File and folder',
  diverged: 'Both have new versions',
  'trashed-there': 'Trashed there, worked on here',
  'trashed-here': 'Trashed here, worked on there',
  'move-cycle': 'Moves form a loop',
  'lock-lost': 'Assigned to somebody else',
};

const CHOICES: Readonly<Record<ChoiceName, string>> = {
  rename: 'Rename mine',
  merge: 'Merge',
  'stack-mine': 'Mine on top',
  'stack-theirs': 'Theirs on top',
  restore: 'Restore',
  trash: 'Trash anyway',
  keep: 'Keep theirs',
  theirs: 'Use theirs',
  later: 'Leave for later',
};

/** Where a choice means something else for one kind than for the others. */
const SPECIAL: Readonly<Partial<Record<ConflictKind, Partial<Record<ChoiceName, string>>>>> = {
  diverged: { rename: 'Keep mine apart' },
  'lock-lost': { rename: 'Keep mine apart' },
  'trashed-there': { rename: 'Keep mine apart', trash: 'Leave in the trash', theirs: 'Give up my edits' },
  'move-cycle': { rename: 'Move mine elsewhere' },
};

export const kindTitle = (kind: ConflictKind): string => TITLES[kind];
export const choiceLabel = (choice: ChoiceName, kind: ConflictKind): string =>
  SPECIAL[kind]?.[choice] ?? CHOICES[choice];

export function decisionText(decision: Decision, kind: ConflictKind): string {
  const label = choiceLabel(decision.choice, kind);
  return decision.choice === 'rename' && decision.name !== undefined
    ? `${label}${kind in SPECIAL ? ':' : ' to'} “${decision.name}”`
    : label;
}

/** When a nested conflict arises, by the one it is nested in. */
export function conditionText(outer: Pick<Conflict, 'kind' | 'mine'>): string {
  if (outer.kind === 'trashed-there') return `Only if the ${outer.mine.kind} above is restored`;
  if (outer.kind === 'trashed-here') return `Only if the ${outer.mine.kind} above is kept`;
  return 'Only if the collection above is merged';
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

export function bytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: digits })} ${UNITS[unit]}`;
}

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`;

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** `time` in UTC milliseconds. */
export const timeText = (time: number): string => moment.format(time);

/** How much there is: "3 versions · 12.4 MB", or "5 items" for a collection. */
export function amount(side: ConflictSide): string {
  if (side.kind === 'collection') return counted(side.children, 'item', 'items');
  return `${counted(side.versions, 'version', 'versions')} · ${bytes(side.size)}`;
}

/** "2 of 5 decided". */
export function progressText(decided: number, total: number): string {
  if (total === 0) return 'No conflicts';
  if (decided === total) return total === 1 ? 'Decided' : `All ${total.toLocaleString()} decided`;
  return `${decided.toLocaleString()} of ${total.toLocaleString()} decided`;
}

/** What a screen reader says on entering a conflict. */
export function cardLabel(conflict: Conflict, condition: string | null): string {
  const { decision, kind, path } = conflict;
  const standing = decision ? `decided: ${decisionText(decision, kind)}` : 'not decided';
  return `${kindTitle(kind)}: ${path}, ${condition?.toLowerCase() ?? standing}`;
}
