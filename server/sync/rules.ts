/** What one change of a push may do, decided from the session's user alone. Each rule changes the draft or throws. */
import { explainRefused, refusedName, tagKey } from '../../engine/domain/names.ts';
import type { Permission } from '../../engine/domain/permissions.ts';
import type { Id, ItemField } from '../../engine/domain/rows.ts';
import { english } from '../../engine/domain/said.ts';
import { mayCheckpoint } from '../../engine/domain/visibility.ts';
import type { StoredCheckpoint, StoredItem } from '../metadata/rows.ts';
import { existing, notInTrash, type PushContext, requirePermission } from './context.ts';
import type { Draft } from './draft.ts';
import { mergeItem } from './merge.ts';
import { purgeItem } from './purge.ts';
import { reject } from './rejection.ts';
import type { DecodedChange } from './request.ts';
import { dependencyKey, taggingKey } from './snapshot.ts';

/** @throws {Rejection} */
export function applyChange(draft: Draft, change: DecodedChange, context: PushContext): void {
  if (context.archived) reject('archived', 'The project is archived');
  if (change.problem) throw change.problem;
  const { row } = change;
  switch (row.kind) {
    case 'item':
      return change.created
        ? createItem(draft, change, row.row, context)
        : updateItem(draft, change, row.row, context);
    case 'checkpoint':
      return change.created
        ? createCheckpoint(draft, change, row.row, context)
        : trashCheckpoint(draft, change, row.row, context);
    case 'tagging': {
      requirePermission(context, 'tag.edit');
      const { tag, present } = row.row;
      const item = existing(draft, row.row.itemId, 'item');
      // Given to what was merged away meanwhile: what took its place may have it in another spelling.
      const isMoved = item.id !== row.row.itemId;
      if (present && isMoved && draft.tagKeys(item.id).has(tagKey(tag))) return;
      if (present || draft.tagging(taggingKey({ itemId: item.id, tag }))) {
        draft.putTagging(item.id, tag, present);
      }
      return;
    }
    case 'dependency':
      return editDependency(draft, row.row, context);
    default:
      reject('bad-row', 'The team is edited on the studio, not by a push');
  }
}

function editDependency(
  draft: Draft,
  row: { itemId: Id; targetId: Id; present: boolean },
  context: PushContext,
): void {
  requirePermission(context, 'dependency.edit');
  const item = existing(draft, row.itemId, 'item');
  if (!row.present) {
    const target = draft.resolve(row.targetId)?.id ?? row.targetId;
    if (draft.dependency(dependencyKey({ itemId: item.id, targetId: target }))) {
      draft.putDependency(item.id, target, false);
    }
    return;
  }
  const target = existing(draft, row.targetId, 'item it depends on');
  if (target.id === item.id) reject('bad-row', 'An item cannot depend on itself');
  draft.putDependency(item.id, target.id, true);
}

type NewItem = Omit<StoredItem, 'revision' | 'fieldRevisions'>;

function createItem(draft: Draft, change: DecodedChange, wanted: NewItem, context: PushContext): void {
  const before = draft.item(wanted.id);
  if (before) {
    if (before.createdBy === context.userId && before.kind === wanted.kind) return;
    reject('bad-row', 'An item with this id exists already');
  }
  if (wanted.purged) reject('bad-row', 'An item cannot be created purged');
  requirePermission(context, `${wanted.kind}.create`);
  if (draft.made >= context.room) reject('quota', 'The project has no room for more items on the studio');
  if (wanted.shared) requirePermission(context, 'share');
  if (wanted.assigneeId) checkAssignee(wanted.assigneeId, context);
  const item: StoredItem = {
    ...wanted,
    mergedInto: '',
    createdBy: context.userId,
    trashedBy: wanted.trashed ? context.userId : '',
    trashedAt: wanted.trashed ? context.now : 0,
    revision: 0,
    fieldRevisions: {},
  };
  if (wanted.mergedInto !== '') {
    draft.putItem({ ...item, name: '', trashed: true }, change.index);
    mergeItem(draft, draft.item(item.id)!, wanted.mergedInto, context, change);
    return;
  }
  draft.putItem({ ...item, parentId: checkPlace(draft, item, change) }, change.index);
}

function checkAssignee(id: Id, context: PushContext): void {
  requirePermission(context, 'assign');
  if (id !== '' && !context.members.has(id))
    reject('not-found', 'The assignee is not a member of this project');
}

/** Checks name and parent; answers the parent, redirects followed. */
function checkPlace(draft: Draft, item: StoredItem, change: DecodedChange): Id {
  const refused = refusedName(item.name);
  if (refused) reject('name-refused', english(explainRefused(refused)));
  if (item.parentId === '') return '';
  const parent = existing(draft, item.parentId, 'collection it lies in');
  if (parent.kind !== 'collection') reject('not-found', 'What it lies in is not a collection');
  for (const above of draft.chain(parent.id)) {
    if (above.id === item.id) reject('cycle', 'A collection cannot lie in itself');
  }
  notInTrash(draft, parent.id, 'collection it lies in', change.intoTrash);
  return parent.id;
}

/** Task or resource decides who may checkpoint, so it takes the right to assign. */
const FIELD_PERMISSION: Partial<Record<ItemField, Permission>> = {
  task: 'assign',
  assigneeId: 'assign',
  status: 'status.change',
  shared: 'share',
};

function checkFields(item: StoredItem, fields: readonly ItemField[], context: PushContext): void {
  for (const field of fields) {
    if (field === 'trashed') requirePermission(context, `${item.kind}.trash`);
    else if (field === 'purged') requirePermission(context, `${item.kind}.purge`);
    else requirePermission(context, FIELD_PERMISSION[field] ?? `${item.kind}.update`);
  }
}

/** What is merged or purged keeps nothing of its own, so that alone counts. */
function decisive(fields: readonly ItemField[]): readonly ItemField[] {
  if (fields.includes('purged')) return fields.filter((field) => field === 'purged' || field === 'trashed');
  return fields.includes('mergedInto') ? ['mergedInto'] : fields;
}

function updateItem(draft: Draft, change: DecodedChange, wanted: NewItem, context: PushContext): void {
  const item = draft.item(wanted.id) ?? reject('not-found', 'The item is not on the studio');
  const fields = decisive(change.fields.filter((field) => item[field] !== wanted[field]));
  if (fields.length === 0) return;
  if (item.purged) reject('trashed', 'The item was purged');
  if (item.mergedInto !== '') reject('bad-row', 'The item was merged into another');
  checkFields(item, fields, context);
  const edit = Object.fromEntries(fields.map((field) => [field, wanted[field]])) as Partial<NewItem>;
  if (edit.purged === false || edit.mergedInto === '')
    reject('bad-row', 'What was purged or merged stays so');
  if (edit.assigneeId) checkAssignee(edit.assigneeId, context);
  if (edit.shared && item.kind !== 'collection') reject('bad-row', 'Only a collection can be shared');
  if (edit.task && item.kind !== 'asset') reject('bad-row', 'Only an asset can be a task');
  const { mergedInto, purged, ...plain } = edit;
  if (mergedInto) return mergeItem(draft, item, mergedInto, context, change);
  // What was trashed and purged since the last push arrives as one change.
  if (purged) return purgeItem(draft, { ...item, ...plain }, context, change.index);
  let next: StoredItem = { ...item, ...plain };
  if (plain.trashed !== undefined) next = { ...next, ...trashMark(plain.trashed, context) };
  const placed = ['name', 'parentId'].some((field) => fields.includes(field as ItemField));
  if (placed || plain.trashed === false) next = { ...next, parentId: checkPlace(draft, next, change) };
  draft.putItem(next, change.index);
}

const trashMark = (trashed: boolean, context: PushContext) => ({
  trashedBy: trashed ? context.userId : '',
  trashedAt: trashed ? context.now : 0,
});

/**
 * What somebody tracked and made a task before its first sync has a history already, which comes with it, whoever the
 * task is assigned to by then.
 */
const isFirstSending = (draft: Draft, asset: StoredItem, context: PushContext): boolean =>
  asset.createdBy === context.userId &&
  draft.history(asset.id).every((row) => row.revision === draft.revision);

function createCheckpoint(
  draft: Draft,
  change: DecodedChange,
  wanted: Omit<StoredCheckpoint, 'revision'>,
  context: PushContext,
): void {
  const before = draft.checkpoint(wanted.id);
  if (before) {
    const same = before.authorId === context.userId && before.contentHash === wanted.contentHash;
    return same ? undefined : reject('bad-row', 'A checkpoint with this id exists already');
  }
  requirePermission(context, 'checkpoint.create');
  const asset = existing(draft, wanted.assetId, 'asset');
  if (asset.kind !== 'asset') reject('bad-row', 'Only assets have checkpoints');
  if (!mayCheckpoint(asset, context.userId) && !isFirstSending(draft, asset, context)) {
    reject('locked', 'The asset is a task of somebody else');
  }
  notInTrash(draft, asset.id, 'asset', change.intoTrash);
  const history = draft.history(asset.id);
  const newest = history.at(-1);
  if ((newest?.id ?? '') !== wanted.parentId) {
    reject('diverged', 'The asset has a newer checkpoint than the one this was made on top of');
  }
  const problem = context.contentProblems.get(wanted.id);
  if (problem) throw problem;
  draft.putCheckpoint({
    ...wanted,
    assetId: asset.id,
    version: (newest?.version ?? 0) + 1,
    authorId: context.userId,
    trashed: false,
    revision: 0,
  });
}

/** Never the newest: it is what everybody gets, and what comes next is made on top of it. */
function trashCheckpoint(
  draft: Draft,
  change: DecodedChange,
  wanted: { id: Id; trashed: boolean },
  context: PushContext,
): void {
  const row = draft.checkpoint(wanted.id) ?? reject('not-found', 'The checkpoint is not on the studio');
  if (change.fields.some((field) => field !== 'trashed')) reject('bad-row', 'A checkpoint never changes');
  if (!change.fields.includes('trashed') || row.trashed === wanted.trashed) return;
  requirePermission(context, 'checkpoint.trash');
  if (wanted.trashed && draft.history(row.assetId).at(-1)?.id === row.id)
    reject('newest-version', 'The newest version of an asset cannot go to the trash');
  draft.putCheckpoint({ ...row, trashed: wanted.trashed });
}
