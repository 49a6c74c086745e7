/** What badges and lists ask of an entry. */
import type { Entry } from '../../engine/api.ts';

export type Mark = Pick<Entry, 'kind' | 'state' | 'flags' | 'folder'>;

/** A teammate gave it a newer version, or another place, which is still to be pulled. */
export const isBehind = ({ state, flags }: Mark): boolean =>
  state === 'outdated' || flags.includes('outdated') || flags.includes('moved');

export const isWhole = (mark: Mark): mark is Entry => 'path' in mark;

/**
 * Keeps of an entry what is asked for: all of what somebody works on, and of anything else its mark. Few marks differ, so that
 * a hundred thousand files that only wait to be sent, or to be tracked, are a hundred thousand paths.
 */
export class Marks {
  private readonly known = new Map<string, Mark>();

  of(entry: Entry): Mark {
    const { kind, state, flags, folder } = entry;
    if (kind === 'asset' && (state === 'modified' || isBehind(entry))) return entry;
    const key = `${kind} ${state} ${folder} ${flags.join()}`;
    const mark = this.known.get(key) ?? { kind, state, flags, folder };
    this.known.set(key, mark);
    return mark;
  }
}
