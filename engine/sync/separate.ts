/** Mine as an item of its own: a fresh id and history, so that the studio's is left as it is. */

import { beside } from '../domain/item-path.ts';
import { nameKey, nameProblem } from '../domain/names.ts';
import type { Id, Item } from '../domain/rows.ts';
import { newId } from '../ids.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

export interface Place {
  readonly parentId: Id;
  readonly name: string;
}

/** Whether nothing live has this place, and the name may be used at all. */
export const isFree = (project: Project, { parentId, name }: Place): boolean =>
  nameProblem(name) === undefined && project.items.byKey(parentId, nameKey(name)) === undefined;

/** The studio's own version, put on top again by a decision that was not sent: its content need not be here. */
const isOnlyTheirs = (project: Project, checkpoint: LocalCheckpoint): boolean =>
  !project.holds(checkpoint) && project.checkpoints.sentTwin(checkpoint) !== undefined;

/** What of an asset can be kept apart: the checkpoints never sent, else the newest whose content is here. */
export function keepable(project: Project, assetId: Id): readonly LocalCheckpoint[] {
  const unsent = project.checkpoints.unsentOf(assetId).filter((one) => !isOnlyTheirs(project, one));
  if (unsent.length > 0) return unsent;
  const newest = project.checkpoints.of(assetId).findLast((checkpoint) => project.holds(checkpoint));
  return newest ? [newest] : [];
}

/**
 * Keeps mine of an asset as a new one at a free place: `keepable` becomes its history; tags, dependencies and the
 * working file go with it, the file to the new name on disk. That the studio's version was to be on top of mine is moot then.
 * @param item the asset as it was worked on
 */
export function separateAsset(project: Project, item: LocalItem, place: Place, now: number): Item {
  const copy = copyItem(project, item, place, now);
  const kept = keepable(project, item.id);
  dropOnlyTheirs(project, item.id);
  let parentId = '';
  kept.forEach((checkpoint, index) => {
    const own = { assetId: copy.id, version: index + 1, parentId };
    const moved =
      checkpoint.rev === 0
        ? { ...checkpoint, ...own }
        : { ...checkpoint, ...own, id: newId(), authorId: project.me, createdAt: now };
    project.checkpoints.put(moved, 0);
    project.staging.clearRejected('checkpoint', checkpoint.id);
    parentId = moved.id;
  });
  const file = project.working.get(item.id);
  if (!file || isFileOfTheirs(project, item, file.baseId)) return copy;
  project.working.reassign(item.id, copy.id);
  if (file.baseId !== '' && project.checkpoints.get(file.baseId)?.assetId !== copy.id) {
    project.working.setBase(copy.id, parentId);
  }
  const isBeside = place.parentId === item.parentId;
  project.working.plan(file.path, isBeside ? beside(file.path, place.name) : project.paths.of(copy.id));
  return copy;
}

/** The file of what was merged into this and followed here is another's than that of my versions. */
function isFileOfTheirs(project: Project, item: LocalItem, baseId: Id): boolean {
  const base = project.checkpoints.get(baseId);
  return base !== undefined && base.rev > 0 && project.paths.reachable(item);
}

/** What of it is not sent and nobody's work: it is moot where mine goes another way. */
export function dropOnlyTheirs(project: Project, assetId: Id): void {
  for (const one of project.checkpoints.unsentOf(assetId)) {
    if (!isOnlyTheirs(project, one)) continue;
    project.staging.clearRejected('checkpoint', one.id);
    project.checkpoints.remove(one.id);
  }
}

/** A new item like this one, nobody's task and shared with nobody, with its tags and dependencies. */
export function copyItem(project: Project, item: LocalItem, place: Place, now: number): Item {
  const { rev: _rev, base: _base, ...fields } = item;
  const copy: Item = {
    ...fields,
    ...place,
    id: newId(),
    createdBy: project.me,
    createdAt: now,
    task: false,
    assigneeId: '',
    shared: false,
    trashed: false,
    trashedBy: '',
    trashedAt: 0,
    mergedInto: '',
    purged: false,
  };
  project.items.create(copy);
  for (const tag of project.tags.of(item.id)) if (tag.present) project.tags.set(copy.id, tag.member, true);
  for (const { present, member } of project.dependencies.of(item.id)) {
    if (present) project.dependencies.set(copy.id, member, true);
  }
  return copy;
}
