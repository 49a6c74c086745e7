/** What of many entries is worth telling a person who asks what there is to do. */
import type { Brief, Entry } from '../api.ts';

/** Assets that only wait to be sent: more are not told one by one. */
const MOST_WAITING = 100;

/** That something waits to be sent is told by the number of changes. */
const isNotable = ({ state, flags }: Entry): boolean =>
  state !== 'normal' || flags.some((flag) => flag !== 'shared' && flag !== 'unsent');

/** Of collections, only those that the studio refused: nothing else asks for anything. @param hasStudio without one, nothing is ever sent. */
export function briefly(
  entries: Iterable<Entry>,
  hasStudio: boolean,
): Pick<Brief, 'notable' | 'waiting' | 'quiet'> {
  const notable: Entry[] = [];
  const waiting: Entry[] = [];
  let quiet = 0;
  for (const entry of entries) {
    if (entry.kind === 'collection' && !entry.flags.includes('rejected')) continue;
    if (isNotable(entry)) notable.push(entry);
    else if (hasStudio && entry.flags.includes('unsent')) waiting.push(entry);
    else quiet++;
  }
  if (waiting.length > MOST_WAITING) return { notable, waiting: waiting.length, quiet };
  return { notable: [...notable, ...waiting], waiting: 0, quiet };
}
