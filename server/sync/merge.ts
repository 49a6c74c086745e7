/** Merge: two items become one under the target's id; the other stays as a redirect. */
import { tagKey } from '../../engine/domain/names.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { mayCheckpoint } from '../../engine/domain/visibility.ts';
import type { StoredItem } from '../metadata/rows.ts';
import { existing, notInTrash, type PushContext, requirePermission } from './context.ts';
import type { Draft } from './draft.ts';
import { reject } from './rejection.ts';
import type { DecodedChange } from './request.ts';

/**
 * Merges `source` into `into`. Checkpoints go on top of the target's in their order, sets are united, children move
 * over; whoever depended on the source depends on the target. Status, assignee, type and description stay the target's.
 */
export function mergeItem(
  draft: Draft,
  source: StoredItem,
  into: Id,
  context: PushContext,
  { index, intoTrash }: Pick<DecodedChange, 'index' | 'intoTrash'>,
): void {
  const target = existing(draft, into, 'item to merge into');
  notInTrash(draft, target.id, 'item to merge into', intoTrash);
  check(draft, source, target, context);
  stackCheckpoints(draft, source, target);
  for (const child of draft.children(source.id)) {
    if (child.mergedInto === '') draft.putItem({ ...child, parentId: target.id }, index);
  }
  uniteTags(draft, source.id, target.id);
  for (const { itemId, targetId, present } of draft.allDependencies()) {
    if (!present || (itemId !== source.id && targetId !== source.id)) continue;
    const [from, to] = [itemId, targetId].map((id) => (id === source.id ? target.id : id)) as [Id, Id];
    draft.putDependency(itemId, targetId, false);
    if (from !== to) draft.putDependency(from, to, true);
  }
  const redirect = { name: '', trashed: false, trashedBy: '', trashedAt: 0, mergedInto: target.id };
  draft.putItem({ ...source, ...redirect }, index);
}

function check(draft: Draft, source: StoredItem, target: StoredItem, context: PushContext): void {
  if (target.id === source.id) reject('cycle', 'An item cannot be merged into itself');
  if (target.kind !== source.kind) reject('bad-row', 'A collection and an asset cannot be merged');
  for (const above of draft.chain(target.id)) {
    if (above.id === source.id) reject('cycle', 'A collection cannot be merged into one that lies in it');
  }
  if (target.kind === 'collection') return;
  requirePermission(context, 'checkpoint.create');
  if (!mayCheckpoint(target, context.userId))
    reject('locked', 'The item to merge into is a task of somebody else');
}

/** The target's spelling stays. */
function uniteTags(draft: Draft, sourceId: Id, targetId: Id): void {
  const known = draft.tagKeys(targetId);
  for (const { itemId, tag, present } of draft.allTaggings()) {
    if (itemId !== sourceId || !present) continue;
    if (!known.has(tagKey(tag))) draft.putTagging(targetId, tag, true);
    known.add(tagKey(tag));
    draft.putTagging(sourceId, tag, false);
  }
}

function stackCheckpoints(draft: Draft, source: StoredItem, target: StoredItem): void {
  let version = draft.history(target.id).at(-1)?.version ?? 0;
  for (const row of draft.history(source.id)) {
    draft.putCheckpoint({ ...row, assetId: target.id, version: ++version });
  }
}
