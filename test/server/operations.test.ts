import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash } from '../../engine/domain/rows.ts';
import { readConfig } from '../../server/config.ts';
import { backUp, restore } from '../../server/operations/backup.ts';
import { collect } from '../../server/operations/gc.ts';
import { tellBytes } from '../../server/operations/progress.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { openStudio } from '../../server/studio.ts';
import { checkpoint, contentOf, edit, item, newCheckpoint, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { databaseFor, type Seat, startTeam, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const HOUR = 3_600_000;

describe('looking after a studio', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let art: Seat;
  beforeEach(async () => {
    const team = await startTeam(join(folder(), 'data'), { art: 'Artist' });
    ({ studio, ada } = team);
    art = team.seats.art!;
  });
  afterEach(() => studio.close());

  const packs = () => join(folder(), 'data', 'chunks', ada.project, 'packs');
  const isHere = (hash: Hash) => studio.studio.chunks.has(ada.project, hash);
  const lose = (hash: Hash) => studio.studio.chunks.delete(ada.project, hash);
  /** Changes a byte of a chunk where it lies. */
  const damage = ({ data }: StoredChunk) => {
    for (const name of readdirSync(packs())) {
      const file = join(packs(), name);
      const bytes = readFileSync(file);
      const at = bytes.indexOf(data);
      if (at < 0) continue;
      bytes[at + 500] = bytes[at + 500]! ^ 1;
      writeFileSync(file, bytes);
    }
  };
  const codes = async () => (await verifyStudio(studio.studio)).problems.map((problem) => problem.code);

  describe('what long commands say', () => {
    it('is how much is done and how fast, now and then', () => {
      let time = 1_000;
      const said: string[] = [];
      const tell = tellBytes(
        (line) => said.push(line),
        'Copying',
        () => time,
      );
      for (const at of [2_000, 4_000, 6_000, 7_000, 11_000]) {
        time = at;
        tell(50_000_000);
      }
      assert.deepEqual(said, ['Copying: 150.0 MB, 30.0 MB/s', 'Copying: 250.0 MB, 25.0 MB/s']);
    });
  });

  describe('verify', () => {
    it('finds nothing in a sound studio, and counts what it looked at', async () => {
      await ada.asset('rock', contentOf(seededBytes(1, 1000), seededBytes(2, 1000)));
      const found = await verifyStudio(studio.studio);
      assert.deepEqual(found.problems, []);
      assert.deepEqual(found.checked, { chunks: 3, bytes: found.checked.bytes, checkpoints: 1, projects: 1 });
    });

    it('finds a chunk that changed, one that is gone, and rows that no pull would bring', async () => {
      const content = contentOf(seededBytes(1, 1000), seededBytes(2, 1000));
      await ada.asset('rock', content);
      const [first, second] = content.chunks;
      damage(first!);
      await lose(second!.hash);
      assert.deepEqual((await codes()).sort(), ['chunk-missing', 'integrity']);
      await studio.studio.metadata.db.deleteFrom('change').where('kind', '=', 'item').execute();
      assert.ok((await codes()).includes('metadata'));
    });

    it('finds a checkpoint whose chunks the studio does not know', async () => {
      await ada.asset('rock', contentOf(seededBytes(1, 1000)));
      await studio.studio.metadata.db.deleteFrom('chunk').execute();
      assert.deepEqual(await codes(), ['content-missing']);
    });
  });

  describe('gc', () => {
    it('takes what nothing refers to, after the grace period, and only that', async () => {
      const kept = contentOf(seededBytes(1, 1000));
      const loose = contentOf(seededBytes(2, 5000));
      const { checkpoint: v1 } = await ada.asset('rock', kept);
      await ada.upload(loose.chunks);
      assert.equal((await collect(studio.studio, false)).chunks, 0, 'it is too young');
      studio.pass(25 * HOUR);
      const dry = await collect(studio.studio, true);
      assert.equal(dry.chunks, 2);
      assert.ok(dry.bytes > 5000);
      assert.ok(await isHere(loose.chunks[0]!.hash), 'a dry run removes nothing');
      const done = await collect(studio.studio, false);
      assert.deepEqual([done.chunks, done.bytes], [dry.chunks, dry.bytes]);
      assert.ok(!(await isHere(loose.chunks[0]!.hash)));
      assert.deepEqual(
        await ada.missing(loose.chunks.map((chunk) => chunk.hash)),
        loose.chunks.map((chunk) => chunk.hash),
      );
      assert.ok(Array.isArray(await ada.fetch(v1.id, [kept.chunks[0]!.hash])));
      assert.deepEqual(await codes(), []);
    });

    it('spares what somebody was told is here, and what a purge leaves until later', async () => {
      const content = contentOf(seededBytes(1, 1000));
      const { item: rock } = await ada.asset('rock', content);
      await ada.push(edit(rock, { trashed: true }));
      await ada.push(edit(rock, { purged: true }));
      studio.pass(25 * HOUR);
      const hashes = content.chunks.map((chunk) => chunk.hash);
      assert.deepEqual(await ada.missing(hashes), []);
      assert.equal((await collect(studio.studio, false)).chunks, 0);
      studio.pass(25 * HOUR);
      assert.equal((await collect(studio.studio, false)).chunks, 2);
    });

    it('runs while uploads and pushes do, and takes nothing of theirs', async () => {
      const contents = Array.from({ length: 12 }, (_, index) =>
        contentOf(seededBytes(index, 2000), seededBytes('same', 900)),
      );
      for (const content of contents) await ada.upload(content.chunks);
      studio.pass(25 * HOUR);
      let head = await ada.head();
      const pushing = (async () => {
        for (const [index, content] of contents.entries()) {
          const hashes = content.chunks.map((chunk) => chunk.hash);
          const wanted = new Set(await ada.missing(hashes));
          await ada.upload(content.chunks.filter((chunk) => wanted.has(chunk.hash)));
          const row = item({ name: `a${index}` });
          const changes = [newItem(row), newCheckpoint(checkpoint(row.id, content))];
          const pushed = await ada.pushAt(head, `push-of-${index}`, changes);
          assert.deepEqual(pushed.rejected, {});
          head = pushed.head;
        }
      })();
      for (let running = true; running; ) {
        await collect(studio.studio, false);
        running = await Promise.race([
          pushing.then(() => false),
          new Promise<boolean>((resolve) => setImmediate(resolve, true)),
        ]);
      }
      await pushing;
      assert.deepEqual(await codes(), []);
      assert.equal((await ada.items()).size, 12);
    });

    it('takes chunks that a crash left without a row, once they are old', async () => {
      const content = contentOf(seededBytes(1, 1000));
      await ada.upload(content.chunks);
      await studio.studio.metadata.db.deleteFrom('chunk').execute();
      assert.equal((await collect(studio.studio, false)).chunks, 0);
      studio.pass(25 * HOUR);
      assert.equal((await collect(studio.studio, false)).chunks, 2);
    });

    it('removes nothing where a manifest cannot be read', async () => {
      const content = contentOf(seededBytes(1, 1000));
      await ada.asset('rock', content);
      await ada.upload(contentOf(seededBytes(2, 1000)).chunks);
      await lose(content.address.manifest);
      studio.pass(25 * HOUR);
      await studio.close();
      studio = await TestStudio.open(join(folder(), 'data'));
      studio.pass(50 * HOUR);
      await assert.rejects(collect(studio.studio, false), { code: 'integrity' });
      assert.ok(await isHere(content.chunks[0]!.hash));
    });

    it('refuses a grace period that uploads could outlast', async () => {
      await assert.rejects(collect(studio.studio, false, HOUR), { code: 'bad-request' });
    });
  });

  describe('backup and restore', () => {
    it('bring everything back: accounts, rows, content', async () => {
      const content = contentOf(seededBytes(1, 1000));
      const { checkpoint: v1 } = await ada.asset('rock', content);
      const before = await ada.pull();
      const target = join(folder(), 'backup');
      const saved = await backUp(studio.studio, target);
      assert.deepEqual([saved.chunks, saved.checkpoints], [2, 1]);
      await ada.asset('later', contentOf(seededBytes(2, 1000)));

      const data = join(folder(), 'restored');
      await restore(target, readConfig({ env: {}, options: { ...(await databaseFor(data)), data } }));
      const other = await TestStudio.open(data);
      try {
        const person = await other.signIn('ada');
        const seat = new (ada.constructor as typeof Seat)(person, ada.project);
        assert.deepEqual(await seat.pull(), before);
        assert.ok(Array.isArray(await seat.fetch(v1.id, [content.chunks[0]!.hash])));
        assert.deepEqual((await verifyStudio(other.studio)).problems, []);
      } finally {
        await other.close();
      }
    });

    it('are of one moment, while others push', async () => {
      let pushed = 0;
      let stop = false;
      const pushing = (async () => {
        for (; !stop; pushed++) await art.asset(`a${pushed}`, contentOf(seededBytes(pushed, 500)));
      })();
      await backUp(studio.studio, join(folder(), 'backup'));
      stop = true;
      await pushing;
      const config = readConfig({ env: {}, options: { data: join(folder(), 'backup') } });
      const copy = await openStudio(config);
      try {
        assert.deepEqual((await verifyStudio(copy)).problems, []);
      } finally {
        await copy.close();
      }
    });

    it('that were damaged are refused as such, and leave nothing behind', async () => {
      await ada.asset('rock', contentOf(seededBytes(1, 1000)));
      const target = join(folder(), 'backup');
      await backUp(studio.studio, target);
      const config = readConfig({ env: {}, options: { data: join(folder(), 'new') } });
      for (const name of ['studio.sqlite', join('chunks', 'index.sqlite')]) {
        const file = join(target, name);
        const whole = readFileSync(file);
        for (const bytes of [whole.subarray(0, 1_000), Buffer.alloc(0), Buffer.from('no database')]) {
          writeFileSync(file, bytes);
          await assert.rejects(restore(target, config), { code: 'integrity' }, name);
          assert.deepEqual(readdirSync(folder()), ['backup', 'data']);
        }
        writeFileSync(file, whole);
      }
    });

    it('go to new folders only, and leave none half done', async () => {
      const content = contentOf(seededBytes(1, 1000));
      await ada.asset('rock', content);
      const full = join(folder(), 'data');
      await assert.rejects(backUp(studio.studio, full), { code: 'name-taken' });
      await lose(content.chunks[0]!.hash);
      const target = join(folder(), 'backup');
      await assert.rejects(backUp(studio.studio, target), { code: 'integrity' });
      assert.deepEqual(readdirSync(folder()), ['data']);
      const config = readConfig({ env: {}, options: { data: join(folder(), 'new') } });
      await assert.rejects(restore(target, config), { code: 'bad-request' });
      await assert.rejects(restore(full, config), { code: 'bad-request' });
    });
  });
});
