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
  trash: 'Trash',
  keep: 'Keep theirs',
  theirs: 'Use theirs',
  later: 'Decide later',
};

export const kindTitle = (kind: ConflictKind): string => TITLES[kind];
export const choiceLabel = (choice: ChoiceName): string => CHOICES[choice];

export function decisionText(decision: Decision): string {
  return decision.choice === 'rename' && decision.name !== undefined
    ? `Rename mine to “${decision.name}”`
    : choiceLabel(decision.choice);
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
export function cardLabel(conflict: Conflict, relevant: boolean): string {
  const decision = conflict.decision ? `decided: ${decisionText(conflict.decision)}` : 'not decided';
  return `${kindTitle(conflict.kind)}: ${conflict.path}, ${relevant ? decision : 'only if merged above'}`;
}
