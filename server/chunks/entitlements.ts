/**
 * Which content a member may read. Asked about some assets, it reads what is above them and what depends on them, in one
 * state of the database; nothing is kept in memory between requests.
 */
import type { Permission } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { type Edge, type SearchedItem, VisibleSearch } from '../../engine/domain/visible-search.ts';
import { batches, type Db, type Metadata } from '../metadata/metadata.ts';

export interface Reader {
  readonly userId: Id;
  readonly permissions: ReadonlySet<Permission>;
}

interface Authored {
  readonly assetId: Id;
  readonly authorId: Id;
}

const COLUMNS = [
  'id',
  'kind',
  'parent_id',
  'shared',
  'task',
  'assignee_id',
  'trashed',
  'purged',
  'merged_into',
] as const;

export class Entitlements {
  readonly #metadata: Metadata;

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  /** Those of the checkpoints whose content the member may read: theirs, or of an asset visible to them. */
  async readable<T extends Authored>(
    projectId: Id,
    { userId, permissions }: Reader,
    checkpoints: readonly T[],
  ): Promise<T[]> {
    if (permissions.has('content.read-all')) return [...checkpoints];
    const others = checkpoints.filter(({ authorId }) => authorId !== userId).map(({ assetId }) => assetId);
    const visible = await this.#visible(projectId, userId, new Set(others));
    return checkpoints.filter(({ authorId, assetId }) => authorId === userId || visible.has(assetId));
  }

  async #visible(projectId: Id, userId: Id, assetIds: ReadonlySet<Id>): Promise<ReadonlySet<Id>> {
    if (assetIds.size === 0) return assetIds;
    return this.#metadata.snapshot(async (tx) => {
      const search = new VisibleSearch(userId, assetIds);
      for (let question = search.next(); question; question = search.next()) {
        const { about, ids } = question;
        if (about === 'items') search.tellItems(ids, await readItems(tx, projectId, ids));
        else search.tellDependents(await readDependents(tx, projectId, ids));
      }
      return search.visible;
    });
  }
}

async function readItems(tx: Db, projectId: Id, ids: readonly Id[]): Promise<SearchedItem[]> {
  const found: SearchedItem[] = [];
  for (const batch of batches(ids)) {
    const query = tx.selectFrom('item').select(COLUMNS).where('project_id', '=', projectId);
    for (const row of await query.where('id', 'in', batch).execute()) {
      found.push({
        id: row.id,
        kind: row.kind === 'collection' ? 'collection' : 'asset',
        parentId: row.parent_id,
        shared: row.shared !== 0,
        task: row.task !== 0,
        assigneeId: row.assignee_id,
        alive: row.trashed === 0 && row.purged === 0 && row.merged_into === '',
      });
    }
  }
  return found;
}

async function readDependents(tx: Db, projectId: Id, ids: readonly Id[]): Promise<Edge[]> {
  const found: Edge[] = [];
  for (const batch of batches(ids)) {
    const query = tx.selectFrom('dependency').select(['item_id as itemId', 'target_id as targetId']);
    const present = query.where('project_id', '=', projectId).where('present', '=', 1);
    found.push(...(await present.where('target_id', 'in', batch).execute()));
  }
  return found;
}
