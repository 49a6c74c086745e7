/** How many assets and untracked files below one collection, or in the project, are in which state. */
import type { AssetState, Counts, Entry } from '../api.ts';
import { URGENCY } from '../domain/states.ts';

export class Tally {
  readonly #counts = URGENCY.map(() => 0);

  add(state: AssetState, by: 1 | -1): void {
    const index = URGENCY.indexOf(state);
    this.#counts[index] = (this.#counts[index] ?? 0) + by;
  }

  /** What a collection shows for all it holds: the most urgent; `normal` where it holds nothing. */
  get mostUrgent(): AssetState {
    return URGENCY[this.#counts.findLastIndex((count) => count > 0)] ?? 'normal';
  }

  get counts(): Counts {
    const counts: Counts = {};
    for (const [index, state] of URGENCY.entries()) {
      const count = this.#counts[index] ?? 0;
      if (count > 0) counts[state] = count;
    }
    return counts;
  }
}

/** Folders do not count. */
export function tallyOf(entries: Iterable<Entry>): Tally {
  const tally = new Tally();
  for (const { state, folder } of entries) if (!folder) tally.add(state, 1);
  return tally;
}
