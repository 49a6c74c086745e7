/** Which content a member may read. The visible set is computed once per project, member and revision. */
import type { Permission } from '../../engine/domain/permissions.ts';
import { type Id, ROOT } from '../../engine/domain/rows.ts';
import { type VisibilityItem, visibleAssets } from '../../engine/domain/visibility.ts';
import type { Db } from '../metadata/metadata.ts';

const CACHED_SETS = 200;

export interface Reader {
  readonly userId: Id;
  readonly permissions: ReadonlySet<Permission>;
}

interface Graph {
  readonly head: number;
  readonly items: readonly VisibilityItem[];
  readonly dependencies: readonly { itemId: Id; targetId: Id }[];
}

export class Entitlements {
  readonly #db: Db;
  readonly #graphs = new Map<Id, Graph>();
  readonly #sets = new Map<string, { head: number; assets: ReadonlySet<Id> }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Whether the member may read this checkpoint's content: theirs, or of an asset visible to them. */
  async mayRead(projectId: Id, reader: Reader, checkpoint: { assetId: Id; authorId: Id }): Promise<boolean> {
    if (checkpoint.authorId === reader.userId || reader.permissions.has('content.read-all')) return true;
    return (await this.#visible(projectId, reader.userId)).has(checkpoint.assetId);
  }

  async #visible(projectId: Id, userId: Id): Promise<ReadonlySet<Id>> {
    const row = await this.#db
      .selectFrom('project')
      .select('head')
      .where('id', '=', projectId)
      .executeTakeFirstOrThrow();
    const key = `${projectId}/${userId}`;
    const cached = this.#sets.get(key);
    if (cached?.head === row.head) return cached.assets;
    const graph = await this.#graph(projectId, row.head);
    const assets = visibleAssets({ ...graph, userId, readAll: false });
    this.#sets.delete(key);
    this.#sets.set(key, { head: graph.head, assets });
    for (const oldest of this.#sets.keys()) {
      if (this.#sets.size <= CACHED_SETS) break;
      this.#sets.delete(oldest);
    }
    return assets;
  }

  async #graph(projectId: Id, head: number): Promise<Graph> {
    const cached = this.#graphs.get(projectId);
    if (cached?.head === head) return cached;
    const items = await this.#db
      .selectFrom('item')
      .select(['id', 'kind', 'parent_id', 'shared', 'task', 'assignee_id'])
      .where('project_id', '=', projectId)
      .where('trashed', '=', 0)
      .where('purged', '=', 0)
      .where('merged_into', '=', '')
      .execute();
    const dependencies = await this.#db
      .selectFrom('dependency')
      .select(['item_id as itemId', 'target_id as targetId'])
      .where('project_id', '=', projectId)
      .where('present', '=', 1)
      .execute();
    const graph = {
      head,
      dependencies,
      items: reachable(
        items.map((row) => ({
          id: row.id,
          kind: row.kind === 'collection' ? 'collection' : 'asset',
          parentId: row.parent_id,
          shared: row.shared !== 0,
          task: row.task !== 0,
          assigneeId: row.assignee_id,
        })),
      ),
    };
    this.#graphs.set(projectId, graph);
    return graph;
  }
}

/** Leaves out what lies below something trashed: its chain of parents does not reach the root. */
function reachable(items: readonly VisibilityItem[]): VisibilityItem[] {
  const children = new Map<Id, VisibilityItem[]>();
  for (const item of items) {
    const siblings = children.get(item.parentId);
    if (siblings) siblings.push(item);
    else children.set(item.parentId, [item]);
  }
  const live: VisibilityItem[] = [...(children.get(ROOT) ?? [])];
  for (let index = 0; index < live.length; index++) {
    for (const child of children.get(live[index]!.id) ?? []) live.push(child);
  }
  return live;
}
