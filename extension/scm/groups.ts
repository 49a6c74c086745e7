/** Which entries the Source Control view lists, from what is known of a project already. Pure. */
import { isBehind, type Mark } from '../project/mark.ts';

export type GroupName = 'modified' | 'untracked' | 'outdated';

export const GROUPS: readonly GroupName[] = ['modified', 'untracked', 'outdated'];

/** Rows of one group: more would neither be read nor drawn quickly. */
export const MOST_ROWS = 1_000;

export interface Row {
  readonly path: string;
  readonly mark: Mark;
}

export interface Group {
  /** The first of them, by path. */
  readonly rows: readonly Row[];
  readonly total: number;
}

/** Modified and outdated at once is in both: each has its own action. */
export function groupsOf(mark: Mark): readonly GroupName[] {
  const { kind, state, flags, folder } = mark;
  if (kind === 'collection') return [];
  if (kind === 'untracked') return folder || flags.includes('name-refused') ? [] : ['untracked'];
  return [
    ...(state === 'modified' ? (['modified'] as const) : []),
    ...(isBehind(mark) ? (['outdated'] as const) : []),
  ];
}

/** The first of very many, without an order of them all. */
class First {
  total = 0;
  private kept: Row[] = [];
  /** What comes behind this one is not among the first; null while all are. */
  private last: string | null = null;

  add(path: string, mark: Mark): void {
    this.total++;
    if (this.last !== null && path > this.last) return;
    this.kept.push({ path, mark });
    if (this.kept.length === 2 * MOST_ROWS) this.last = this.cut().at(-1)?.path ?? null;
  }

  /** By path. */
  cut(): readonly Row[] {
    this.kept = this.kept.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MOST_ROWS);
    return this.kept;
  }
}

export function grouped(marks: Iterable<readonly [string, Mark]>): Readonly<Record<GroupName, Group>> {
  const found = { modified: new First(), untracked: new First(), outdated: new First() };
  let [last, names]: [Mark | null, readonly GroupName[]] = [null, []];
  for (const [path, mark] of marks) {
    // One mark is that of very many.
    if (mark !== last) names = groupsOf(mark);
    last = mark;
    for (const name of names) found[name].add(path, mark);
  }
  const group = (first: First): Group => ({ rows: first.cut(), total: first.total });
  return {
    modified: group(found.modified),
    untracked: group(found.untracked),
    outdated: group(found.outdated),
  };
}
