/** How the page puts things. Times and numbers follow the reader's language. */
import type { ChoiceName, Conflict, ConflictKind, ConflictSide, Decision } from '../engine/api.ts';
import { sizeText } from '../engine/domain/sizes.ts';
import { type Below, isOpening } from './model.ts';
import { language, t } from './text.ts';

const TITLES: Readonly<Record<ConflictKind, string>> = {
  'collection-name': t('Same collection name'),
  'asset-name': t('Same asset name'),
  'file-folder': t('File and folder'),
  diverged: t('Both have new versions'),
  'trashed-there': t('Trashed there, worked on here'),
  'trashed-here': t('Trashed here, worked on there'),
  'move-cycle': t('Moves form a loop'),
  'lock-lost': t('Assigned to somebody else'),
};

const CHOICES: Readonly<Record<ChoiceName, string>> = {
  rename: t('Rename mine'),
  merge: t('Merge'),
  'stack-mine': t('Mine on top'),
  'stack-theirs': t('Theirs on top'),
  restore: t('Restore'),
  trash: t('Trash anyway'),
  keep: t('Keep theirs'),
  theirs: t('Use theirs'),
  later: t('Leave for later'),
};

/** Where a choice means something else for one kind than for the others. */
const SPECIAL: Readonly<Partial<Record<ConflictKind, Partial<Record<ChoiceName, string>>>>> = {
  diverged: { rename: t('Keep mine apart') },
  'lock-lost': { rename: t('Keep mine apart') },
  'trashed-there': {
    rename: t('Keep mine apart'),
    trash: t('Leave in the trash'),
    theirs: t('Give up my edits'),
  },
  'move-cycle': { rename: t('Move mine elsewhere') },
};

export const kindTitle = (kind: ConflictKind): string => TITLES[kind];
export const choiceLabel = (choice: ChoiceName, kind: ConflictKind): string =>
  SPECIAL[kind]?.[choice] ?? CHOICES[choice];

export function decisionText(decision: Decision, kind: ConflictKind): string {
  const label = choiceLabel(decision.choice, kind);
  if (decision.choice !== 'rename' || decision.name === undefined) return label;
  return kind in SPECIAL ? t('{0}: “{1}”', label, decision.name) : t('{0} to “{1}”', label, decision.name);
}

/** When a nested conflict arises, by the one it is nested in. */
export function conditionText(outer: Pick<Conflict, 'kind' | 'mine'>): string {
  const isAsset = outer.mine.kind === 'asset';
  if (outer.kind === 'trashed-there')
    return isAsset ? t('Only if the asset above is restored') : t('Only if the collection above is restored');
  if (outer.kind === 'trashed-here')
    return isAsset ? t('Only if the asset above is kept') : t('Only if the collection above is kept');
  return t('Only if the collection above is merged');
}

/** What a choice means for the conflicts nested in this one, where the decision would change what becomes of them. */
export function belowText(choice: ChoiceName, { kind, decision }: Conflict, below: Below): string | null {
  const before = decision?.choice;
  if (isOpening(choice)) {
    if (isOpening(before) || below.undecided === 0) return null;
    return below.undecided === 1
      ? t('1 conflict below is to be decided then.')
      : t('{0} conflicts below are to be decided then.', below.undecided);
  }
  if (before === undefined || !isOpening(before) || below.decided + below.undecided === 0) return null;
  const closed = below.decided + below.undecided;
  const gone =
    closed === 1
      ? t('The conflict below does not arise then.')
      : t('The {0} conflicts below do not arise then.', closed);
  if (below.decided === 0) return gone;
  return `${gone} ${t('What you decided there is kept for “{0}”.', choiceLabel(before, kind))}`;
}

/** Why a nested conflict is not asked about now, and what holds once it is. */
export const waitingText = (condition: string, { decision, kind }: Conflict): string =>
  decision === null ? condition : t('{0}; then: {1}', condition, decisionText(decision, kind));

const point = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal');

export const bytes = (size: number): string => sizeText(size, point?.value);

const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

/** `time` in UTC milliseconds. */
export const timeText = (time: number): string => moment.format(time);

/** How much there is: "3 versions · 12.4 MB", or "5 items" for a collection. */
export function amount(side: ConflictSide): string {
  if (side.kind === 'collection') return side.children === 1 ? t('1 item') : t('{0} items', side.children);
  const versions = side.versions === 1 ? t('1 version') : t('{0} versions', side.versions);
  return `${versions} · ${bytes(side.size)}`;
}

/** "2 of 5 decided"; with those that do not arise as things are decided. */
export function progressText(decided: number, total: number, closed: number): string {
  if (total === 0) return t('No conflicts');
  const open = t('{0} of {1} decided', decided, total);
  const all = total === 1 ? t('Decided') : t('All {0} decided', total);
  const standing = decided === total ? all : open;
  if (closed === 0) return standing;
  return `${standing} · ${closed === 1 ? t('1 does not arise') : t('{0} do not arise', closed)}`;
}

/** What a screen reader says on entering a conflict. */
export function cardLabel(conflict: Conflict, condition: string | null): string {
  const { decision, kind, path } = conflict;
  const standing = decision ? t('decided: {0}', decisionText(decision, kind)) : t('not decided');
  const waiting = condition === null ? null : waitingText(condition.toLowerCase(), conflict);
  return `${kindTitle(kind)}: ${path}, ${waiting ?? standing}`;
}
