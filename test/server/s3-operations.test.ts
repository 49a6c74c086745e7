import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { UPLOAD_GRACE_MS } from '../../server/chunks/s3/compact.ts';
import { readConfig } from '../../server/config.ts';
import { backUp, restore } from '../../server/operations/backup.ts';
import { collect } from '../../server/operations/gc.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { openStudio } from '../../server/studio.ts';
import { contentOf, edit } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { StandIn } from '../support/s3/stand-in.ts';
import { storages, type TestStorage } from '../support/s3/storages.ts';
import { type Seat, startTeam, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const DAY = 86_400_000;

for (const [name, start] of Object.entries(storages())) {
  describe(`looking after a studio on S3, on ${name}`, () => {
    const folder = useTempFolder();
    let storage: TestStorage;
    let studio: TestStudio;
    let ada: Seat;
    beforeEach(async () => {
      storage = await start();
      ({ studio, ada } = await startTeam(
        join(folder(), 'data'),
        {},
        { ...storage.options, sessionDays: 3_650 },
      ));
      // The storage has its own clock.
      studio.pass(Date.now() - studio.studio.now());
    });
    afterEach(async () => {
      await studio.close();
      await storage.close();
    });
    const sound = async () => assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
    const objects = async () => {
      const rows = await studio.studio.metadata.db.selectFrom('pack_object').selectAll().execute();
      return rows.length;
    };

    it('collects what nothing refers to, and gives the room back', async () => {
      const { item: rock } = await ada.asset('rock', contentOf(seededBytes(1, 300_000)));
      await ada.asset('tree', contentOf(seededBytes(2, 300_000)));
      assert.equal((await collect(studio.studio, false)).chunks, 0);
      await ada.push(edit(rock, { trashed: true }));
      await ada.push(edit(rock, { trashed: true, purged: true }));
      studio.pass(2 * DAY);
      const before = await objects();
      const done = await collect(studio.studio, false);
      assert.equal(done.chunks, 2);
      assert.ok((await objects()) < before);
      await sound();
    });

    it('puts many small objects together', async () => {
      for (let at = 0; at < 9; at++) await ada.asset(`a${at}`, contentOf(seededBytes(at, 20_000)));
      assert.equal(await objects(), 9);
      await collect(studio.studio, false);
      assert.equal(await objects(), 1);
      await sound();
    });

    it('is backed up to a folder, and restored to a place of its own', async () => {
      const content = contentOf(seededBytes(1, 300_000), seededBytes(2, 300_000));
      await ada.asset('rock', content);
      const backup = join(folder(), 'backup');
      await backUp(studio.studio, backup);
      const options = { ...storage.options, data: join(folder(), 'again'), logLevel: 'silent' as const };
      await assert.rejects(restore(backup, readConfig({ env: {}, options })), /s3Prefix.*another studio/u);
      const own = readConfig({ env: {}, options: { ...options, s3Prefix: `again-${uuid()}` } });
      await restore(backup, own);
      const again = await openStudio(own);
      try {
        assert.deepEqual((await verifyStudio(again)).problems, []);
        assert.ok(await again.chunks.has(ada.project, content.chunks[0]!.hash));
      } finally {
        await again.close();
      }
    });

    it('claims no place in the storage for what is not restored', async () => {
      await ada.asset('rock', contentOf(seededBytes(1, 1000)));
      const backup = join(folder(), 'backup');
      await backUp(studio.studio, backup);
      const other = await TestStudio.open(join(folder(), 'other'));
      await other.setUp('eve');
      const { data } = other.studio.config;
      await other.close();
      const free = { ...storage.options, s3Prefix: `free-${uuid()}`, logLevel: 'silent' as const };
      const taken = readConfig({ env: {}, options: { ...free, data } });
      await assert.rejects(restore(backup, taken), /a studio in this database already/u);
      await restore(backup, readConfig({ env: {}, options: { ...free, data: join(folder(), 'again') } }));
    });
  });
}

describe('what lies in a bucket', () => {
  const folder = useTempFolder();
  let storage: StandIn;
  let studio: TestStudio;
  let ada: Seat;
  beforeEach(async () => {
    storage = await StandIn.start();
    ({ studio, ada } = await startTeam(folder(), {}, { ...storage.options, sessionDays: 3_650 }));
    studio.pass(Date.now() - studio.studio.now());
  });
  afterEach(async () => {
    await studio.close();
    await storage.close();
  });

  it('is left alone where the studio did not name it', async () => {
    await ada.asset('rock', contentOf(seededBytes(1, 1000)));
    const foreign = [
      'notes.txt',
      'cairn/notes',
      `cairn/${ada.project}/x.txt`,
      `cairn/${ada.project}/../${uuid()}`,
    ];
    for (const key of foreign) writeFileSync(storage.file(key), 'somebody else’s');
    studio.pass(3 * UPLOAD_GRACE_MS);
    await collect(studio.studio, false);
    for (const key of foreign) assert.ok(storage.objects().includes(key), key);
  });

  it('is collected once an upload was never confirmed, and not before', async () => {
    await ada.asset('rock', contentOf(seededBytes(1, 1000)));
    const orphan = `cairn/${ada.project}/${uuid()}`;
    writeFileSync(storage.file(orphan), 'a process died here');
    await collect(studio.studio, false);
    assert.ok(storage.objects().includes(orphan));
    studio.pass(2 * UPLOAD_GRACE_MS);
    await collect(studio.studio, false);
    assert.ok(!storage.objects().includes(orphan));
    assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
  });

  it('is listed to its end, whatever the number of pages', async () => {
    await ada.asset('rock', contentOf(seededBytes(1, 1000)));
    for (let at = 0; at < 1_100; at++) writeFileSync(storage.file(`cairn/${ada.project}/${uuid()}`), '');
    studio.pass(2 * UPLOAD_GRACE_MS);
    const { files } = await collect(studio.studio, false);
    assert.equal(files, 1_100);
  });

  it('belongs to one studio', async () => {
    const other = join(folder(), 'other');
    await assert.rejects(TestStudio.open(other, storage.options), /belongs to another studio/u);
    const second = await TestStudio.open(other, { ...storage.options, s3Prefix: 'second' });
    await second.close();
  });
});

describe('a storage that does not answer', () => {
  const folder = useTempFolder();

  it('is told as such, with a time to come back, and keeps nothing half', async () => {
    const storage = await StandIn.start();
    const { studio, ada } = await startTeam(folder(), {}, storage.options);
    try {
      const content = contentOf(seededBytes(1, 300_000));
      storage.fault = ({ method }) => (method === 'PUT' ? { status: 503, code: 'SlowDown' } : undefined);
      await assert.rejects(ada.upload(content.chunks), /overloaded/u);
      storage.fault = () => undefined;
      assert.equal((await ada.missing(content.chunks.map(({ hash }) => hash))).length, 2);
      await ada.asset('rock', content);
      storage.fault = () => ({ status: 500, code: 'InternalError' });
      const ready = await studio.app.inject({ method: 'GET', url: '/readyz' });
      assert.deepEqual([ready.statusCode, ready.json()], [503, { ok: false, failing: ['chunks'] }]);
    } finally {
      await studio.close();
      await storage.close();
    }
  });

  it('keeps the place of a restore that broke off for the same command', async () => {
    const storage = await StandIn.start();
    const { studio, ada } = await startTeam(join(folder(), 'data'), {});
    try {
      await ada.asset('rock', contentOf(seededBytes(1, 300_000)));
      const backup = join(folder(), 'backup');
      await backUp(studio.studio, backup);
      const options = { ...storage.options, data: join(folder(), 'again'), logLevel: 'silent' as const };
      const config = readConfig({ env: {}, options });
      storage.fault = ({ method, key }) =>
        method === 'PUT' && !/\/(?:owner$|claims\/)/u.test(key)
          ? { status: 403, code: 'AccessDenied' }
          : undefined;
      await assert.rejects(restore(backup, config), /403 AccessDenied/u);
      storage.fault = () => undefined;
      await assert.rejects(openStudio(config), /was not finished/u);
      const elsewhere = readConfig({ env: {}, options: { ...options, data: join(folder(), 'third') } });
      await assert.rejects(restore(backup, elsewhere), /belongs to another studio/u);
      assert.equal((await restore(backup, config)).checkpoints, 1);
    } finally {
      await studio.close();
      await storage.close();
    }
  });

  it('gives no place to two that come at once, where the storage knows no conditions', async () => {
    const storage = await StandIn.start();
    storage.conditions = false;
    try {
      // One of them has looked and is about to write that it is the owner, when the other comes.
      const held = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      let first = true;
      storage.fault = ({ method, key }) => {
        if (!first || method !== 'PUT' || !key.endsWith('/owner')) return undefined;
        first = false;
        held.resolve();
        return { after: release.promise };
      };
      const start = (name: string) => TestStudio.open(join(folder(), name), storage.options);
      const one = start('one');
      await held.promise;
      await assert.rejects(start('two'), /another studio/u);
      release.resolve();
      await (await one).close();
      await assert.rejects(start('two'), /belongs to another studio/u);
      await (await start('one')).close();
    } finally {
      await storage.close();
    }
  });

  it('refuses wrong keys when the studio starts, without showing them', async () => {
    const storage = await StandIn.start();
    try {
      const options = { ...storage.options, s3Secret: 'a wrong secret' };
      const failure = await TestStudio.open(folder(), options).then(
        () => '',
        (error: Error) => `${error.stack}${JSON.stringify(error)}`,
      );
      assert.match(failure, /403/u);
      assert.ok(!failure.includes('a wrong secret'));
    } finally {
      await storage.close();
    }
  });
});
