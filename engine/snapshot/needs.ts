/** What comes down with an item: what it needs, what that needs, and so on; what is in a collection comes with it. */
import type { Needed, Needs } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import { isLive, type LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

/** Items that are told one by one; the counts are of all. */
const MOST_TOLD = 2_000;

/** @throws {CairnError} not-found */
export function needsOf(project: Project, path: string): Needs {
  const root = project.paths.require(path);
  const found = new Map<Id, Needed>();
  const links: Needs['links'][number][] = [];
  const queue: { readonly item: LocalItem; readonly depth: number }[] = [{ item: root, depth: 0 }];
  const total = { assets: 0, bytes: 0, missingBytes: 0 };
  const told = new Set<Id>([root.id]);
  for (const { item, depth } of queue) {
    const needed = describe(project, item, depth);
    found.set(item.id, needed);
    if (item.kind === 'asset') total.assets++;
    total.bytes += needed.size;
    if (!needed.local) total.missingBytes += needed.size;
    for (const [next, why] of nextOf(project, item)) {
      if (found.size + queue.length < 2 * MOST_TOLD) links.push({ from: item.id, to: next.id, why });
      if (told.has(next.id)) continue;
      told.add(next.id);
      queue.push({ item: next, depth: depth + 1 });
    }
  }
  const items = [...found.values()].slice(0, MOST_TOLD);
  const shown = new Set(items.map(({ id }) => id));
  return {
    path: project.paths.of(root.id),
    items,
    links: links.filter(({ from, to }) => shown.has(from) && shown.has(to)),
    ...total,
  };
}

/** The queue grows while it is walked; a loop of needs ends at what was found already. */
function* nextOf(project: Project, item: LocalItem): Generator<[LocalItem, 'needs' | 'holds']> {
  for (const { member, present } of project.dependencies.of(item.id)) {
    const target = present ? project.items.get(member) : undefined;
    if (target && isLive(target) && project.paths.reachable(target)) yield [target, 'needs'];
  }
  if (item.kind === 'asset') return;
  for (const child of project.items.children(item.id)) if (isLive(child)) yield [child, 'holds'];
}

function describe(project: Project, item: LocalItem, depth: number): Needed {
  const newest = item.kind === 'asset' ? project.checkpoints.latestOf(item.id) : undefined;
  return {
    id: item.id,
    path: project.paths.of(item.id),
    kind: item.kind,
    depth,
    size: newest?.size ?? 0,
    local: newest === undefined || project.holds(newest),
  };
}
