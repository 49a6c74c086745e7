/** Studios that earlier versions of the schema hold, brought to this one: nothing is lost, they work, and let nobody in who had left. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Dialect, PostgresDialect, SqliteDialect } from 'kysely';
import pg from 'pg';
import { loadSqlite } from '../../native/sqlite.ts';
import type { BinaryType } from '../../server/metadata/migrations.ts';
import { migrations } from '../../server/metadata/migrations.ts';
import { usageOf } from '../../server/projects/allowance.ts';
import { ADA, at, CEL, DATA, id, makeOld, P, requireKept, sha, TOKEN } from '../support/first-studio.ts';
import { emptyDatabase, onPostgres } from '../support/postgres.ts';
import { Person, Seat, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const VERSIONS = Object.keys(await migrations('blob').getMigrations());

const WAY_IN = `cairn_${'t'.repeat(43)}`;
const INVITATION = 'i'.repeat(43);

/** Of a version that kept what a member had made who was removed. */
const LEFT: typeof DATA = {
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
  Record<
    string,
    (folder: string) => Promise<{ dialect: Dialect; binary: BinaryType; options: { database?: string } }>
  >
> = {
  sqlite: async (folder) => {
    const Database = await loadSqlite();
    const database = new Database(join(folder, 'studio.sqlite'));
    return { dialect: new SqliteDialect({ database }), binary: 'blob', options: {} };
  },
  postgres: async () => {
    const database = await emptyDatabase();
    const pool = new pg.Pool({ connectionString: database });
    return { dialect: new PostgresDialect({ pool }), binary: 'bytea', options: { database } };
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
      const { dialect, binary, options } = await make(folder());
      await makeOld(dialect, binary, data, schema, by);
      return TestStudio.open(folder(), options);
    };
    const seatOf = (studio: TestStudio, token: string, id: string) =>
      new Seat(new Person(studio.app, { token, user: { id, name: '' } }), P);

    const kept = async (studio: TestStudio) => {
      try {
        const { db, ...metadata } = studio.studio.metadata;
        assert.deepEqual(await studio.studio.metadata.check(), [], JSON.stringify(metadata));
        await requireKept(db);
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
