import type { Counts, Entry } from '../api.ts';

/** Assets and untracked files by state; folders do not count. */
export function countStates(entries: Iterable<Entry>): Counts {
  const counts: Counts = {};
  for (const { state, folder } of entries) if (!folder) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
