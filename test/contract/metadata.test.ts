/** What every database of the studio must keep. An adapter joins by a line in ADAPTERS. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { Db, Metadata } from '../../server/metadata/metadata.ts';
import { openPostgresMetadata } from '../../server/metadata/postgres.ts';
import { openSqliteMetadata } from '../../server/metadata/sqlite.ts';
import { freshDatabase, onPostgres } from '../support/postgres.ts';
import { useTempFolder } from '../support/temp.ts';

const ADAPTERS: Readonly<Record<string, (folder: string) => Promise<Metadata>>> = {
  sqlite: (folder) => openSqliteMetadata(join(folder, 'studio.sqlite')),
  // Not without its server, which only that stage of the tests starts.
  ...(onPostgres() && {
    postgres: async (folder: string) => openPostgresMetadata(await freshDatabase(folder)),
  }),
};

for (const [name, open] of Object.entries(ADAPTERS)) {
  describe(`the metadata on ${name}`, () => {
    const folder = useTempFolder();
    let one: Metadata;
    let two: Metadata;
    let project: string;
    beforeEach(async () => {
      one = await open(folder());
      two = await open(folder());
      project = uuid();
      const account = {
        id: uuid(),
        name: 'ada',
        name_key: 'ada',
        password: '',
        admin: 1,
        created_at: 1,
        removed_at: null,
      };
      await one.db.insertInto('account').values(account).execute();
      const row = {
        id: project,
        name: 'film',
        name_key: 'film',
        archived: 0,
        head: 0,
        created_by: account.id,
        created_at: 1,
      };
      await one.db.insertInto('project').values(row).execute();
    });
    afterEach(async () => {
      await one.close();
      await two.close();
    });

    const setting = (db: Db, key: string) => db.insertInto('setting').values({ key, value: 'x' }).execute();
    const settings = async (metadata: Metadata) =>
      (await metadata.db.selectFrom('setting').select('key').orderBy('key').execute()).map((row) => row.key);

    it('keeps all of a transaction or nothing', async () => {
      await assert.rejects(
        one.transaction(async (tx) => {
          await setting(tx, 'a');
          throw new Error('no');
        }),
        /no/,
      );
      await one.transaction((tx) => setting(tx, 'b'));
      assert.deepEqual(await settings(two), ['b']);
    });

    it('shows nothing of a transaction before it ends', async () => {
      await one.transaction(async (tx) => {
        await setting(tx, 'a');
        assert.deepEqual(await settings(two), []);
      });
      assert.deepEqual(await settings(two), ['a']);
    });

    it('hands out every number once, whoever asks', async () => {
      const next = (metadata: Metadata) =>
        metadata.transaction(async (tx) => {
          const head = (await metadata.lockHead(tx, project)) ?? -1;
          await tx
            .updateTable('project')
            .set({ head: head + 1 })
            .where('id', '=', project)
            .execute();
          return head + 1;
        });
      const given: number[] = [];
      for (let round = 0; round < 10; round++)
        given.push(...(await Promise.all([next(one), next(one)])), await next(two));
      assert.deepEqual(
        given.sort((a, b) => a - b),
        Array.from({ length: 30 }, (_, index) => index + 1),
      );
      assert.equal(await one.lockHead(one.db, uuid()), undefined);
    });

    it('refuses two live siblings of one name key, and lets those without a key be', async () => {
      const row = (name_key: string | null) => ({
        project_id: project,
        id: uuid(),
        kind: 'asset',
        parent_id: '',
        name: 'x',
        name_key,
        shared: 0,
        task: 0,
        assignee_id: '',
        status: '',
        type: '',
        description: '',
        trashed: 0,
        trashed_by: '',
        trashed_at: 0,
        merged_into: '',
        purged: 0,
        created_by: '',
        created_at: 1,
        revision: 1,
        field_revisions: '{}',
      });
      const add = (key: string | null) => one.db.insertInto('item').values(row(key)).execute();
      await add('x');
      await add(null);
      await add(null);
      await assert.rejects(add('x'), /UNIQUE|unique/);
    });

    it('orders texts by their bytes, and tells those apart that a language would not', async () => {
      const keys = ['Z', 'a', 'b', 'e\u0301', 'z', '\u00e9', '\u{1f600}'];
      for (const key of keys.toReversed()) await setting(one.db, key);
      assert.deepEqual(await settings(two), keys);
      const above = two.db.selectFrom('setting').select('key').where('key', '>', 'b').orderBy('key');
      assert.deepEqual(
        (await above.execute()).map(({ key }) => key),
        keys.slice(3),
      );
    });

    it('keeps whole numbers as numbers, sums too, and bytes as bytes', async () => {
      const large = Number.MAX_SAFE_INTEGER;
      const hash = Buffer.from([0, 1, 254, 255]);
      await one.db.updateTable('project').set({ head: large }).execute();
      await one.db
        .insertInto('chunk')
        .values({ project_id: project, hash, size: 7, touched_at: large })
        .execute();
      const row = await two.db.selectFrom('chunk').selectAll().executeTakeFirstOrThrow();
      assert.deepEqual([row.size, row.touched_at, Buffer.from(row.hash)], [7, large, hash]);
      const sums = await two.db
        .selectFrom('project')
        .select((e) => [e.fn.countAll<number>().as('count'), e.fn.sum<number>('head').as('sum')])
        .executeTakeFirstOrThrow();
      assert.deepEqual(sums, { count: 1, sum: large });
    });

    it('refuses references to nothing', async () => {
      const member = { project_id: uuid(), account_id: uuid(), role: 'Admin', removed: 0, revision: 1 };
      await assert.rejects(one.db.insertInto('member').values(member).execute(), /FOREIGN KEY|foreign key/);
    });

    it('is sound, and says so', async () => {
      assert.deepEqual(await one.check(), []);
    });

    it('opens again as it was, and refuses what a newer version made', async () => {
      await setting(one.db, 'a');
      await one.close();
      one = await open(folder());
      assert.deepEqual(await settings(one), ['a']);
      await one.db
        .insertInto('kysely_migration' as never)
        .values({ name: '9999-later', timestamp: 'now' } as never)
        .execute();
      await assert.rejects(open(folder()), (error: Error & { code: string }) => {
        assert.equal(error.code, 'storage');
        assert.match(error.message, /a newer version of Cairn made it \(9999-later; /u);
        return true;
      });
    });

    it('is copied as of one moment', async () => {
      await setting(one.db, 'a');
      await one.backup(join(folder(), 'copy.sqlite'));
      await setting(one.db, 'b');
      const copy = await openSqliteMetadata(join(folder(), 'copy.sqlite'));
      assert.deepEqual(await settings(copy), ['a']);
      await copy.close();
    });
  });
}
