/** What is typed to find assets: a part of the path, and filters as `status:wip`. Pure. */
import type { AssetState, Facets, Flag, Search } from '../../engine/api.ts';

export const FILTERS = ['state', 'status', 'assignee', 'type', 'tag'] as const;
export type Filter = (typeof FILTERS)[number];

export type StateFilter = AssetState | Flag;

/** What words mean here: in the reader's language, beside the English ones. */
export interface QueryWords {
  readonly filters: Readonly<Record<Filter, string>>;
  readonly states: readonly (readonly [StateFilter, string])[];
  /** For what has no status, assignee or type. */
  readonly none: string;
  /** For whoever is signed in. */
  readonly me: string;
}

/** What is known of the project: what was typed so far may be the beginning of it. */
export interface Known extends Facets {
  /** The user's name at the studio, or null. */
  readonly user: string | null;
}

const TOKEN = /([^\s:"]+):(?:"([^"]*)"?|(\S*))/gu;
const fold = (text: string): string => text.trim().toLowerCase();

/** Filters of one kind mean any of them; tags mean all. One without a value says nothing yet. */
export function parseQuery(typed: string, words: QueryWords, known: Known): Search {
  const given: Record<Filter, string[]> = { state: [], status: [], assignee: [], type: [], tag: [] };
  const text = typed.replace(TOKEN, (whole, name: string, quoted?: string, bare?: string) => {
    const filter = filterNamed(name, words);
    if (filter === undefined) return whole;
    const value = (quoted ?? bare ?? '').trim();
    if (value !== '') given[filter].push(value);
    return ' ';
  });
  const rest = text.replace(/\s+/gu, ' ').trim();
  const any = (values: readonly string[], all: readonly string[]): string[] =>
    values.flatMap((value) => meant(value, all, words, known.user));
  return {
    ...(rest !== '' && { text: rest }),
    ...(given.state.length > 0 && { states: given.state.flatMap((value) => statesNamed(value, words)) }),
    ...(given.status.length > 0 && { statuses: any(given.status, known.statuses) }),
    ...(given.assignee.length > 0 && { assignees: any(given.assignee, known.assignees) }),
    ...(given.type.length > 0 && { types: any(given.type, known.types) }),
    ...(given.tag.length > 0 && { tags: given.tag.map((value) => completed(value, known.tags)) }),
  };
}

/** A filter as it is typed. */
export const written = (filter: Filter, value: string, words: QueryWords): string =>
  `${words.filters[filter]}:${/[\s:]/u.test(value) ? `"${value}"` : value}`;

const filterNamed = (name: string, words: QueryWords): Filter | undefined =>
  FILTERS.find((filter) => filter === fold(name) || fold(words.filters[filter]) === fold(name));

function statesNamed(value: string, { states }: QueryWords): StateFilter[] {
  const begins = (exact: boolean) =>
    states.filter(([id, word]) =>
      [id, fold(word)].some((name) => (exact ? name === fold(value) : name.startsWith(fold(value)))),
    );
  const exact = begins(true);
  return (exact.length > 0 ? exact : begins(false)).map(([id]) => id);
}

/** The values that are meant: itself where it is in use, else those that begin so. */
function meant(value: string, all: readonly string[], words: QueryWords, user: string | null): string[] {
  const is = (word: string): boolean => fold(value) === fold(word);
  if (is('none') || is(words.none)) return [''];
  if (user !== null && (is('me') || is(words.me))) return [user];
  if (all.some(is)) return [value];
  const longer = all.filter((one) => fold(one).startsWith(fold(value)));
  return longer.length > 0 ? longer : [value];
}

/** Of tags all must hold, so only one that it could be is taken for it. */
function completed(value: string, all: readonly string[]): string {
  const longer = all.filter((one) => fold(one).startsWith(fold(value)));
  const exact = longer.some((one) => fold(one) === fold(value));
  return !exact && longer.length === 1 ? (longer[0] ?? value) : value;
}
