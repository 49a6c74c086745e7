/** Merge: two items become one under the studio's id (sync.md, "Merge"). */
import type { Item } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

/** Fields that stay the target's; where the other side's differs it is listed as superseded. */
const KEPT = [
  'status',
  'assigneeId',
  'type',
  'description',
  'task',
  'shared',
] as const satisfies readonly (keyof Item)[];

/**
 * Moves everything of `from` to `into`: checkpoints on top in their order, tags and dependencies united, children,
 * the file on disk, and whatever pointed at `from`. `from` disappears where the studio never knew it, and becomes a
 * redirect otherwise. Children are left without name keys: equal names below are the caller's to settle.
 */
export function mergeItems(project: Project, from: LocalItem, into: LocalItem, now: number): void {
  listSuperseded(project, from, into, now);
  stackCheckpoints(project, from.id, into.id);
  uniteSets(project, from.id, into.id);
  for (const child of project.items.children(from.id)) {
    project.items.edit(child.id, { parentId: into.id }, false);
  }
  if (project.working.get(into.id) === undefined) project.working.reassign(from.id, into.id);
  if (from.rev === 0) {
    project.tags.removeOf(from.id);
    project.dependencies.removeOf(from.id);
    project.db.run('DELETE FROM dependency WHERE target_id = ?', from.id);
    project.items.remove(from.id);
  } else if (from.mergedInto !== into.id) {
    project.items.edit(from.id, { mergedInto: into.id }, false);
  }
}

function listSuperseded(project: Project, from: LocalItem, into: LocalItem, now: number): void {
  for (const field of KEPT) {
    const mine = from[field];
    const changedHere = from.rev === 0 || (from.base !== undefined && field in from.base);
    if (!changedHere || mine === into[field] || mine === '' || mine === false) continue;
    project.staging.supersede(into.id, field, String(mine), String(into[field]), now);
  }
}

function stackCheckpoints(project: Project, fromId: string, intoId: string): void {
  let top = project.checkpoints.latestOf(intoId);
  for (const checkpoint of project.checkpoints.of(fromId)) {
    const moved = {
      ...checkpoint,
      assetId: intoId,
      version: (top?.version ?? 0) + 1,
      // What the studio has is moved by it; what it has not yet must name its newest.
      parentId: checkpoint.rev === 0 ? (top?.id ?? '') : checkpoint.parentId,
    };
    project.checkpoints.put(moved, checkpoint.rev);
    top = moved;
  }
}

function uniteSets(project: Project, fromId: string, intoId: string): void {
  for (const tag of project.tags.of(fromId)) {
    if (tag.present) project.tags.set(intoId, tag.member, true);
  }
  for (const dependency of project.dependencies.of(fromId)) {
    if (dependency.present && dependency.member !== intoId) {
      project.dependencies.set(intoId, dependency.member, true);
    }
  }
  for (const holder of project.dependencies.holding(fromId)) {
    if (holder.present && holder.itemId !== intoId) project.dependencies.set(holder.itemId, intoId, true);
    project.dependencies.set(holder.itemId, fromId, false);
  }
}
