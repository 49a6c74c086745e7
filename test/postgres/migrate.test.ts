import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, type StudioConfig } from '../../server/config.ts';
import { compareTables } from '../../server/metadata/copy.ts';
import type { Metadata } from '../../server/metadata/metadata.ts';
import { backUp, restore } from '../../server/operations/backup.ts';
import { migrate } from '../../server/operations/migrate.ts';
import { transfer } from '../../server/operations/transfer.ts';
import { restoresOf } from '../../server/projects/restored.ts';
import { openMetadata, openStudio, type Studio } from '../../server/studio.ts';
import { root } from '../support/cache.ts';
import { contentOf } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { freshDatabase } from '../support/postgres.ts';
import { PASSWORD, Seat, startTeam, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const PROGRAM = join(root, 'server', 'main.ts');
const quiet = () => undefined;

describe('moving a studio to PostgreSQL', function () {
  this.timeout(120_000);
  const folder = useTempFolder();
  const home = () => join(folder(), 'data');
  const content = contentOf(seededBytes(1, 3000), seededBytes(2, 90_000));
  let project: string;
  let checkpoint: string;
  let target: StudioConfig;
  const embeddedConfig = () => readConfig({ env: {}, options: { data: home() } });

  beforeEach(async () => {
    const { studio, ada, seats } = await startTeam(
      home(),
      { art: 'Artist', vera: 'Vendor' },
      { database: undefined },
    );
    ({ project } = ada);
    const made = await ada.asset('rock', content);
    checkpoint = made.checkpoint.id;
    for (let n = 0; n < 12; n++) await seats.art!.asset(`höhle ${n}`, contentOf(seededBytes(`${n}`, 500)));
    await ada.person.call('POST', `/v1/projects/${project}/tokens`, { scope: 'read', label: 'farm' });
    await ada.person.call('POST', `/v1/projects/${project}/invitations`, { role: 'Artist' });
    await studio.close();
    target = readConfig({ env: {}, options: { data: home(), database: await freshDatabase('target') } });
  });

  const elsewhere = () => ({ ...target, data: join(folder(), 'other') });
  const everything = (data: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(data, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.pack') && statSync(join(data, name)).isFile())
        .map((name) => [name, readFileSync(join(data, name)).toString('hex')]),
    );
  /** Both have the same rows, and the new one serves what the old one did. */
  const checkMoved = async (config = target, restores = 0): Promise<void> => {
    const [one, other] = [await openMetadata(embeddedConfig()), await openMetadata(config)];
    try {
      assert.equal((await restoresOf(other.db, project)).length, restores);
      await other.db.deleteFrom('setting').where('key', '=', `restored/${project}`).execute();
      await compareTables(one.db, other.db);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
    const moved = await TestStudio.open(config.data, { ...config, database: config.database });
    try {
      const seat = new Seat(await moved.signIn('ada'), project);
      const frames = await seat.fetch(checkpoint, [content.chunks[1]!.hash]);
      assert.ok(Array.isArray(frames) && frames[0]?.data?.length, 'content comes from it');
      await seat.asset('later', contentOf(seededBytes('later', 500)));
    } finally {
      await moved.close();
    }
  };

  it('brings every row and every chunk, and leaves the source as it was', async () => {
    const before = everything(home());
    const done = await migrate(embeddedConfig(), elsewhere(), quiet);
    assert.deepEqual([done.checkpoints, done.rows.item, done.rows.account], [13, 13, 3]);
    assert.deepEqual(everything(home()), before);
    await checkMoved(elsewhere());
  });

  it('leaves chunks where they are, where both have them in one folder', async () => {
    const before = everything(home());
    await migrate(embeddedConfig(), target, quiet);
    assert.deepEqual(everything(home()), before);
    await checkMoved();
  });

  it('goes on from every step at which it died', async () => {
    const source = await openMetadata(embeddedConfig());
    let deaths = 0;
    try {
      for (let done = false; !done; deaths++) {
        const studio = await openStudio(elsewhere(), Date.now, true);
        try {
          // It takes over and writes one page, and not the next one.
          await transfer({ metadata: source, chunks: undefined }, dying(studio, 2), quiet);
          done = true;
        } catch (error) {
          const { message } = error as Error;
          if (/chunk/iu.test(message)) done = true;
          else assert.match(message, /died/u);
        } finally {
          await studio.close();
        }
        await assert.rejects(openStudio(elsewhere()), { code: 'in-use' }, 'it is no studio yet');
      }
    } finally {
      await source.close();
    }
    assert.ok(deaths > 10, `${deaths} deaths`);
    await migrate(embeddedConfig(), elsewhere(), quiet);
    await checkMoved(elsewhere());
  });

  it('is gone on with after a kill, whatever it was doing', async () => {
    const file = join(folder(), 'target.json');
    const { data, database } = elsewhere();
    writeFileSync(file, JSON.stringify({ data, database }));
    for (const moment of [/Rows of project/u, /Rows of chunk/u, /Chunks of/u, /Verifying/u]) {
      const child = spawn(process.execPath, [PROGRAM, 'migrate', '--data', home(), '--to', file], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let text = '';
      child.stderr.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (moment.test(text)) child.kill('SIGKILL');
      });
      await once(child, 'close');
      assert.match(text, moment);
      assert.ok(!text.includes(new URL(database ?? '').password), 'no password is told');
    }
    await migrate(embeddedConfig(), elsewhere(), quiet).catch((error: unknown) => {
      // The last one may have been through before the kill reached it.
      assert.equal((error as { code?: string }).code, 'name-taken');
    });
    await checkMoved(elsewhere());
  });

  it('begins anew where the source has changed since', async () => {
    const source = await openMetadata(embeddedConfig());
    const studio = await openStudio(target, Date.now, true);
    const half = transfer({ metadata: source, chunks: undefined }, dying(studio, 9), quiet);
    await assert.rejects(half, /died/u);
    await source.close();
    await studio.close();
    const changed = await openStudio(embeddedConfig());
    await changed.accounts.add({ name: 'zoe', password: PASSWORD }, false);
    await changed.close();
    const done = await migrate(embeddedConfig(), target, quiet);
    assert.equal(done.rows.account, 4);
    await checkMoved();
  });

  it('gives way to a run that was started after it', async () => {
    const source = await openMetadata(embeddedConfig());
    const studio = await openStudio(target, Date.now, true);
    let second: Promise<unknown> | undefined;
    const first = transfer({ metadata: source, chunks: undefined }, studio, (line) => {
      // Synchronous, so that it is another's turn at the next page.
      if (line === 'Rows of item') second ??= takeOver(studio.metadata);
    });
    await assert.rejects(first, { code: 'in-use' });
    await second;
    await source.close();
    await studio.close();
    await migrate(embeddedConfig(), target, quiet);
    await checkMoved();
  });

  it('refuses a source in use, a target that holds a studio, and the source itself', async () => {
    const serving = spawn(process.execPath, [PROGRAM, 'serve', '--data', home(), '--port', '0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(serving.stdout, 'data');
    await assert.rejects(migrate(embeddedConfig(), target, quiet), { code: 'in-use' });
    serving.kill('SIGKILL');
    await once(serving, 'close');
    await assert.rejects(migrate(embeddedConfig(), embeddedConfig(), quiet), { code: 'bad-request' });
    await migrate(embeddedConfig(), target, quiet);
    await assert.rejects(migrate(embeddedConfig(), target, quiet), { code: 'name-taken' });
    const nothing = readConfig({ env: {}, options: { data: join(folder(), 'nothing') } });
    await assert.rejects(migrate(nothing, target, quiet), { code: 'not-found' });
    await checkMoved();
  });

  it('is what a backup is restored by, and PostgreSQL backs up into the same format', async () => {
    await migrate(embeddedConfig(), target, quiet);
    const studio = await openStudio(target);
    const saved = join(folder(), 'saved');
    await backUp(studio, saved);
    await studio.close();
    const back = { ...target, data: join(folder(), 'back'), database: await freshDatabase('back') };
    await restore(saved, back);
    await checkMoved(back, 1);
    assert.ok(!readdirSync(back.data).some((name) => name.startsWith('restore')));
    await assert.rejects(restore(saved, back), { code: 'name-taken' });
    const file = readConfig({ env: {}, options: { data: join(folder(), 'file') } });
    await restore(saved, file);
    await checkMoved(file, 1);
  });
});

/** The same studio, whose database is gone once so many transactions are through. */
function dying(studio: Studio, transactions: number): Studio {
  let left = transactions;
  const { metadata } = studio;
  const mortal: Metadata = {
    db: metadata.db,
    transaction: (work) => {
      if (left-- === 0) throw new Error('it died');
      return metadata.transaction(work);
    },
    snapshot: (work) => metadata.snapshot(work),
    lockHead: (tx, id) => metadata.lockHead(tx, id),
    lock: (tx, name, shared) => metadata.lock(tx, name, shared),
    backup: (file) => metadata.backup(file),
    check: () => metadata.check(),
    close: () => metadata.close(),
  };
  return { ...studio, metadata: mortal };
}

/** What another run does first. */
function takeOver(metadata: Metadata): Promise<unknown> {
  return metadata.transaction(async (tx) => {
    await metadata.lock(tx, 'copy');
    const row = await tx.selectFrom('setting').select('value').where('key', '=', 'copy').executeTakeFirst();
    const place = { ...(JSON.parse(row?.value ?? '{}') as object), owner: 'another' };
    await tx
      .updateTable('setting')
      .set({ value: JSON.stringify(place) })
      .where('key', '=', 'copy')
      .execute();
  });
}
