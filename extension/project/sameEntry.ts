/** Whether two entries show the same. */
import type { Entry } from '../../engine/api.ts';

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

export function sameEntry(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  const { flags, tags, ...facts } = a;
  const keys = Object.keys(facts) as (keyof typeof facts)[];
  return keys.every((key) => a[key] === b[key]) && sameList(flags, b.flags) && sameList(tags, b.tags);
}
