/**
 * Which tables name keys were computed with. Letters that came into Unicode later have other keys by then (a new
 * capital is folded, a new mark composed), so keys that are stored are computed again once tables are newer. Names of
 * ASCII have one key for ever.
 */

/** Of `nameKey` itself: to be raised when what it does changes. */
const RULES = 1;

/** @param unicode the runtime's, as `16.0` */
export const keyTables = (unicode = process.versions.unicode ?? '0'): string => `${RULES} ${unicode}`;

/** Whether keys made with tables `known` (empty: nobody knows which) are to be computed again with `own`. */
export function isNewer(own: string, known: string): boolean {
  const [mine, theirs] = [numbers(own), numbers(known)];
  const at = mine.findIndex((part, index) => part !== (theirs[index] ?? -1));
  return at >= 0 && (mine[at] ?? 0) > (theirs[at] ?? -1);
}

const numbers = (tables: string): number[] => (tables === '' ? [] : tables.split(/[ .]/u).map(Number));

const ASCII = /^[\u0000-\u007f]*$/u;

export const isAscii = (name: string): boolean => ASCII.test(name);
