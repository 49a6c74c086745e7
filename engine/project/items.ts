/** Items in the project file: reading, and edits that remember what the studio last knew. */

import type { ItemBase } from '../domain/merge.ts';
import { nameKey } from '../domain/names.ts';
import { type Id, ITEM_FIELDS, type Item, ROOT } from '../domain/rows.ts';
import type { Db } from './db.ts';
import { storedObject } from './stored.ts';

/** An item with its sync state. */
export interface LocalItem extends Item {
  /** Studio revision; 0: not there yet. */
  readonly rev: number;
  readonly base: ItemBase | undefined;
}

export const isLive = (item: Item): boolean => !item.trashed && !item.purged && item.mergedInto === '';

interface Stored {
  id: string;
  kind: 'collection' | 'asset';
  parent_id: string | null;
  name: string;
  shared: number;
  task: number;
  assignee_id: string;
  status: string;
  type: string;
  description: string;
  trashed: number;
  trashed_by: string;
  trashed_at: number;
  merged_into: string;
  purged: number;
  created_by: string;
  created_at: number;
  rev: number;
  base: string | null;
}

const COLUMNS = `id, kind, parent_id, name, shared, task, assignee_id, status, type, description, trashed, trashed_by,
  trashed_at, merged_into, purged, created_by, created_at, rev, base`;

const GET = `SELECT ${COLUMNS} FROM item WHERE id = ?`;
const BY_KEY = `SELECT ${COLUMNS} FROM item WHERE ifnull(parent_id, '') = ? AND name_key = ? AND live = 1`;

const WRITTEN = COLUMNS.replaceAll(/\s/gu, '').split(',').concat('name_key');
/** Three times as fast as {@link PUT}: SQLite makes no journal of each statement. */
const INSERT = `INSERT INTO item (${WRITTEN.join(', ')}) VALUES (${WRITTEN.map(() => '?').join(', ')})`;
/** The id stays out of the update: a key that is set, even to what it was, is looked up in every table that refers to it. */
const PUT = `${INSERT}
  ON CONFLICT (id) DO UPDATE SET ${WRITTEN.slice(1)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

/** What decides neither where an item is nor who may see it: in no index, but for whether there is a base. */
const RESTATE = `UPDATE item SET kind = ?, status = ?, type = ?, description = ?, trashed_by = ?, trashed_at = ?,
  created_by = ?, created_at = ?, rev = ?, base = ? WHERE id = ?`;
const SET_RIGHTS = 'UPDATE item SET shared = ?, task = ?, assignee_id = ? WHERE id = ?';

const fromStored = (s: Stored): LocalItem => ({
  id: s.id,
  kind: s.kind,
  parentId: s.parent_id ?? ROOT,
  name: s.name,
  shared: s.shared === 1,
  task: s.task === 1,
  assigneeId: s.assignee_id,
  status: s.status,
  type: s.type,
  description: s.description,
  trashed: s.trashed === 1,
  trashedBy: s.trashed_by,
  trashedAt: s.trashed_at,
  mergedInto: s.merged_into,
  purged: s.purged === 1,
  createdBy: s.created_by,
  createdAt: s.created_at,
  rev: s.rev,
  base: s.base === null ? undefined : storedObject<ItemBase>('changes of an item', s.base),
});

const storedBase = (base: ItemBase | undefined): string | null =>
  base && Object.keys(base).length > 0 ? JSON.stringify(base) : null;

const hasSameRights = (a: Item, b: Item): boolean =>
  a.shared === b.shared && a.task === b.task && a.assigneeId === b.assigneeId;

const isSamePlace = (a: Item, b: Item): boolean =>
  a.parentId === b.parentId &&
  a.name === b.name &&
  a.trashed === b.trashed &&
  a.purged === b.purged &&
  a.mergedInto === b.mergedInto;

export class Items {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  get(id: Id): LocalItem | undefined {
    const stored = this.#db.get<Stored>(GET, id);
    return stored && fromStored(stored);
  }

  has(id: Id): boolean {
    return this.#db.value('SELECT 1 FROM item WHERE id = ?', id) !== undefined;
  }

  /**
   * The item that an id stands for by now: merged ones lead on. Undefined where they lead nowhere, or in a circle, as
   * no sound studio has it.
   */
  followed(id: Id): LocalItem | undefined {
    const seen = new Set<Id>();
    let item = this.get(id);
    while (item && item.mergedInto !== '') {
      if (seen.has(item.id)) return undefined;
      seen.add(item.id);
      item = this.get(item.mergedInto);
    }
    return item;
  }

  /** The live item of that name key below `parentId`. */
  byKey(parentId: Id, key: string): LocalItem | undefined {
    const stored = this.#db.get<Stored>(BY_KEY, parentId, key);
    return stored && fromStored(stored);
  }

  /** Everything right below `parentId`, live or not. */
  children(parentId: Id): LocalItem[] {
    const sql = `SELECT ${COLUMNS} FROM item WHERE parent_id IS ?`;
    return this.#db.all<Stored>(sql, parentId === ROOT ? null : parentId).map(fromStored);
  }

  /** Whether there is none at all, live or not. */
  get isNone(): boolean {
    return this.#db.value('SELECT 1 FROM item LIMIT 1') === undefined;
  }

  hasChildren(id: Id): boolean {
    return this.#db.value('SELECT 1 FROM item WHERE parent_id = ? LIMIT 1', id) !== undefined;
  }

  /** How many live items lie below a collection, at any depth. */
  countBelow(id: Id): number {
    const sql = `WITH RECURSIVE inside (id) AS (
        SELECT id FROM item WHERE parent_id = ? AND live = 1
        UNION SELECT item.id FROM inside CROSS JOIN item ON item.parent_id = inside.id WHERE item.live = 1)
      SELECT count(*) FROM inside`;
    return this.#db.value<number>(sql, id) ?? 0;
  }

  live(): LocalItem[] {
    return this.#db.all<Stored>(`SELECT ${COLUMNS} FROM item WHERE live = 1`).map(fromStored);
  }

  trashed(): LocalItem[] {
    return this.#db
      .all<Stored>(`SELECT ${COLUMNS} FROM item WHERE trashed = 1 AND purged = 0`)
      .map(fromStored);
  }

  /** Items the studio does not know as they are here. */
  outbox(): LocalItem[] {
    const sql = `SELECT ${COLUMNS} FROM item WHERE rev = 0 OR base IS NOT NULL ORDER BY id`;
    return this.#db.all<Stored>(sql).map(fromStored);
  }

  /** Items of the outbox that were moved here, without reading the rest of it. */
  moved(): LocalItem[] {
    const sql = `SELECT ${COLUMNS} FROM item WHERE (rev = 0 OR base IS NOT NULL) AND base LIKE '%"parentId"%' ORDER BY id`;
    return this.#db.all<Stored>(sql).map(fromStored);
  }

  /** Whether anything was trashed or purged here that the studio may not know of. */
  hasUnsentTrash(): boolean {
    const sql =
      'SELECT 1 FROM item INDEXED BY item_outbox WHERE trashed = 1 AND (rev = 0 OR base IS NOT NULL) LIMIT 1';
    return this.#db.value(sql) !== undefined;
  }

  /** A page of the live items that wait for their name key (inside an applying transaction). */
  unkeyed(after: Id, limit: number): LocalItem[] {
    const sql = `SELECT ${COLUMNS} FROM item WHERE name_key IS NULL AND live = 1 AND id > ? ORDER BY id LIMIT ?`;
    return this.#db.all<Stored>(sql, after, limit).map(fromStored);
  }

  /** Such a page with no more than what a name key is made of: half of what the whole rows cost. */
  unkeyedPlaces(after: Id, limit: number): (readonly [id: Id, parentId: Id, name: string])[] {
    const sql = `SELECT id, ifnull(parent_id, ''), name FROM item
      WHERE name_key IS NULL AND live = 1 AND id > :after ORDER BY id LIMIT :limit`;
    return this.#db.rows(sql, { after, limit });
  }

  setKey(id: Id, key: string): void {
    this.#db.run('UPDATE item SET name_key = ? WHERE id = ?', key, id);
  }

  /** Writes the whole row; `key` null leaves it without a name key for the moment. */
  put(item: Item, rev: number, base: ItemBase | undefined, key: string | null): void {
    this.#write(PUT, item, rev, base, key);
  }

  /** An item that is new. */
  create(item: Item): void {
    this.#write(INSERT, item, 0, undefined, nameKey(item.name));
  }

  /** An item that is new here and that the studio has. */
  add(item: Item, rev: number, key: string | null): void {
    this.#write(INSERT, item, rev, undefined, key);
  }

  #write(sql: string, item: Item, rev: number, base: ItemBase | undefined, key: string | null): void {
    this.#db.run(
      sql,
      item.id,
      item.kind,
      item.parentId === ROOT ? null : item.parentId,
      item.name,
      Number(item.shared),
      Number(item.task),
      item.assigneeId,
      item.status,
      item.type,
      item.description,
      Number(item.trashed),
      item.trashedBy,
      item.trashedAt,
      item.mergedInto,
      Number(item.purged),
      item.createdBy,
      item.createdAt,
      rev,
      storedBase(base),
      key,
    );
  }

  /**
   * Writes the whole row over `before`. Where its place and name are the same its name key stays, otherwise it is left
   * open.
   */
  replace(before: Item, item: Item, rev: number, base: ItemBase | undefined): void {
    if (!isSamePlace(before, item)) return this.put(item, rev, base, null);
    this.#db.run(
      RESTATE,
      item.kind,
      item.status,
      item.type,
      item.description,
      item.trashedBy,
      item.trashedAt,
      item.createdBy,
      item.createdAt,
      rev,
      storedBase(base),
      item.id,
    );
    if (hasSameRights(before, item)) return;
    this.#db.run(SET_RIGHTS, Number(item.shared), Number(item.task), item.assigneeId, item.id);
  }

  /** Whether the item is a tombstone: quicker than to read all of it. */
  isPurged(id: Id): boolean {
    return this.#db.value('SELECT 1 FROM item WHERE id = ? AND purged = 1', id) !== undefined;
  }

  isTaken(parentId: Id, key: string): boolean {
    const sql = `SELECT 1 FROM item WHERE ifnull(parent_id, '') = ? AND name_key = ? AND live = 1`;
    return this.#db.value(sql, parentId, key) !== undefined;
  }

  /**
   * Changes fields of an item and remembers what the studio had; a field set back to that is clean again.
   * With `keyed` false the name key is left open, to be settled later in the same transaction.
   */
  edit(id: Id, change: Partial<Item>, keyed = true): LocalItem {
    const item = this.get(id);
    if (!item) throw new Error(`no item ${id}`);
    const base: Record<string, unknown> = { ...item.base };
    for (const field of ITEM_FIELDS) {
      if (!(field in change) || change[field] === item[field]) continue;
      if (!(field in base)) base[field] = item[field];
      else if (base[field] === change[field]) delete base[field];
    }
    const next = { ...item, ...change, base: item.rev === 0 ? undefined : (base as ItemBase) };
    this.put(next, item.rev, next.base, keyed ? nameKey(next.name) : null);
    return next;
  }

  /** Forgets an item that never left this machine. */
  remove(id: Id): void {
    this.#db.run('DELETE FROM item WHERE id = ?', id);
  }
}
