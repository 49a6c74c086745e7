/** All of a studio's rows from one database to another, whichever they are, and whether both have the same. */
import { type SqlBool, sql } from 'kysely';
import type { Db } from './metadata.ts';
import { NAME_KEYS } from './name-keys.ts';
import type { Tables } from './tables.ts';

/** Where chunks lie in a storage is each studio's own: chunks are copied from store to store. */
type OfStorage = 'pack_object' | 'pack_frame' | 'pack_support';
export type TableName = Exclude<keyof Tables & string, OfStorage>;
export type TableRow = Readonly<Record<string, unknown>>;

/** Primary keys. What rows of a table refer to is in tables before it. */
export const KEYS: { readonly [T in TableName]: readonly (keyof Tables[T] & string)[] } = {
  setting: ['key'],
  account: ['id'],
  session: ['token_hash'],
  attempt: ['key'],
  project: ['id'],
  token: ['id'],
  invitation: ['id'],
  member: ['project_id', 'account_id'],
  role: ['project_id', 'name'],
  item: ['project_id', 'id'],
  checkpoint: ['project_id', 'id'],
  tagging: ['project_id', 'item_id', 'tag'],
  dependency: ['project_id', 'item_id', 'target_id'],
  change: ['project_id', 'kind', 'key'],
  push: ['project_id', 'account_id', 'push_id'],
  activity: ['project_id', 'revision'],
  chunk: ['project_id', 'hash'],
  holder: ['project_id', 'hash', 'account_id'],
  activity_item: ['project_id', 'item_id', 'revision'],
  activity_field: ['project_id', 'field', 'revision'],
  allowance: ['project_id'],
  webhook: ['id'],
  webhook_delivery: ['id'],
  identity: ['issuer', 'subject'],
  sso_state: ['state_hash'],
  sso_code: ['code_hash'],
  studio_activity: ['id'],
};
export const TABLES = Object.keys(KEYS) as readonly TableName[];

/** Settings of one database, not of the studio in it. */
export const OWN_SETTINGS: readonly string[] = [
  'setup-token',
  'copy',
  'storage-owner',
  'sso-states',
  NAME_KEYS,
];

/** Rows at a time. Those that hold whole messages may be large. */
const ROWS = 400;
const LARGE: readonly TableName[] = ['push', 'activity'];
const FEW = 16;

/** Rows of a table in the order of its key, behind a row where one is given; at most as many as are copied at a time. */
async function readPage(db: Db, table: TableName, after?: TableRow): Promise<TableRow[]> {
  const key = KEYS[table] as readonly string[];
  let query = db
    .selectFrom(table)
    .selectAll()
    .limit(LARGE.includes(table) ? FEW : ROWS);
  for (const column of key) query = query.orderBy(sql.ref(column));
  if (table === 'setting') query = query.where('setting.key', 'not in', OWN_SETTINGS);
  if (after) {
    const columns = sql.join(key.map((column) => sql.ref(column)));
    const values = sql.join(key.map((column) => sql.val(after[column])));
    query = query.where(sql<SqlBool>`(${columns}) > (${values})`);
  }
  return (await query.execute()) as TableRow[];
}

/** All pages of a table. */
export async function* pagesOf(
  db: Db,
  table: TableName,
  after?: TableRow,
): AsyncGenerator<TableRow[], void, undefined> {
  for (let last = after; ; ) {
    const page = await readPage(db, table, last);
    last = page.at(-1);
    if (!last) return;
    yield page;
  }
}

export const writePage = async (db: Db, table: TableName, rows: readonly TableRow[]): Promise<void> => {
  await db
    .insertInto(table)
    .values(rows as never)
    .execute();
};

export async function copyTables(from: Db, to: Db): Promise<void> {
  for (const table of TABLES) for await (const page of pagesOf(from, table)) await writePage(to, table, page);
}

/** Of all tables but what the database keeps for itself. */
export async function isEmpty(db: Db): Promise<boolean> {
  for (const table of TABLES) if ((await readPage(db, table)).length > 0) return false;
  return true;
}

export async function clearTables(db: Db): Promise<void> {
  for (const table of TABLES.toReversed()) {
    const query = db.deleteFrom(table);
    await (table === 'setting' ? query.where('setting.key', 'not in', OWN_SETTINGS) : query).execute();
  }
}

const plain = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;

const same = (one: TableRow, other: TableRow): boolean => {
  const columns = Object.keys(one);
  return (
    columns.length === Object.keys(other).length &&
    columns.every((column) => plain(one[column]) === plain(other[column]))
  );
};

/** How many rows each table has. @throws {Error} naming the first table in which the two differ */
export async function compareTables(one: Db, other: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    let count = 0;
    const theirs = pagesOf(other, table);
    for await (const page of pagesOf(one, table)) {
      const { value } = await theirs.next();
      const differs = page.findIndex((row, at) => !value?.[at] || !same(row, value[at]));
      if (differs >= 0 || value?.length !== page.length)
        throw new Error(`The copies of ${table} differ at row ${count + Math.max(differs, 0) + 1}`);
      count += page.length;
    }
    if (!(await theirs.next()).done) throw new Error(`The copy of ${table} has more rows`);
    counts[table] = count;
  }
  return counts;
}
