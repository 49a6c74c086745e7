/** The badge of an entry: at most two characters, a theme colour, and the same in words. */
import type { Entry } from '../../engine/api.ts';
import type { Translate } from '../../engine/domain/said.ts';
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
function mark(entry: Entry): string {
  if (entry.flags.includes('conflict')) return '!';
  if (entry.flags.includes('rejected')) return '✗';
  if (entry.flags.includes('name-refused') || entry.flags.includes('unreadable')) return '?';
  if (entry.flags.includes('outdated')) return '↓';
  if (entry.flags.includes('moved') || entry.flags.includes('renamed')) return '→';
  if (entry.state === 'normal' && entry.flags.includes('unsent')) return '↑';
  return '';
}

/** Null where nothing is worth a badge. Collections get theirs from what they hold. */
export function badgeOf(entry: Entry, t: Translate): Badge | null {
  const state = entry.kind === 'collection' ? null : STATE[entry.state];
  const letters = `${state?.letters ?? ''}${mark(entry)}`;
  if (letters === '') return null;
  const alarming = entry.flags.includes('conflict') || entry.flags.includes('rejected');
  return {
    letters,
    tooltip: t('Cairn: {0}', stateWords(entry, t).join(', ')),
    colour: alarming
      ? 'cairn.conflictForeground'
      : (state?.colour ?? (letters === '↑' ? 'cairn.unsentForeground' : 'cairn.outdatedForeground')),
    propagate: alarming || (state?.propagate ?? false),
  };
}
