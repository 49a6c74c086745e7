/** What a studio of the first version of the schema held. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type Dialect, Kysely, Migrator } from 'kysely';
import { OWN_SETTINGS } from '../../server/metadata/copy.ts';
import type { Db } from '../../server/metadata/metadata.ts';
import { type BinaryType, migrations } from '../../server/metadata/migrations.ts';

export type Row = Record<string, unknown>;

export const TOKEN = 'a-session-of-the-first-version';
export const P = '01890000-0000-7000-8000-000000000001';
export const ADA = '01890000-0000-7000-8000-00000000000a';
const BEN = '01890000-0000-7000-8000-00000000000b';
export const CEL = '01890000-0000-7000-8000-00000000000c';
export const at = 1_700_000_000_000;
export const id = (n: number) => `01890000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
export const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const HASH = createHash('sha256').update('rock').digest();

const item = (n: number, name: string, more: Row = {}): Row => ({
  ...{ project_id: P, id: id(n), kind: 'asset', parent_id: '', name, name_key: name, shared: 0, task: 0 },
  ...{ assignee_id: '', status: 'wip', type: '', description: '', trashed: 0, trashed_by: '', trashed_at: 0 },
  ...{ merged_into: '', purged: 0, created_by: ADA, created_at: at, revision: 1, field_revisions: '{}' },
  ...more,
});
const change = (revision: number, kind: string, key: string): Row => ({ project_id: P, kind, key, revision });

/** By table, in an order in which references lead to what is there. */
export const DATA: Readonly<Record<string, readonly Row[]>> = {
  setting: [{ key: 'something', value: 'kept' }],
  account: [
    {
      id: ADA,
      name: 'ada',
      name_key: 'ada',
      password: '$argon2id$x',
      admin: 1,
      created_at: at,
      removed_at: null,
    },
    { id: BEN, name: 'ben', name_key: null, password: '', admin: 0, created_at: at, removed_at: at + 1 },
  ],
  session: [
    {
      token_hash: sha(TOKEN),
      ...{ account_id: ADA, device: 'desk', created_at: at, expires_at: at * 2 },
    },
  ],
  attempt: [{ key: 'account ada', failures: 3, since: at }],
  project: [{ id: P, name: 'Film', name_key: 'film', archived: 0, head: 4, created_by: ADA, created_at: at }],
  member: [
    { project_id: P, account_id: ADA, role: 'Admin', removed: 0, revision: 1 },
    { project_id: P, account_id: BEN, role: 'Artist', removed: 1, revision: 2 },
  ],
  role: [
    { project_id: P, name: 'Admin', permissions: '[]', removed: 0, revision: 1 },
    { project_id: P, name: 'Artist', permissions: '["tag.edit"]', removed: 0, revision: 1 },
  ],
  item: [
    item(1, 'rock', { revision: 4 }),
    item(2, 'sea'),
    item(3, '', { name_key: null, purged: 1, trashed: 1 }),
  ],
  checkpoint: [
    {
      ...{
        project_id: P,
        id: id(9),
        asset_id: id(1),
        version: 1,
        parent_id: '',
        content_hash: HASH.toString('hex'),
      },
      ...{
        size: 4,
        manifest: HASH.toString('hex'),
        comment: 'first',
        author_id: ADA,
        created_at: at,
        status: 'wip',
      },
      ...{ preview_hash: null, preview_size: 0, preview_type: '', trashed: 0, revision: 3 },
    },
  ],
  tagging: [{ project_id: P, item_id: id(1), tag: 'hero', present: 1, revision: 3 }],
  dependency: [{ project_id: P, item_id: id(1), target_id: id(2), present: 1, revision: 3 }],
  change: [
    ...[
      change(1, 'project', P),
      change(1, 'member', ADA),
      change(2, 'member', BEN),
      change(1, 'role', 'Artist'),
    ],
    ...[change(4, 'item', id(1)), change(1, 'item', id(2)), change(3, 'checkpoint', id(9))],
    ...[change(3, 'tagging', `${id(1)}/hero`), change(3, 'dependency', `${id(1)}/${id(2)}`)],
  ],
  push: [{ project_id: P, account_id: ADA, push_id: 'p1', answer: Buffer.from([8, 1]), created_at: at }],
  activity: [
    [1, [{ kind: 'item', key: id(1), fields: { name: [null, 'rock'], status: [null, 'todo'] } }]],
    [3, [{ kind: 'checkpoint', key: id(9), fields: { assetId: [null, id(1)], version: [null, 1] } }]],
    [4, [{ kind: 'item', key: id(1), fields: { status: ['todo', 'wip'] } }]],
  ].map(([revision, changes]) => ({
    ...{ project_id: P, revision, account_id: ADA, client: 'old', created_at: at },
    changes: JSON.stringify(changes),
  })),
  chunk: [{ project_id: P, hash: HASH, size: 4, touched_at: at }],
  holder: [{ project_id: P, hash: HASH, account_id: ADA }],
};

/**
 * Makes tables as the first version of the schema, or another earlier one, has them.
 * @param schema name of the last step
 * @param data rows by table
 */
export async function makeOld(
  dialect: Dialect,
  binary: BinaryType,
  data: readonly (typeof DATA)[] = [DATA],
  schema = '0001-first',
  by: readonly string[] = [],
): Promise<void> {
  const db = new Kysely<Record<string, Row>>({ dialect });
  try {
    const migrator = new Migrator({ db, provider: migrations(binary) });
    const to = async (name: string) => {
      const { error } = await migrator.migrateTo(name);
      if (error) throw error;
    };
    await to(schema);
    for (const [table, rows] of data.flatMap((tables) => Object.entries(tables)))
      for (const row of rows) await db.insertInto(table).values(row).execute();
    for (const name of by) await to(name);
  } finally {
    await db.destroy();
  }
}

const plain = (value: unknown): unknown =>
  Buffer.isBuffer(value) || value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
/** Numbers as they are, whether or not a database's driver gives them as texts. */
const known = (row: Row, like: Row): Row =>
  Object.fromEntries(
    Object.entries(like).map(([key, was]) => [
      key,
      typeof was === 'number' && row[key] !== null ? Number(row[key]) : plain(row[key]),
    ]),
  );

/** All that it held is there. @throws {AssertionError} */
export async function requireKept(db: Db): Promise<void> {
  for (const [table, rows] of Object.entries(DATA)) {
    const found = (await db
      .selectFrom(table as 'setting')
      .selectAll()
      .execute()) as unknown as Row[];
    // What a database says of itself is not the studio's.
    const own = (row: Row) => table === 'setting' && OWN_SETTINGS.includes(String(row.key));
    const sorted = (all: readonly Row[]) => all.map((row) => JSON.stringify(known(row, rows[0]!))).sort();
    assert.deepEqual(sorted(found.filter((row) => !own(row))), sorted(rows), table);
  }
}
