/** A database that goes away, and comes back. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { buildApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { openPostgresMetadata } from '../../server/metadata/postgres.ts';
import { openStudio } from '../../server/studio.ts';
import { edit, item, newItem } from '../support/changes.ts';
import { allowConnections, cutConnections, freshDatabase } from '../support/postgres.ts';
import { type Seat, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('a studio whose PostgreSQL goes away', function () {
  this.timeout(60_000);
  const folder = useTempFolder();
  let database: string;
  let studio: TestStudio;
  let film: Seat;
  beforeEach(async () => {
    database = await freshDatabase();
    studio = await TestStudio.open(folder(), { database, databaseConnections: 3 });
    film = await (await studio.setUp('ada')).createProject('film');
  });
  afterEach(() => studio.close());

  const ready = async () => {
    const answer = await studio.app.inject('/readyz');
    return { status: answer.statusCode, failing: answer.json<{ failing: string[] }>().failing };
  };

  it('asks to come back later, says that it is not ready, and goes on where it was', async () => {
    const rock = item({ name: 'rock' });
    await film.push(newItem(rock));
    await allowConnections(database, false);
    for (let n = 0; n < 5; n++) {
      const answer = await film.person.call('GET', film.url('changes?since=0'));
      assert.equal(answer.status, 503);
      assert.equal(answer.code, 'overloaded');
      assert.ok(Number(answer.raw.headers['retry-after']) > 0);
      assert.ok(!answer.raw.body.includes(new URL(database).password));
    }
    assert.deepEqual(await ready(), { status: 503, failing: ['metadata'] });
    assert.equal((await studio.app.inject('/healthz')).statusCode, 200, 'it lives');
    await allowConnections(database, true);
    assert.deepEqual(await ready(), { status: 200, failing: [] });
    assert.deepEqual((await film.push(edit(rock, { description: 'grey' }))).rejected, {});
  });

  it('keeps all or nothing of what was under way, and takes the same push again', async () => {
    const { metadata } = studio.studio;
    const dying = metadata.transaction(async (tx) => {
      await tx.insertInto('setting').values({ key: 'half', value: 'x' }).execute();
      await cutConnections(database);
      await tx.insertInto('setting').values({ key: 'whole', value: 'x' }).execute();
    });
    await assert.rejects(dying, { code: 'overloaded' });
    // Connections that were cut while nobody used them are found out one by one.
    while ((await ready()).status !== 200);
    const settings = await metadata.db
      .selectFrom('setting')
      .select('key')
      .where('key', 'in', ['half', 'whole'])
      .execute();
    assert.deepEqual(settings, []);
    const changes = [newItem(item({ name: 'rock' }))];
    const head = await film.head();
    const first = await film.pushAt(head, 'push-once-or-twice', changes);
    assert.deepEqual(await film.pushAt(head, 'push-once-or-twice', changes), first);
  });

  it('takes no more connections than it is told, and lets nobody wait for ever', async () => {
    const { metadata } = studio.studio;
    let free: (() => void) | undefined;
    const freed = new Promise<void>((resolve) => {
      free = resolve;
    });
    const wanted = { id: '01890000-0000-7000-8000-000000000001', name: 'short' };
    const held = Array.from({ length: 2 }, () => metadata.transaction(() => freed));
    try {
      const answer = await film.person.call('POST', '/v1/projects', wanted);
      assert.deepEqual([answer.status, answer.code], [503, 'overloaded']);
      assert.equal((await film.person.call('GET', film.url('members'))).status, 200, 'readers go on');
      const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
        where datname = current_database()`.execute(metadata.db);
      assert.equal(rows[0]?.count, 3);
    } finally {
      free?.();
      await Promise.all(held);
    }
    assert.equal((await film.person.call('POST', '/v1/projects', wanted)).status, 200);
  });

  it('tells where the database is, and never its password', async () => {
    const password = new URL(database).password;
    const wrong = new URL(database);
    wrong.port = '1';
    await assert.rejects(openPostgresMetadata(wrong.href), (error: Error) => {
      assert.match(error.message, /^"database" at 127\.0\.0\.1:1\/cairn_test_\S+ cannot be used: /u);
      return !`${error.message} ${JSON.stringify(error)}`.includes(password);
    });
    const bad = `mysql://ada:${password}@host/studio`;
    assert.throws(
      () => readConfig({ env: { CAIRN_STUDIO_DATABASE: bad }, options: {} }),
      (error: Error) =>
        /CAIRN_STUDIO_DATABASE: must be postgres:/u.test(error.message) && !error.message.includes(password),
    );
    let log = '';
    const stream = new Writable({
      write(chunk, _encoding, done) {
        log += String(chunk);
        done();
      },
    });
    const config = readConfig({ env: {}, options: { data: folder(), database } });
    const own = await openStudio(config);
    const app = buildApp({ studio: own, version: 'test', log: stream });
    try {
      await allowConnections(database, false);
      assert.equal((await app.inject('/readyz')).statusCode, 503);
      assert.match(log, /metadata cannot be reached/u);
      assert.ok(!log.includes(password) && !log.includes(decodeURIComponent(password)));
    } finally {
      await allowConnections(database, true);
      await app.close();
      await own.close();
    }
  });

  it('is not asked for what it could not keep', async () => {
    const nul = '\u0000';
    const project = { id: '01890000-0000-7000-8000-000000000001', name: `a${nul}` };
    for (const answer of [
      await film.person.call('POST', '/v1/projects', project),
      await film.person.call('POST', film.url('tokens'), { scope: 'read', label: nul }),
      await film.person.call('GET', `/v1/projects/a%00/members`),
    ])
      assert.equal(answer.status, 400, answer.raw.body);
    const pushed = await film.push(
      newItem(item({ name: 'good' })),
      newItem(item({ name: 'bad', description: nul })),
    );
    assert.deepEqual(pushed.rejected, { 1: 'bad-row' });
  });
});
