/** A project's items and dependencies as far as they decide who may read what, kept in memory and up to date by revision. */
import { type Id, ROOT } from '../../engine/domain/rows.ts';
import type { VisibilityItem } from '../../engine/domain/visibility.ts';
import { batches, type Db } from '../metadata/metadata.ts';

interface Node extends VisibilityItem {
  /** Neither trashed, nor purged, nor merged away. What is above it may still be. */
  readonly alive: boolean;
}

interface Edge {
  readonly itemId: Id;
  readonly targetId: Id;
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
/** Past this many changes, reading everything is quicker than reading what changed. */
const REREAD = 20_000;

export class ProjectGraph {
  readonly #db: Db;
  readonly #projectId: Id;
  readonly #nodes = new Map<Id, Node>();
  readonly #edges = new Map<string, Edge>();
  #head = 0;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(db: Db, projectId: Id) {
    this.#db = db;
    this.#projectId = projectId;
  }

  /** Brings the graph up to `head` at least. What is read may be newer than `head`; it is then read once more, later. */
  async refresh(head: number): Promise<void> {
    const turn = this.#refreshing.then(() => (head > this.#head ? this.#read(head) : undefined));
    this.#refreshing = turn.catch(() => {});
    await turn;
  }

  async #read(head: number): Promise<void> {
    const changed = await this.#db
      .selectFrom('change')
      .select(['kind', 'key'])
      .where('project_id', '=', this.#projectId)
      .where('revision', '>', this.#head)
      .where('kind', 'in', ['item', 'dependency'])
      .limit(REREAD)
      .execute();
    const all = changed.length === REREAD;
    const keys = (kind: string) => changed.filter((row) => row.kind === kind).map((row) => row.key);
    await this.#readItems(all ? undefined : keys('item'));
    await this.#readEdges(all ? undefined : keys('dependency').map((key) => key.slice(0, key.indexOf('/'))));
    this.#head = head;
  }

  async #readItems(ids: readonly Id[] | undefined): Promise<void> {
    const query = this.#db.selectFrom('item').select(COLUMNS).where('project_id', '=', this.#projectId);
    for (const batch of ids ? batches(ids) : [undefined]) {
      for (const row of await (batch ? query.where('id', 'in', batch) : query).execute()) {
        this.#nodes.set(row.id, {
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
  }

  async #readEdges(itemIds: readonly Id[] | undefined): Promise<void> {
    const columns = ['item_id as itemId', 'target_id as targetId', 'present'] as const;
    const query = this.#db.selectFrom('dependency').select(columns).where('project_id', '=', this.#projectId);
    for (const batch of itemIds ? batches([...new Set(itemIds)]) : [undefined]) {
      for (const row of await (batch ? query.where('item_id', 'in', batch) : query).execute()) {
        const key = `${row.itemId}/${row.targetId}`;
        if (row.present !== 0) this.#edges.set(key, row);
        else this.#edges.delete(key);
      }
    }
  }

  dependencies(): Iterable<Edge> {
    return this.#edges.values();
  }

  /** Live items whose chain of parents reaches the root: what lies below something trashed is left out. */
  live(): VisibilityItem[] {
    const children = new Map<Id, Node[]>();
    for (const node of this.#nodes.values()) {
      if (!node.alive) continue;
      const siblings = children.get(node.parentId);
      if (siblings) siblings.push(node);
      else children.set(node.parentId, [node]);
    }
    const found: Node[] = [...(children.get(ROOT) ?? [])];
    for (let index = 0; index < found.length; index++) {
      for (const child of children.get(found[index]!.id) ?? []) found.push(child);
    }
    return found;
  }
}
