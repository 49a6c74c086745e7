/** Which entries the Source Control view lists, from what is known of a project already. Pure. */
import type { Entry } from '../../engine/api.ts';

export type GroupName = 'modified' | 'untracked' | 'outdated';

export const GROUPS: readonly GroupName[] = ['modified', 'untracked', 'outdated'];

/** Rows of one group: more would neither be read nor drawn quickly. */
export const MOST_ROWS = 1_000;

export interface Group {
  /** The first of them, by path. */
  readonly entries: readonly Entry[];
  readonly total: number;
}

/** Modified and outdated at once is in both: each has its own action. */
export function groupsOf({ kind, state, flags, folder }: Entry): readonly GroupName[] {
  if (kind === 'collection') return [];
  if (kind === 'untracked') return folder || flags.includes('name-refused') ? [] : ['untracked'];
  const outdated = state === 'outdated' || flags.includes('outdated') || flags.includes('moved');
  return [
    ...(state === 'modified' ? (['modified'] as const) : []),
    ...(outdated ? (['outdated'] as const) : []),
  ];
}

export function grouped(entries: Iterable<Entry>): Readonly<Record<GroupName, Group>> {
  const found: Record<GroupName, Entry[]> = { modified: [], untracked: [], outdated: [] };
  for (const entry of entries) for (const name of groupsOf(entry)) found[name].push(entry);
  const group = (all: Entry[]): Group => ({
    entries: all.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MOST_ROWS),
    total: all.length,
  });
  return {
    modified: group(found.modified),
    untracked: group(found.untracked),
    outdated: group(found.outdated),
  };
}
