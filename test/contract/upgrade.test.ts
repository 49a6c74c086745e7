/** Studios that earlier versions of the schema hold, brought to this one: nothing is lost, they work, and let nobody in who had left. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Kysely, Migrator, PostgresDialect, SqliteDialect } from 'kysely';
import pg from 'pg';
import { loadSqlite } from '../../native/sqlite.ts';
import { OWN_SETTINGS } from '../../server/metadata/copy.ts';
import type { BinaryType } from '../../server/metadata/migrations.ts';
import { migrations } from '../../server/metadata/migrations.ts';
import { usageOf } from '../../server/projects/allowance.ts';
import { emptyDatabase, onPostgres } from '../support/postgres.ts';
import { Person, Seat, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

type Row = Record<string, unknown>;
type Old = Kysely<Record<string, Row>>;

const TOKEN = 'a-session-of-the-first-version';
const P = '01890000-0000-7000-8000-000000000001';
const ADA = '01890000-0000-7000-8000-00000000000a';
const BEN = '01890000-0000-7000-8000-00000000000b';
const CEL = '01890000-0000-7000-8000-00000000000c';
const at = 1_700_000_000_000;
const id = (n: number) => `01890000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const HASH = createHash('sha256').update('rock').digest();

const item = (n: number, name: string, more: Row = {}): Row => ({
  ...{ project_id: P, id: id(n), kind: 'asset', parent_id: '', name, name_key: name, shared: 0, task: 0 },
  ...{ assignee_id: '', status: 'wip', type: '', description: '', trashed: 0, trashed_by: '', trashed_at: 0 },
  ...{ merged_into: '', purged: 0, created_by: ADA, created_at: at, revision: 1, field_revisions: '{}' },
  ...more,
});
const change = (revision: number, kind: string, key: string): Row => ({ project_id: P, kind, key, revision });

/** By table, in an order in which references lead to what is there. */
const DATA: Readonly<Record<string, readonly Row[]>> = {
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

const VERSIONS = Object.keys(await migrations('blob').getMigrations());

const WAY_IN = `cairn_${'t'.repeat(43)}`;
const INVITATION = 'i'.repeat(43);

/** Of a version that kept what a member had made who was removed. */
const LEFT: Readonly<Record<string, readonly Row[]>> = {
  account: [
    { id: CEL, name: 'cel', name_key: 'cel', password: '', admin: 0, created_at: at, removed_at: null },
  ],
  member: [{ project_id: P, account_id: CEL, role: 'Admin', removed: 1, revision: 2 }],
  token: [
    {
      ...{ id: id(20), token_hash: sha(WAY_IN), account_id: CEL, project_id: P, scope: 'sync' },
      ...{ label: 'farm', created_at: at, expires_at: at * 2, used_at: null },
    },
  ],
  invitation: [
    {
      ...{ id: id(21), token_hash: sha(INVITATION), project_id: P, role: 'Artist', invited_by: CEL },
      ...{ created_at: at, expires_at: at * 2 },
    },
  ],
  webhook: [
    {
      ...{
        id: id(22),
        project_id: P,
        url: 'https://receiver.test/',
        label: '',
        secret: 's',
        created_by: CEL,
      },
      ...{ created_at: at, state: 'given-up', told: 4, attempts: 0, next_at: at, failing_since: null },
      ...{ claimed_by: '', claimed_until: 0 },
    },
  ],
};

const KINDS: Readonly<
  Record<string, (folder: string) => Promise<{ db: Old; binary: BinaryType; options: { database?: string } }>>
> = {
  sqlite: async (folder) => {
    const Database = await loadSqlite();
    const database = new Database(join(folder, 'studio.sqlite'));
    return { db: new Kysely({ dialect: new SqliteDialect({ database }) }), binary: 'blob', options: {} };
  },
  postgres: async () => {
    const database = await emptyDatabase();
    const pool = new pg.Pool({ connectionString: database });
    return {
      db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
      binary: 'bytea',
      options: { database },
    };
  },
};

for (const [kind, make] of Object.entries(KINDS).filter(([kind]) => (kind === 'postgres') === onPostgres()))
  describe(`a studio of an earlier version, on ${kind}`, function () {
    this.timeout(60_000);
    const folder = useTempFolder();

    /** A studio of this version on what one of an earlier schema held. */
    const upgraded = async (
      schema: string,
      data: readonly (typeof DATA)[],
      by: readonly string[] = [],
    ): Promise<TestStudio> => {
      const old = await make(folder());
      const migrator = new Migrator({ db: old.db, provider: migrations(old.binary) });
      const to = async (name: string) => assert.equal((await migrator.migrateTo(name)).error, undefined);
      await to(schema);
      for (const [table, rows] of data.flatMap((tables) => Object.entries(tables)))
        for (const row of rows) await old.db.insertInto(table).values(row).execute();
      for (const name of by) await to(name);
      await old.db.destroy();
      return TestStudio.open(folder(), old.options);
    };
    const seatOf = (studio: TestStudio, token: string, id: string) =>
      new Seat(new Person(studio.app, { token, user: { id, name: '' } }), P);

    const kept = async (studio: TestStudio) => {
      try {
        const { db, ...metadata } = studio.studio.metadata;
        assert.deepEqual(await studio.studio.metadata.check(), [], JSON.stringify(metadata));
        for (const [table, rows] of Object.entries(DATA)) {
          const found = (await db
            .selectFrom(table as 'setting')
            .selectAll()
            .execute()) as unknown as Row[];
          // What a database says of itself is not the studio's.
          const own = (row: Row) => table === 'setting' && OWN_SETTINGS.includes(String(row.key));
          const sorted = (all: readonly Row[]) =>
            all.map((row) => JSON.stringify(known(row, rows[0]!))).sort();
          assert.deepEqual(sorted(found.filter((row) => !own(row))), sorted(rows), table);
        }
        const ada = seatOf(studio, TOKEN, ADA);
        const { rows, head } = await ada.pull();
        assert.deepEqual([rows.length, head], [DATA.change!.length, 4]);
        const about = async (query: string) =>
          (await ada.person.call('GET', ada.url(`activity?${query}`))).raw.json<{
            activity: { revision: number; about: string }[];
          }>().activity;
        assert.deepEqual(
          (await about(`item=${id(1)}`)).map(({ revision }) => revision),
          [4, 3, 1],
        );
        assert.deepEqual(
          await about(`item=${id(1)}&field=status`).then((all) => all.map((one) => one.about)),
          ['work', 'work'],
        );
        assert.deepEqual(await about('about=team'), []);
        const { bytes, items, mostBytes } = await usageOf(db, P);
        assert.deepEqual([bytes, items, mostBytes], [4, 2, null]);
        const edited = await ada.person.call('PATCH', ada.url('roles/Artist'), { add: ['share'] });
        assert.equal(edited.status, 200, edited.raw.body);
        assert.deepEqual(
          (await about('about=team')).map(({ revision }) => revision),
          [5],
        );
      } finally {
        await studio.close();
      }
    };

    it('is brought to this one with all that it holds, and works', async () => {
      await kept(await upgraded('0001-first', [DATA]));
    });

    for (const name of VERSIONS.slice(1, -1))
      it(`is so, too, by way of ${name}`, async () => {
        await kept(await upgraded('0001-first', [DATA], [name]));
      });

    it('does not let in by old ways who had left, and is taken in again', async () => {
      const studio = await upgraded('0005-operations', [DATA, LEFT]);
      try {
        const [ada, cel] = [seatOf(studio, TOKEN, ADA), seatOf(studio, WAY_IN, CEL)];
        const members = () => cel.person.call('GET', cel.url('members'));
        const look = () => ada.person.call('POST', '/v1/invitations/look', { invitation: INVITATION });
        assert.equal((await members()).code, 'not-found');
        const back = await ada.person.call('PUT', ada.url('members/cel'), { role: 'Admin' });
        assert.equal(back.status, 204, back.raw.body);
        assert.equal((await members()).code, 'session-expired');
        assert.equal((await look()).code, 'invitation');
        const { webhooks } = (await ada.person.call('GET', ada.url('webhooks'))).raw.json<{
          webhooks: { id: string }[];
        }>();
        assert.deepEqual(
          webhooks.map((one) => one.id),
          [id(22)],
        );
      } finally {
        await studio.close();
      }
    });
  });
