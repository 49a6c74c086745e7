/** Finding entries by what holds of them. Pure. */
import type { Entry, Facets, Search } from '../api.ts';
import { nameKey } from '../domain/names.ts';

/** The first `limit` of which everything holds that is asked for. */
export function findEntries(entries: Iterable<Entry>, search: Search, limit: number): Entry[] {
  const holds = matcher(search);
  const found: Entry[] = [];
  for (const entry of entries) {
    if (found.length >= limit) break;
    if (holds(entry)) found.push(entry);
  }
  return found;
}

type Holds = (entry: Entry) => boolean;

/** The cheapest questions first: most entries fail at one of them. */
function matcher({ text = '', kinds, states, statuses, assignees, types, tags = [] }: Search): Holds {
  const part = nameKey(text);
  const tests: Holds[] = [];
  if (kinds !== undefined) tests.push(({ kind }) => kinds.includes(kind));
  if (states !== undefined) tests.push((entry) => states.some((state) => isSo(entry, state)));
  const isOneOf = (wanted: readonly string[] | undefined, of: (entry: Entry) => string | null): void => {
    if (wanted === undefined) return;
    const keys = new Set(wanted.map(nameKey));
    const known = cached((value: string) => keys.has(nameKey(value)));
    tests.push((entry) => known(of(entry) ?? ''));
  };
  isOneOf(statuses, ({ status }) => status);
  isOneOf(assignees, ({ assignee }) => assignee);
  isOneOf(types, ({ type }) => type);
  for (const key of tags.map(nameKey)) {
    const known = cached((tag: string) => nameKey(tag) === key);
    tests.push((entry) => entry.tags.some(known));
  }
  if (part !== '') tests.push(({ path }) => nameKey(path).includes(part));
  return (entry) => tests.every((test) => test(entry));
}

const isSo = (entry: Entry, state: NonNullable<Search['states']>[number]): boolean =>
  (entry.kind !== 'collection' && entry.state === state) || entry.flags.some((flag) => flag === state);

/** Thousands of entries share a few texts. */
function cached(of: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) {
      answer = of(text);
      known.set(text, answer);
    }
    return answer;
  };
}

export function facetsOf(entries: Iterable<Entry>): Facets {
  const found = {
    statuses: new Set<string>(),
    assignees: new Set<string>(),
    types: new Set<string>(),
    tags: new Set<string>(),
  };
  for (const entry of entries) {
    if (entry.status) found.statuses.add(entry.status);
    if (entry.assignee) found.assignees.add(entry.assignee);
    if (entry.type) found.types.add(entry.type);
    for (const tag of entry.tags) found.tags.add(tag);
  }
  const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const ordered = (texts: Set<string>): string[] => [...texts].sort(compare);
  return {
    statuses: ordered(found.statuses),
    assignees: ordered(found.assignees),
    types: ordered(found.types),
    tags: ordered(found.tags),
  };
}
