/** Moves on both sides that together would make a collection its own ancestor. */
import { type Id, ROOT } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { ConflictLog } from './conflict-log.ts';

/**
 * Finds loops that contain a local move and settles each by the user's decision. Without one the conflict is
 * recorded and the studio's place assumed, so that the rest can be looked at.
 */
export function settleCycles(project: Project, log: ConflictLog): void {
  for (const item of project.items.outbox()) {
    if (item.base?.parentId === undefined) continue;
    const loop = loopThrough(project, item);
    if (!loop) continue;
    const other = project.items.get(item.parentId) ?? item;
    // Paths can only be told once the loop is open.
    project.items.edit(item.id, { parentId: item.base.parentId }, false);
    log.meet('move-cycle', item, other);
  }
}

function loopThrough(project: Project, item: LocalItem): boolean {
  const seen = new Set<Id>();
  for (let at: Id = item.parentId; at !== ROOT; at = project.items.get(at)?.parentId ?? ROOT) {
    if (at === item.id) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}
