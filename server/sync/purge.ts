/** Purge: what was trashed becomes a tombstone with everything below; its history and sets are dropped. */
import type { StoredItem } from '../metadata/rows.ts';
import { type PushContext, requirePermission } from './context.ts';
import type { Draft } from './draft.ts';
import { reject } from './rejection.ts';

export function purgeItem(draft: Draft, root: StoredItem, context: PushContext, index: number): void {
  const trashed = root.trashed || [...draft.chain(root.id)].some((item) => item.trashed);
  if (!trashed) reject('bad-row', 'Only what is in the trash can be purged');
  const doomed = [root];
  for (let next = 0; next < doomed.length; next++) {
    for (const child of draft.children(doomed[next]!.id)) if (child.mergedInto === '') doomed.push(child);
  }
  for (const kind of new Set(doomed.map((item) => item.kind))) requirePermission(context, `${kind}.purge`);

  const ids = new Set(doomed.map((item) => item.id));
  for (const item of doomed) {
    for (const row of draft.history(item.id)) draft.dropCheckpoint(row);
    draft.putItem({ ...item, name: '', description: '', purged: true, trashed: true }, index);
  }
  for (const row of draft.allTaggings()) {
    if (ids.has(row.itemId)) draft.taggings.set(`${row.itemId}/${row.tag}`, null);
  }
  for (const row of draft.allDependencies()) {
    if (ids.has(row.itemId)) draft.dependencies.set(`${row.itemId}/${row.targetId}`, null);
    else if (ids.has(row.targetId)) draft.putDependency(row.itemId, row.targetId, false);
  }
}
