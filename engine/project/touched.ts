/**
 * Which items this connection has written to, whoever in the program did: noted by triggers that only this connection
 * has, inside the transactions that write, so that what is rolled back is not noted.
 */
import type { Id } from '../domain/rows.ts';
import type { Db } from './db.ts';

/** Stands for: more than can be told item by item. */
const EVERYTHING = '';

/** Above this, reading everything is quicker than reading each. */
const MOST = 2_000;

/** Tables, with the column that tells the item. */
const PER_ITEM = { item: 'id', working: 'item_id', checkpoint: 'asset_id', tagging: 'item_id' };
/** Tables that can change what is shown of any item: names, rights, conflicts. */
const OF_ALL = ['dependency', 'member', 'role', 'conflict', 'rejected'];

const EVENTS = ['INSERT', 'DELETE', 'UPDATE'] as const;

/**
 * Beyond the most that is told one by one, nothing is noted: a pull of a million rows must not be a million notes. Not
 * `OR IGNORE`: within a trigger, the clause of the statement that fired it would hold instead.
 */
const note = (value: string): string =>
  `INSERT INTO touched (item_id) SELECT ${value} WHERE (SELECT ifnull(max(number), 0) FROM touched) <= ${MOST}
     AND NOT EXISTS (SELECT 1 FROM touched WHERE item_id = ${value});`;

const trigger = (table: string, event: string, values: readonly string[]): string =>
  `CREATE TEMP TRIGGER touched_${table}_${event} AFTER ${event} ON main.${table} BEGIN ${values.map(note).join(' ')} END`;

export class Touched {
  readonly #db: Db;
  #isPaused = false;

  /** Notes what is written from now on. One per connection. */
  constructor(db: Db) {
    this.#db = db;
    db.run('CREATE TEMP TABLE touched (number INTEGER PRIMARY KEY, item_id TEXT NOT NULL UNIQUE) STRICT');
    this.#watchItems();
    for (const table of OF_ALL) {
      for (const event of EVENTS) db.run(trigger(table, event, [`'${EVERYTHING}'`]));
    }
    // Who I am decides on rights; other facts of the project are read when they are shown.
    for (const event of ['INSERT', 'UPDATE']) {
      db.run(
        `CREATE TEMP TRIGGER touched_meta_${event} AFTER ${event} ON main.meta WHEN new.key IN ('user-id', 'user-name')
         BEGIN ${note(`'${EVERYTHING}'`)} END`,
      );
    }
  }

  /**
   * So many items are about to be written that it will be any: they are not noted one by one, which costs a fifth of
   * writing them. Ends with the next {@link take}. Not within a transaction.
   */
  expect(items: number): void {
    if (items <= MOST || this.#isPaused) return;
    this.#isPaused = true;
    for (const table of Object.keys(PER_ITEM))
      for (const event of EVENTS) this.#db.run(`DROP TRIGGER temp.touched_${table}_${event}`);
  }

  /** The items touched since the last call; undefined where it may be any. */
  take(): Id[] | undefined {
    if (this.#isPaused) {
      this.#watchItems();
      this.#isPaused = false;
      this.#db.run('DELETE FROM temp.touched');
      return undefined;
    }
    const ids = this.#db
      .rows<readonly [Id]>(`SELECT item_id FROM temp.touched LIMIT ${MOST + 1}`)
      .map(([id]) => id);
    if (ids.length > 0) this.#db.run('DELETE FROM temp.touched');
    return ids.includes(EVERYTHING) || ids.length > MOST ? undefined : ids;
  }
  #watchItems(): void {
    for (const [table, column] of Object.entries(PER_ITEM)) {
      this.#db.run(trigger(table, 'INSERT', [`new.${column}`]));
      this.#db.run(trigger(table, 'DELETE', [`old.${column}`]));
      this.#db.run(trigger(table, 'UPDATE', [`old.${column}`, `new.${column}`]));
    }
  }
}
