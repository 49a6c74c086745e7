/** The badge of an entry: at most two characters, a theme colour, and the same in words. */
import type { Entry } from '../../engine/api.ts';
import { parentOf } from '../../engine/domain/item-path.ts';
import type { Translate } from '../../engine/domain/said.ts';
import type { Mark } from '../project/mark.ts';
import { stateWords } from '../tree/words.ts';

export type BadgeColour =
  | 'cairn.modifiedForeground'
  | 'cairn.outdatedForeground'
  | 'cairn.untrackedForeground'
  | 'cairn.rebuildForeground'
  | 'cairn.conflictForeground'
  | 'cairn.unsentForeground'
  | 'cairn.metadataOnlyForeground';

export interface Badge {
  readonly letters: string;
  readonly tooltip: string;
  readonly colour: BadgeColour;
  /** Whether folders above take the colour: only for what is the user's own to do. */
  readonly propagate: boolean;
}

const STATE: Readonly<Record<Entry['state'], Pick<Badge, 'letters' | 'colour' | 'propagate'> | null>> = {
  normal: null,
  modified: { letters: 'M', colour: 'cairn.modifiedForeground', propagate: true },
  outdated: { letters: '↓', colour: 'cairn.outdatedForeground', propagate: true },
  untracked: { letters: 'U', colour: 'cairn.untrackedForeground', propagate: true },
  rebuild: { letters: 'R', colour: 'cairn.rebuildForeground', propagate: false },
  'metadata-only': { letters: '–', colour: 'cairn.metadataOnlyForeground', propagate: false },
};

/** The second character: the fact that matters most beside the state. */
function second({ state, flags }: Mark): string {
  if (flags.includes('conflict')) return '!';
  if (flags.includes('rejected')) return '✗';
  if (flags.includes('name-refused') || flags.includes('unreadable')) return '?';
  if (flags.includes('outdated')) return '↓';
  if (flags.includes('moved') || flags.includes('renamed')) return '→';
  if (state === 'normal' && flags.includes('unsent')) return '↑';
  return '';
}

const isAlarming = ({ flags }: Mark): boolean => flags.includes('conflict') || flags.includes('rejected');

/** Whether folders above take the colour of its badge. */
const propagates = (mark: Mark): boolean =>
  isAlarming(mark) || (mark.kind !== 'collection' && (STATE[mark.state]?.propagate ?? false));

/** Null where nothing is worth a badge. Collections get theirs from what they hold. */
export function badgeOf(mark: Mark, t: Translate): Badge | null {
  const state = mark.kind === 'collection' ? null : STATE[mark.state];
  const letters = `${state?.letters ?? ''}${second(mark)}`;
  if (letters === '') return null;
  return {
    letters,
    tooltip: t('Cairn: {0}', stateWords(mark, t).join(', ')),
    colour: isAlarming(mark)
      ? 'cairn.conflictForeground'
      : (state?.colour ?? (letters === '↑' ? 'cairn.unsentForeground' : 'cairn.outdatedForeground')),
    propagate: propagates(mark),
  };
}

/**
 * The first path of each folder whose badge the folders above take the colour of: badges are asked for when a folder is opened, and for
 * its own colour one is enough. Goes through very many without making anything for each.
 */
export function onePerFolder(marks: Iterable<readonly [string, Mark]>, most: number): string[] {
  const found = new Map<string, string>();
  for (const [path, mark] of marks) {
    if (!propagates(mark)) continue;
    const folder = parentOf(path);
    if (!found.has(folder)) found.set(folder, path);
    if (found.size === most) break;
  }
  return [...found.values()];
}
