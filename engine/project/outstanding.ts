/**
 * Assets whose newest version a sync may have to bring. What decides that is noted where it is written, mostly by triggers
 * (schema.ts); this is where notes are looked into. Memory is bounded by pages, however many there are.
 */
import type { Id } from '../domain/rows.ts';
import type { Db } from './db.ts';

/** Notes of one page. */
const PAGE = 1_000;

/** The newest version of an asset: the number of its row, and its size in bytes. */
type Newest = readonly [row: number, size: number];

const NEWEST = `SELECT checkpoint.rowid, checkpoint.size FROM outstanding
  CROSS JOIN checkpoint ON checkpoint.rowid = (
    SELECT rowid FROM checkpoint WHERE asset_id = outstanding.item_id ORDER BY version DESC LIMIT 1)
  WHERE outstanding.item_id > :after AND outstanding.item_id <= :last AND outstanding.below = 0`;

const NOTE_CHANGE = `INSERT OR IGNORE INTO outstanding SELECT ?, 0
  WHERE NOT EXISTS (SELECT 1 FROM outstanding WHERE item_id = '' AND below = 1)`;

const NOT_HERE = `SELECT asked.value FROM json_each(:ids) AS asked
  CROSS JOIN checkpoint ON checkpoint.rowid = (
    SELECT rowid FROM checkpoint WHERE asset_id = asked.value ORDER BY version DESC LIMIT 1)
  WHERE NOT EXISTS (SELECT 1 FROM chunk WHERE hash = checkpoint.manifest)
    OR checkpoint.preview_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chunk WHERE hash = checkpoint.preview_hash)`;

/** A list of versions to bring, the smallest first: sixteen bytes each. */
export interface Newests {
  readonly rows: Float64Array;
  /** Bytes of all of them. */
  readonly size: number;
}

export class Outstanding {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Whether any asset may be outstanding. */
  get isEverything(): boolean {
    return this.#db.value(`SELECT 1 FROM outstanding WHERE item_id = ''`) !== undefined;
  }

  /** All assets are looked at from now on. What changes meanwhile is noted; without `endAll`, the next sync begins again. */
  beginAll(): void {
    this.#db.run(`DELETE FROM outstanding WHERE item_id = ''`);
    this.#db.run(`INSERT INTO outstanding VALUES ('', 0)`);
  }

  endAll(): void {
    this.#db.run(`DELETE FROM outstanding WHERE item_id = '' AND below = 0`);
  }

  note(assetId: Id): void {
    this.#db.run('INSERT OR IGNORE INTO outstanding VALUES (?, 0)', assetId);
  }

  /** Notes an asset, unless it may be any already. */
  noteChange(assetId: Id): void {
    this.#db.run(NOTE_CHANGE, assetId);
  }

  remove(assetId: Id): void {
    this.#db.run('DELETE FROM outstanding WHERE item_id = ? AND below = 0', assetId);
  }

  /**
   * Some of the items that are noted with all that they lead to, which is looked at from now on; none where there are no more. What
   * changes meanwhile is noted anew; without `endBelow`, all of it is looked at again.
   */
  beginBelow(): Id[] {
    const sql = `SELECT DISTINCT item_id FROM outstanding WHERE item_id > '' AND below > 0 ORDER BY item_id LIMIT ${PAGE}`;
    const ids = this.#db.rows<readonly [Id]>(sql).map(([id]) => id);
    for (const id of ids) {
      this.#db.run('DELETE FROM outstanding WHERE item_id = ? AND below = 1', id);
      this.#db.run('INSERT OR IGNORE INTO outstanding VALUES (?, 2)', id);
    }
    return ids;
  }

  /** The item itself is noted alone: whether it is visible or not, its file may be on this disk. */
  endBelow(itemId: Id): void {
    this.#db.run('DELETE FROM outstanding WHERE item_id = ? AND below = 2', itemId);
    this.note(itemId);
  }

  /** A page of the assets that are noted alone, behind `after`. */
  page(after: Id): Id[] {
    const sql = `SELECT item_id FROM outstanding WHERE item_id > :after AND below = 0 ORDER BY item_id LIMIT ${PAGE}`;
    return this.#db.rows<readonly [Id]>(sql, { after }).map(([id]) => id);
  }

  /** Those of the assets that have a newest version of which content or preview is not in the project file. */
  notHere(assetIds: readonly Id[]): Id[] {
    const ids = JSON.stringify(assetIds);
    return this.#db.rows<readonly [Id]>(NOT_HERE, { ids }).map(([id]) => id);
  }

  /** The newest versions of all assets that are noted. */
  newest(): Newests {
    let found = new Float64Array(1024);
    let count = 0;
    let size = 0;
    for (let after = '', ids = this.page(after); ids.length > 0; ids = this.page(after)) {
      const last = ids.at(-1)!;
      for (const [row, bytes] of this.#db.rows<Newest>(NEWEST, { after, last })) {
        if (count * 2 === found.length) {
          const more = new Float64Array(found.length * 2);
          more.set(found);
          found = more;
        }
        found[count * 2] = bytes;
        found[count * 2 + 1] = row;
        count++;
        size += bytes;
      }
      after = last;
    }
    return { rows: smallestFirst(found.subarray(0, count * 2)), size };
  }
}

/** @param pairs of size and row. */
function smallestFirst(pairs: Float64Array): Float64Array {
  const order = new Uint32Array(pairs.length / 2).map((_, index) => index);
  order.sort((a, b) => pairs[a * 2]! - pairs[b * 2]! || a - b);
  return Float64Array.from(order, (index) => pairs[index * 2 + 1]!);
}
