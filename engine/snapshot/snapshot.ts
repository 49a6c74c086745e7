/** One immutable picture of a project: every entry with its state, for the tree and for `status`. */
import type { Counts, Entry, Flag } from '../api.ts';
import { nameProblem } from '../domain/names.ts';
import { ROOT } from '../domain/rows.ts';
import { assetState, mostUrgent } from '../domain/states.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import type { Project } from '../project/project.ts';
import { entitled, isObtainable } from '../sync/wanted.ts';
import { countStates } from './counts.ts';
import { type Facts, readFacts } from './facts.ts';
import type { DiskFile } from './match.ts';
import type { Disk } from './refresh.ts';
import { join, pathKey, type TreeItem } from './tree.ts';

export interface Snapshot {
  /** Every entry by path: parents before children, untracked ones last. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Entries right below a path; '' is the root. */
  readonly children: ReadonlyMap<string, readonly Entry[]>;
  /** Assets and untracked files by state. */
  readonly counts: Counts;
}

export function takeSnapshot(project: Project, disk: Disk): Snapshot {
  const facts = readFacts(project, entitled(project));
  const entries = new Map<string, Entry>();
  const collections = new Map<string, string>();
  for (const found of disk.tree.items.values()) {
    const entry =
      found.item.kind === 'asset' ? assetEntry(project, found, disk, facts) : collectionEntry(found, facts);
    entries.set(found.path, entry);
    if (found.item.kind === 'collection') collections.set(pathKey(found.path), found.path);
  }
  for (const file of disk.untracked) addUntracked(entries, collections, file);
  rollUp(entries);
  return { entries, children: byParent(entries), counts: countStates(entries.values()) };
}

function assetEntry(project: Project, { item, path }: TreeItem, disk: Disk, facts: Facts): Entry {
  const file = disk.files.get(item.id);
  const latest = facts.latest.get(item.id);
  const base = file?.baseId ? (facts.checkpoint(file.baseId) ?? undefined) : undefined;
  const obtainable = latest !== undefined && isObtainable(project, latest, facts.entitled);
  const moved = file !== undefined && pathKey(file.path) !== pathKey(path);
  const { state, flags } = assetState({ file: file?.contentHash, base, latest, obtainable, moved });
  return {
    ...common({ item, path }, facts),
    state,
    flags: [
      ...flags,
      ...facts.flags(item),
      ...(mayCheckpoint(item, project.me) ? [] : (['locked'] as const)),
      ...(disk.unreadable.has(item.id) ? (['unreadable'] as const) : []),
    ],
    base: base?.version ?? (file ? 0 : null),
    latest: latest?.version ?? null,
    size: file?.size ?? latest?.size ?? null,
  };
}

const collectionEntry = (found: TreeItem, facts: Facts): Entry => ({
  ...common(found, facts),
  state: 'normal',
  flags: [...facts.flags(found.item), ...(found.item.shared ? (['shared'] as const) : [])],
  base: null,
  latest: null,
  size: null,
});

function common({ item, path }: TreeItem, facts: Facts) {
  return {
    path,
    name: item.name,
    kind: item.kind,
    id: item.id,
    assignee: item.assigneeId ? facts.userName(item.assigneeId) : null,
    status: item.status || null,
    type: item.type || null,
    task: item.task,
    tags: facts.tags.get(item.id) ?? [],
    description: item.description,
    folder: item.kind === 'collection',
  };
}

/** Adds an untracked file, and the folders on the way to it that are not collections. */
function addUntracked(
  entries: Map<string, Entry>,
  collections: ReadonlyMap<string, string>,
  file: DiskFile,
): void {
  const names = file.path.split('/');
  let parent = '';
  names.forEach((name, depth) => {
    const key = pathKey(join(parent, name));
    const last = depth === names.length - 1;
    const collection = last ? undefined : collections.get(key);
    // Shown where the collection is, whatever case the folder on disk has; found again by its own path.
    const path = collection ?? join(parent, name);
    if (!entries.has(path)) entries.set(path, untracked(path, name, last ? file.stamp.size : null));
    parent = path;
  });
}

function untracked(path: string, name: string, size: number | null): Entry {
  const flags: Flag[] = nameProblem(name) === undefined ? [] : ['name-refused'];
  return {
    path,
    name,
    kind: 'untracked',
    state: 'untracked',
    flags,
    id: null,
    base: null,
    latest: null,
    assignee: null,
    status: null,
    type: null,
    task: false,
    tags: [],
    description: '',
    size,
    folder: size === null,
  };
}

export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Gives every collection the most urgent state below it. */
function rollUp(entries: Map<string, Entry>): void {
  const paths = [...entries.keys()].sort((a, b) => b.split('/').length - a.split('/').length);
  for (const path of paths) {
    const entry = entries.get(path);
    const parent = entries.get(parentOf(path));
    if (!entry || parent?.kind !== 'collection' || path === ROOT) continue;
    entries.set(parent.path, { ...parent, state: mostUrgent(parent.state, entry.state) });
  }
}

function byParent(entries: ReadonlyMap<string, Entry>): Map<string, Entry[]> {
  const children = new Map<string, Entry[]>();
  for (const entry of entries.values()) {
    const parent = parentOf(entry.path);
    const siblings = children.get(parent);
    if (siblings) siblings.push(entry);
    else children.set(parent, [entry]);
  }
  const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  for (const siblings of children.values()) {
    siblings.sort((a, b) => Number(b.folder) - Number(a.folder) || order.compare(a.name, b.name));
  }
  return children;
}
