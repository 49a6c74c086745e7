/** Studios behind a pooler that lends connections for one transaction each: fewer connections than they would have. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import pg from 'pg';
import { openPostgresMetadata } from '../../server/metadata/postgres.ts';
import { collect } from '../../server/operations/gc.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { contentOf, edit, item, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { PgBouncer } from '../support/pgbouncer.ts';
import { cutConnections, emptyDatabase } from '../support/postgres.ts';
import { PASSWORD, Person, Seat, startTeam, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('studios behind a pooler of transactions', function () {
  this.timeout(120_000);
  const folder = useTempFolder();
  let pooler: PgBouncer;
  let direct: string;
  let database: string;
  beforeEach(async () => {
    direct = await emptyDatabase();
    pooler = await PgBouncer.start(direct, 3);
    database = pooler.at(direct);
  });
  afterEach(async () => {
    await pooler.stop();
    await cutConnections(direct);
  });

  it('make the tables once, however many start at once', async () => {
    const opened = await Promise.all(Array.from({ length: 4 }, () => openPostgresMetadata(database)));
    for (const metadata of opened) {
      assert.deepEqual(await metadata.check(), []);
      await metadata.close();
    }
  });

  it('bound how long transactions wait, whatever others have set on the connections they get', async () => {
    const other = new pg.Client({ connectionString: database });
    await other.connect();
    const metadata = await openPostgresMetadata(database);
    try {
      for (let round = 0; round < 12; round++) {
        await other.query("set lock_timeout = '1ms'");
        await other.query("set idle_in_transaction_session_timeout = '0'");
        const found = await metadata.transaction(async (tx) => [
          (await sql<{ lock_timeout: string }>`show lock_timeout`.execute(tx)).rows[0]?.lock_timeout,
          (await sql<Record<string, string>>`show idle_in_transaction_session_timeout`.execute(tx)).rows.map(
            Object.values,
          ),
        ]);
        assert.deepEqual(found, ['30s', [['5min']]]);
      }
    } finally {
      await other.end();
      await metadata.close();
    }
  });

  it('keep each other’s locks, lose nothing and give nothing twice', async () => {
    const { studio, ada, seats } = await startTeam(folder(), { ben: 'Supervisor' }, { database });
    const two = await TestStudio.open(folder(), { database });
    try {
      const ben = new Seat(
        new Person(two.app, { token: seats.ben!.person.token, user: seats.ben!.person }),
        ada.project,
      );
      const rock = item({ name: 'rock' });
      await ada.push(newItem(rock));
      const work = async (seat: Seat, who: string) => {
        for (let n = 0; n < 10; ) {
          const { rejected, behind } = await seat.push(
            newItem(item({ name: `${who} ${n}` })),
            edit(rock, { status: `${who} ${n}` }),
          );
          if (behind) continue;
          assert.deepEqual(rejected, {});
          n++;
        }
      };
      const content = contentOf(seededBytes(1, 400_000));
      const names = ['eve', 'eve', 'eve'].map((name) =>
        ada.person.call('POST', '/v1/users', { name, password: PASSWORD }),
      );
      await Promise.all([
        work(ada, 'ada'),
        work(ben, 'ben'),
        ben.upload(content.chunks),
        collect(studio.studio, false),
        ...names,
      ]);
      assert.deepEqual((await Promise.all(names)).map(({ status }) => status).sort(), [201, 409, 409]);
      const items = [...(await ada.items()).values()].map(({ name }) => name);
      assert.equal(items.length, 21);
      assert.equal(new Set(items).size, 21);
      assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
    } finally {
      await two.close();
      await studio.close();
    }
  });
});
