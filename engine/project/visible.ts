/** Who may see what, read from the project file: of some items, or of all that an item leads to. */
import type { Id } from '../domain/rows.ts';
import { type Edge, type SearchedItem, VisibleSearch } from '../domain/visible-search.ts';
import type { Db } from './db.ts';
import { RowSet } from './row-set.ts';

/** Ids of one statement. */
const BATCH = 2_000;

type RawItem = readonly [
  id: Id,
  isAsset: number,
  parentId: Id,
  shared: number,
  task: number,
  assigneeId: Id,
  live: number,
];

const ITEMS = `SELECT id, kind = 'asset', ifnull(parent_id, ''), shared, task, assignee_id, live FROM item
  WHERE id IN (SELECT value FROM json_each(:ids))`;
const DEPENDENTS = `SELECT item_id, target_id FROM dependency
  WHERE target_id IN (SELECT value FROM json_each(:ids)) AND present = 1`;

/** What a walk goes through: live items, with the number of their row. */
type Step = readonly [row: number, id: Id, isAsset: number];

const STEP = `SELECT rowid, id, kind = 'asset' FROM item`;
const START = `${STEP} WHERE id = :id AND live = 1`;
const INSIDE = `${STEP} WHERE parent_id = :id AND live = 1`;
const NEEDED = `${STEP} WHERE live = 1 AND id IN (SELECT target_id FROM dependency WHERE item_id = :id AND present = 1)`;
/** What is needed by what lies in a collection, in one statement. */
const NEEDED_INSIDE = `SELECT needed.rowid, needed.id, needed.kind = 'asset' FROM item
  CROSS JOIN dependency ON dependency.item_id = item.id AND dependency.present = 1
  CROSS JOIN item AS needed ON needed.id = dependency.target_id
  WHERE item.parent_id = :id AND item.live = 1 AND item.kind = 'asset' AND needed.live = 1`;
/** Where everybody's view begins: reads all items. */
const SEEDS = `${STEP} WHERE live = 1 AND (kind = 'collection' AND shared = 1 OR kind = 'asset' AND task = 1 AND assignee_id = :me)`;

export class Visible {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Those of `ids` that `userId` may see, by what is shared or assigned. O(what is above them and depends on them). */
  among(userId: Id, ids: Iterable<Id>): Set<Id> {
    const search = new VisibleSearch(userId, ids);
    for (let question = search.next(); question; question = search.next()) {
      if (question.about === 'items') search.tellItems(question.ids, this.#items(question.ids));
      else search.tellDependents(this.#dependents(question.ids));
    }
    return search.visible;
  }

  /** All assets that `userId` may see. Memory: a bit for each item. */
  *all(userId: Id): Generator<Id> {
    const seeds = this.#db.rows<Step>(SEEDS, { me: userId });
    yield* this.#walk(seeds.filter(([, id]) => this.#isReachable(id)));
  }

  /**
   * All assets that `userId` may see because this item is what and where it is: itself, what is in it, and what those
   * need; of an item that is not visible, what is visible in it. May repeat. Goes through what is visible, and the
   * collections that are not.
   */
  *from(userId: Id, id: Id): Generator<Id> {
    if (!this.#isReachable(id)) return;
    const closed: Id[] = [];
    let steps = this.#db.rows<Step>(START, { id });
    for (;;) {
      const visible = this.among(
        userId,
        steps.map(([, at]) => at),
      );
      yield* this.#walk(steps.filter(([, at]) => visible.has(at)));
      for (const [, at, isAsset] of steps) if (!isAsset && !visible.has(at)) closed.push(at);
      const next = closed.pop();
      if (next === undefined) return;
      steps = this.#db.rows<Step>(INSIDE, { id: next });
    }
  }

  *#walk(start: readonly Step[]): Generator<Id> {
    const seen = new RowSet();
    /** Collections to go into. */
    const open: Id[] = [];
    const enter = (steps: readonly Step[]): Id[] => {
      const assets: Id[] = [];
      for (const [row, id, isAsset] of steps) {
        if (!seen.add(row)) continue;
        if (isAsset) assets.push(id);
        else open.push(id);
      }
      return assets;
    };
    // What a visible item needs may lie anywhere, also below something trashed.
    const needed = (sql: string, id: Id) =>
      this.#db.rows<Step>(sql, { id }).filter(([, target]) => this.#isReachable(target));
    const assets = enter(start);
    const alone: Id[] = [...assets];
    yield* assets;
    for (;;) {
      const asset = alone.pop();
      if (asset !== undefined) {
        const more = enter(needed(NEEDED, asset));
        alone.push(...more);
        yield* more;
        continue;
      }
      const collection = open.pop();
      if (collection === undefined) return;
      yield* enter(this.#db.rows<Step>(INSIDE, { id: collection }));
      const more = [...enter(needed(NEEDED, collection)), ...enter(needed(NEEDED_INSIDE, collection))];
      alone.push(...more);
      yield* more;
    }
  }

  #isReachable(id: Id): boolean {
    const sql = `WITH RECURSIVE above (id, parent_id, live, depth) AS (
        SELECT id, parent_id, live, 0 FROM item WHERE id = ?
        UNION ALL
        SELECT item.id, item.parent_id, item.live, depth + 1 FROM above JOIN item ON item.id = above.parent_id
        WHERE above.live = 1 AND depth < 500)
      SELECT 1 FROM above WHERE parent_id IS NULL AND live = 1`;
    return this.#db.value(sql, id) !== undefined;
  }

  *#items(ids: readonly Id[]): Generator<SearchedItem> {
    for (const batch of batches(ids)) {
      for (const raw of this.#db.rows<RawItem>(ITEMS, { ids: batch })) {
        yield {
          id: raw[0],
          kind: raw[1] ? 'asset' : 'collection',
          parentId: raw[2],
          shared: raw[3] !== 0,
          task: raw[4] !== 0,
          assigneeId: raw[5],
          alive: raw[6] !== 0,
        };
      }
    }
  }

  *#dependents(ids: readonly Id[]): Generator<Edge> {
    for (const batch of batches(ids)) {
      for (const [itemId, targetId] of this.#db.rows<readonly [Id, Id]>(DEPENDENTS, { ids: batch })) {
        yield { itemId, targetId };
      }
    }
  }
}

function* batches(ids: readonly Id[]): Generator<string> {
  for (let from = 0; from < ids.length; from += BATCH) yield JSON.stringify(ids.slice(from, from + BATCH));
}
