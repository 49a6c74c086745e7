/** Which content a member may read. The visible set is computed once per project, member and revision. */
import type { Permission } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { visibleAssets } from '../../engine/domain/visibility.ts';
import type { Db } from '../metadata/metadata.ts';
import { ProjectGraph } from './graph.ts';

const CACHED_SETS = 200;
const CACHED_GRAPHS = 16;

export interface Reader {
  readonly userId: Id;
  readonly permissions: ReadonlySet<Permission>;
}

interface VisibleSet {
  readonly head: number;
  readonly assets: ReadonlySet<Id>;
}

/** Puts an entry at the young end of a cache of at most `most`. */
function remember<T>(cache: Map<string, T>, key: string, value: T, most: number): void {
  cache.delete(key);
  cache.set(key, value);
  for (const oldest of cache.keys()) {
    if (cache.size <= most) break;
    cache.delete(oldest);
  }
}

export class Entitlements {
  readonly #db: Db;
  readonly #graphs = new Map<Id, ProjectGraph>();
  readonly #sets = new Map<string, VisibleSet>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Whether the member may read this checkpoint's content: theirs, or of an asset visible to them. */
  async mayRead(projectId: Id, reader: Reader, checkpoint: { assetId: Id; authorId: Id }): Promise<boolean> {
    if (checkpoint.authorId === reader.userId || reader.permissions.has('content.read-all')) return true;
    return (await this.#visible(projectId, reader.userId)).has(checkpoint.assetId);
  }

  async #visible(projectId: Id, userId: Id): Promise<ReadonlySet<Id>> {
    const { head } = await this.#db
      .selectFrom('project')
      .select('head')
      .where('id', '=', projectId)
      .executeTakeFirstOrThrow();
    const key = `${projectId}/${userId}`;
    const cached = this.#sets.get(key);
    if (cached?.head === head) return cached.assets;
    const graph = this.#graphs.get(projectId) ?? new ProjectGraph(this.#db, projectId);
    remember(this.#graphs, projectId, graph, CACHED_GRAPHS);
    await graph.refresh(head);
    const items = graph.live();
    const assets = visibleAssets({ items, dependencies: graph.dependencies(), userId, readAll: false });
    remember(this.#sets, key, { head, assets }, CACHED_SETS);
    return assets;
  }
}
