/** Between the tables and the domain's rows. */
import type { Selectable } from 'kysely';
import { nameKey } from '../../engine/domain/names.ts';
import type { Checkpoint, Dependency, Id, Item, Tagging } from '../../engine/domain/rows.ts';
import type { CheckpointTable, DependencyTable, ItemTable, TaggingTable } from './tables.ts';

/** Whether a text in `value` holds the one character that not every database can keep. */
export function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return false;
  return !ArrayBuffer.isView(value) && Object.values(value).some(holdsNul);
}

const bit = (value: boolean): number => (value ? 1 : 0);

/** The revision at which each field of an item last changed. */
export type FieldRevisions = Readonly<Record<string, number>>;

export interface StoredItem extends Item {
  readonly revision: number;
  readonly fieldRevisions: FieldRevisions;
}
export type StoredCheckpoint = Checkpoint & { readonly revision: number };
export type StoredTagging = Tagging & { readonly revision: number };
export type StoredDependency = Dependency & { readonly revision: number };

/** Whether the item takes up its name among its siblings. */
export const takesName = (item: Item): boolean => !item.trashed && !item.purged && item.mergedInto === '';

export const siblingKey = (item: Item): string => `${item.parentId}/${nameKey(item.name)}`;

export const itemOf = (row: Selectable<ItemTable>): StoredItem => ({
  id: row.id,
  kind: row.kind === 'collection' ? 'collection' : 'asset',
  parentId: row.parent_id,
  name: row.name,
  shared: row.shared !== 0,
  task: row.task !== 0,
  assigneeId: row.assignee_id,
  status: row.status,
  type: row.type,
  description: row.description,
  trashed: row.trashed !== 0,
  trashedBy: row.trashed_by,
  trashedAt: row.trashed_at,
  mergedInto: row.merged_into,
  purged: row.purged !== 0,
  createdBy: row.created_by,
  createdAt: row.created_at,
  revision: row.revision,
  fieldRevisions: JSON.parse(row.field_revisions) as FieldRevisions,
});

export const itemRow = (projectId: Id, item: StoredItem): ItemTable => ({
  project_id: projectId,
  id: item.id,
  kind: item.kind,
  parent_id: item.parentId,
  name: item.name,
  name_key: takesName(item) ? nameKey(item.name) : null,
  shared: bit(item.shared),
  task: bit(item.task),
  assignee_id: item.assigneeId,
  status: item.status,
  type: item.type,
  description: item.description,
  trashed: bit(item.trashed),
  trashed_by: item.trashedBy,
  trashed_at: item.trashedAt,
  merged_into: item.mergedInto,
  purged: bit(item.purged),
  created_by: item.createdBy,
  created_at: item.createdAt,
  revision: item.revision,
  field_revisions: JSON.stringify(item.fieldRevisions),
});

export const checkpointOf = (row: Selectable<CheckpointTable>): StoredCheckpoint => ({
  id: row.id,
  assetId: row.asset_id,
  version: row.version,
  parentId: row.parent_id,
  contentHash: row.content_hash,
  size: row.size,
  manifest: row.manifest,
  comment: row.comment,
  authorId: row.author_id,
  createdAt: row.created_at,
  status: row.status,
  preview: row.preview_hash
    ? { hash: row.preview_hash, size: row.preview_size, mediaType: row.preview_type }
    : undefined,
  trashed: row.trashed !== 0,
  revision: row.revision,
});

export const checkpointRow = (projectId: Id, checkpoint: StoredCheckpoint): CheckpointTable => ({
  project_id: projectId,
  id: checkpoint.id,
  asset_id: checkpoint.assetId,
  version: checkpoint.version,
  parent_id: checkpoint.parentId,
  content_hash: checkpoint.contentHash,
  size: checkpoint.size,
  manifest: checkpoint.manifest,
  comment: checkpoint.comment,
  author_id: checkpoint.authorId,
  created_at: checkpoint.createdAt,
  status: checkpoint.status,
  preview_hash: checkpoint.preview?.hash ?? null,
  preview_size: checkpoint.preview?.size ?? 0,
  preview_type: checkpoint.preview?.mediaType ?? '',
  trashed: bit(checkpoint.trashed),
  revision: checkpoint.revision,
});

export const taggingOf = (row: Selectable<TaggingTable>): StoredTagging => ({
  itemId: row.item_id,
  tag: row.tag,
  present: row.present !== 0,
  revision: row.revision,
});

export const taggingRow = (projectId: Id, row: StoredTagging): TaggingTable => ({
  project_id: projectId,
  item_id: row.itemId,
  tag: row.tag,
  present: bit(row.present),
  revision: row.revision,
});

export const dependencyOf = (row: Selectable<DependencyTable>): StoredDependency => ({
  itemId: row.item_id,
  targetId: row.target_id,
  present: row.present !== 0,
  revision: row.revision,
});

export const dependencyRow = (projectId: Id, row: StoredDependency): DependencyTable => ({
  project_id: projectId,
  item_id: row.itemId,
  target_id: row.targetId,
  present: bit(row.present),
  revision: row.revision,
});
