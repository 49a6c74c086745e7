/** The two set-valued relations of items: tags, and dependencies on other items. */
import type { Id } from '../domain/rows.ts';
import type { Db } from './db.ts';

type Table = 'tagging' | 'dependency';

/** One membership with its sync state; `base`: whether it was in the set at the last sync, if changed since. */
export interface Membership {
  readonly itemId: Id;
  /** The tag, or the id of the item depended on. */
  readonly member: string;
  readonly present: boolean;
  readonly rev: number;
  readonly base: boolean | undefined;
}

interface Stored {
  item_id: string;
  member: string;
  present: number;
  rev: number;
  base: number | null;
}

const fromStored = (s: Stored): Membership => ({
  itemId: s.item_id,
  member: s.member,
  present: s.present === 1,
  rev: s.rev,
  base: s.base === null ? undefined : s.base === 1,
});

/**
 * A set per item, merged by membership: both sides can only have changed a membership away from the same base, so
 * two changes of one membership agree. That makes additions unite and lets a removal win only over what it had seen.
 */
export class MemberSet {
  readonly #db: Db;
  readonly table: Table;
  readonly #select: string;
  readonly #column: string;

  constructor(db: Db, table: Table) {
    this.#db = db;
    this.table = table;
    this.#column = table === 'tagging' ? 'tag' : 'target_id';
    this.#select = `SELECT item_id, ${this.#column} AS member, present, rev, base FROM ${table}`;
  }

  get(itemId: Id, member: string): Membership | undefined {
    const stored = this.#db.get<Stored>(
      `${this.#select} WHERE item_id = ? AND ${this.#column} = ?`,
      itemId,
      member,
    );
    return stored && fromStored(stored);
  }

  of(itemId: Id): Membership[] {
    return this.#db.all<Stored>(`${this.#select} WHERE item_id = ?`, itemId).map(fromStored);
  }

  /** Memberships of `member` in any item's set: what depends on an item. */
  holding(member: string): Membership[] {
    return this.#db.all<Stored>(`${this.#select} WHERE ${this.#column} = ?`, member).map(fromStored);
  }

  present(): Membership[] {
    return this.#db.all<Stored>(`${this.#select} WHERE present = 1`).map(fromStored);
  }

  /** Of an item's, those that the studio does not have so. */
  unsentOf(itemId: Id): Membership[] {
    const sql = `${this.#select} WHERE item_id = ? AND (rev = 0 OR base IS NOT NULL)`;
    return this.#db.all<Stored>(sql, itemId).map(fromStored);
  }

  outbox(): Membership[] {
    return this.#db.all<Stored>(`${this.#select} WHERE rev = 0 OR base IS NOT NULL`).map(fromStored);
  }

  put(itemId: Id, member: string, present: boolean, rev: number, base: boolean | undefined): void {
    this.#db.run(
      `INSERT INTO ${this.table} (item_id, ${this.#column}, present, rev, base) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET present = excluded.present, rev = excluded.rev, base = excluded.base`,
      itemId,
      member,
      Number(present),
      rev,
      base === undefined ? null : Number(base),
    );
  }

  /** A local change. One that never left this machine and is taken back is forgotten. */
  set(itemId: Id, member: string, present: boolean): void {
    const found = this.get(itemId, member);
    if (!found) {
      if (present) this.put(itemId, member, true, 0, undefined);
    } else if (found.rev === 0) {
      if (!present) this.remove(itemId, member);
    } else if (found.present !== present) {
      this.put(itemId, member, present, found.rev, found.base === undefined ? found.present : undefined);
    }
  }

  remove(itemId: Id, member: string): void {
    this.#db.run(`DELETE FROM ${this.table} WHERE item_id = ? AND ${this.#column} = ?`, itemId, member);
  }

  removeOf(itemId: Id): void {
    this.#db.run(`DELETE FROM ${this.table} WHERE item_id = ?`, itemId);
  }
}
