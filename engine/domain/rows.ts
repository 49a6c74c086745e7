/**
 * The rows of a project as engine and studio think of them. Ids are UUIDv7, hashes lower-case hex SHA-256,
 * times UTC milliseconds. An absent reference is the empty string, as on the wire: one meaning, no null checks.
 */

/** SHA-256 as 64 lower-case hex digits. */
export type Hash = string;
export type Id = string;
/** The parent of top-level items. */
export const ROOT: Id = '';

export type ItemKind = 'collection' | 'asset';

export interface Item {
  readonly id: Id;
  readonly kind: ItemKind;
  readonly parentId: Id;
  readonly name: string;
  /** Collections only: everyone in the project gets the content below. */
  readonly shared: boolean;
  /** Assets only: a task (checkpointed by its assignee alone) rather than a resource. */
  readonly task: boolean;
  readonly assigneeId: Id;
  readonly status: string;
  readonly type: string;
  readonly description: string;
  readonly trashed: boolean;
  readonly trashedBy: Id;
  readonly trashedAt: number;
  /** Redirect left by Merge. */
  readonly mergedInto: Id;
  /** Tombstone left by purge. */
  readonly purged: boolean;
  readonly createdBy: Id;
  readonly createdAt: number;
}

/** The fields of an item that people change, each merged on its own. */
export const ITEM_FIELDS = [
  'parentId',
  'name',
  'shared',
  'task',
  'assigneeId',
  'status',
  'type',
  'description',
  'trashed',
  'mergedInto',
  'purged',
] as const satisfies readonly (keyof Item)[];
export type ItemField = (typeof ITEM_FIELDS)[number];

export interface Preview {
  readonly hash: Hash;
  readonly size: number;
  readonly mediaType: string;
}

export interface Checkpoint {
  readonly id: Id;
  readonly assetId: Id;
  /** Place in the asset's linear history, from 1; the studio's word is final. */
  readonly version: number;
  /** The checkpoint this one was made on top of; empty for the first. */
  readonly parentId: Id;
  readonly contentHash: Hash;
  readonly size: number;
  /** Address of the root manifest. */
  readonly manifest: Hash;
  readonly comment: string;
  readonly authorId: Id;
  readonly createdAt: number;
  readonly status: string;
  readonly preview: Preview | undefined;
  readonly trashed: boolean;
}

/** Membership of `tag` in an item's tag set. */
export interface Tagging {
  readonly itemId: Id;
  readonly tag: string;
  readonly present: boolean;
}

/** Membership of `targetId` (an asset or a collection) in an item's dependencies. */
export interface Dependency {
  readonly itemId: Id;
  readonly targetId: Id;
  readonly present: boolean;
}

export interface Member {
  readonly userId: Id;
  readonly name: string;
  readonly role: string;
  readonly removed: boolean;
}

export interface Role {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly removed: boolean;
}

export interface ProjectInfo {
  readonly id: Id;
  readonly name: string;
  readonly archived: boolean;
}

/** One row of any kind, tagged; `revision` is 0 until the studio has it. */
export type Row = { readonly revision: number } & (
  | { readonly kind: 'item'; readonly row: Item }
  | { readonly kind: 'checkpoint'; readonly row: Checkpoint }
  | { readonly kind: 'tagging'; readonly row: Tagging }
  | { readonly kind: 'dependency'; readonly row: Dependency }
  | { readonly kind: 'member'; readonly row: Member }
  | { readonly kind: 'role'; readonly row: Role }
  | { readonly kind: 'project'; readonly row: ProjectInfo }
);
export type RowKind = Row['kind'];

/** The key under which a row of its kind is found. */
export function rowKey(row: Row): string {
  switch (row.kind) {
    case 'item':
    case 'checkpoint':
      return row.row.id;
    case 'tagging':
      return `${row.row.itemId}/${row.row.tag}`;
    case 'dependency':
      return `${row.row.itemId}/${row.row.targetId}`;
    case 'member':
      return row.row.userId;
    case 'role':
      return row.row.name;
    case 'project':
      return row.row.id;
  }
}
