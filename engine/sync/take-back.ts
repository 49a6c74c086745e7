/** Undoing what was not sent: rows as the studio last had them. Names are the caller's to settle. */
import { type Id, ITEM_FIELDS, type Item } from '../domain/rows.ts';
import { isLive } from '../project/items.ts';
import type { Project } from '../project/project.ts';

/** Makes an item what the studio has. */
export function takeBack(project: Project, id: Id): void {
  takeBackFields(project, id);
  takeBackSets(project, id);
}

/** Gives an item's changed fields the studio's values again. */
export function takeBackFields(project: Project, id: Id): void {
  const item = project.items.get(id);
  if (!item?.base) return;
  const { base } = item;
  const change: Record<string, unknown> = {};
  for (const field of ITEM_FIELDS) if (field in base) change[field] = base[field];
  const back: Item = { ...item, ...change };
  if (base.trashed === false) Object.assign(change, { trashedBy: '', trashedAt: 0 });
  project.items.edit(id, change, isLive(back));
}

/** Takes back what was added to or removed from an item's sets. */
export function takeBackSets(project: Project, id: Id): void {
  for (const set of [project.tags, project.dependencies]) {
    for (const { member, rev, base } of set.of(id)) {
      if (rev === 0) set.remove(id, member);
      else if (base !== undefined) set.set(id, member, base);
    }
  }
}
