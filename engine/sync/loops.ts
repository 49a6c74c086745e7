/** Items that lie in each other. */
import { type Id, ROOT } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

/** The item and all that it lies in, where it lies in itself; empty where it does not. */
export function loopOf(project: Project, id: Id): readonly LocalItem[] {
  const way = new Map<Id, LocalItem>();
  for (let at = id; at !== ROOT && !way.has(at); ) {
    const item = project.items.get(at);
    if (!item) return [];
    way.set(at, item);
    if (item.parentId === id) return [...way.values()];
    at = item.parentId;
  }
  return [];
}
