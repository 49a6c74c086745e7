import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { collect } from '../../server/operations/gc.ts';
import { emptyTrash } from '../../server/operations/retention.ts';
import { Schedule } from '../../server/operations/schedule.ts';
import { contentOf, edit, item, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { onPostgres } from '../support/postgres.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const DAY = 86_400_000;
const quiet = {
  info: () => {},
  warn: () => {},
  error: (_what: object, message: string) => assert.fail(message),
};

describe('retention of trash', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let ben: Seat;

  beforeEach(async () => {
    const team = await startTeam(folder(), { ben: 'Production Manager' }, { sessionDays: 3_650 });
    ({ studio, ada } = team);
    ben = team.seats.ben as Seat;
  });
  afterEach(() => studio.close());

  const rule = async (trashDays: number | null) =>
    assert.equal((await ada.person.call('PUT', ada.url('retention'), { trashDays })).status, 200);
  const run = () => emptyTrash(studio.studio, ada.project);
  const trash = (row: ReturnType<typeof item>) => ada.push(edit(row, { trashed: true }));
  const alive = async () =>
    [...(await ada.items()).values()].filter((one) => !one.purged).map(({ name }) => name);

  it('is off until it is said', async () => {
    const rock = item({ name: 'rock' });
    await ada.push(newItem(rock));
    await trash(rock);
    studio.pass(1_000 * DAY);
    assert.equal((await run()).items, 0);
    assert.deepEqual(await alive(), ['rock']);
  });

  it('purges what was trashed long enough ago with all below it, under the studio’s name, and frees its content', async () => {
    const old = item({ name: 'old', kind: 'collection' });
    const young = item({ name: 'young' });
    await ada.push(newItem(old), newItem(young));
    await ada.asset('below', contentOf(seededBytes(1, 10_000)), { parentId: old.id });
    await ada.asset('stays', contentOf(seededBytes(2, 10_000)));
    await rule(30);
    await trash(old);
    studio.pass(20 * DAY);
    await trash(young);
    assert.equal((await run()).items, 0);
    studio.pass(10 * DAY);
    const preview = await ada.person.call('GET', ada.url('retention/preview?days=30'));
    const expected = { items: 2, checkpoints: 1, refused: [] };
    const { trashed, ...counts } = preview.raw.json();
    assert.deepEqual(counts, expected);
    assert.deepEqual(
      trashed.map(({ name }: { name: string }) => name),
      ['old'],
    );
    const done = await run();
    assert.deepEqual([done.items, done.checkpoints], [2, 1]);
    assert.deepEqual((await alive()).sort(), ['stays', 'young']);
    const { activity } = (await ada.person.call('GET', ada.url('activity?limit=1'))).raw.json();
    assert.deepEqual([activity[0].user, activity[0].client], ['Retention of trash', 'cairn-studio']);
    assert.equal(activity[0].changes.length, 3);
    assert.equal((await collect(studio.studio, false)).chunks > 0, true);
    assert.equal((await run()).items, 0);
  });

  it('leaves alone what was restored meanwhile, and begins anew where it is trashed again', async () => {
    const rock = item({ name: 'rock' });
    await ada.push(newItem(rock));
    await rule(10);
    await trash(rock);
    studio.pass(9 * DAY);
    await ada.push(edit({ ...rock, trashed: true }, { trashed: false }));
    studio.pass(5 * DAY);
    assert.equal((await run()).items, 0);
    await trash(rock);
    studio.pass(9 * DAY);
    assert.equal((await run()).items, 0);
    studio.pass(DAY);
    assert.equal((await run()).items, 1);
  });

  it('takes a thousand things in steps, each a revision, whoever does it at once', async () => {
    const rows = Array.from({ length: 230 }, (_, index) => item({ name: `f${index}` }));
    await ada.push(...rows.map(newItem));
    await ada.push(...rows.map((row) => edit(row, { trashed: true })));
    await rule(1);
    const head = await ada.head();
    studio.pass(2 * DAY);
    const preview = (await ada.person.call('GET', ada.url('retention/preview?days=1'))).raw.json();
    assert.deepEqual(
      [preview.items, new Set(preview.trashed.map(({ id }: { id: string }) => id)).size],
      [230, 230],
    );
    assert.equal(preview.trashed.length, 230);
    const [one, two] = await Promise.all([run(), run()]);
    assert.equal(one.items + two.items, 230);
    assert.equal((await ada.head()) - head, 5);
    const usage = (await ada.person.call('GET', ada.url('usage'))).raw.json().usage;
    assert.equal(usage.items, 0);
  });

  it('is done by a running studio by itself, but not to an archived project', async () => {
    const rock = item({ name: 'rock' });
    await ada.push(newItem(rock));
    await trash(rock);
    await rule(1);
    studio.pass(2 * DAY);
    await ada.person.call('PATCH', `/v1/projects/${ada.project}`, { archived: true });
    await new Schedule(studio.studio, quiet).close();
    assert.deepEqual(await alive(), ['rock']);
    assert.equal((await run()).items, 0);
    await ada.person.call('PATCH', `/v1/projects/${ada.project}`, { archived: false });
    const schedule = new Schedule(studio.studio, quiet);
    while ((await alive()).length > 0) await new Promise((resolve) => setImmediate(resolve));
    await schedule.close();
  });

  it('is carried out in every project, also where it fails in one', async () => {
    const other = await ada.person.createProject('other');
    const [broken, sound] = [ada, other].toSorted((a, b) => (a.project < b.project ? -1 : 1));
    for (const seat of [ada, other]) {
      const rock = item({ name: 'rock' });
      await seat.push(newItem(rock));
      await seat.push(edit(rock, { trashed: true }));
      await ada.person.call('PUT', seat.url('retention'), { trashDays: 1 });
    }
    studio.pass(2 * DAY);
    const id = sql.lit(broken!.project);
    const refuse = onPostgres()
      ? sql`ALTER TABLE item ADD CONSTRAINT broken CHECK (purged = 0 OR project_id <> ${id})`
      : sql`CREATE TRIGGER broken BEFORE UPDATE ON item WHEN NEW.purged = 1 AND NEW.project_id = ${id}
            BEGIN SELECT raise(ABORT, 'broken'); END`;
    await refuse.execute(studio.studio.metadata.db);
    const failed: object[] = [];
    const schedule = new Schedule(studio.studio, { ...quiet, error: (what) => failed.push(what) });
    while (failed.length === 0) await new Promise((resolve) => setImmediate(resolve));
    while (![...(await sound!.items()).values()].every(({ purged }) => purged))
      await new Promise((resolve) => setImmediate(resolve));
    await schedule.close();
    assert.deepEqual(
      failed.map((what) => (what as { project?: string }).project),
      [broken!.project],
    );
  });

  it('is said by Admins of the project, in whole days, and known to members', async () => {
    await rule(30);
    assert.deepEqual((await ben.person.call('GET', ada.url('retention'))).raw.json(), { trashDays: 30 });
    assert.equal((await ben.person.call('PUT', ada.url('retention'), { trashDays: 1 })).code, 'forbidden');
    for (const trashDays of [0, -1, 0.5, 10_000, '7'])
      assert.equal((await ada.person.call('PUT', ada.url('retention'), { trashDays })).code, 'bad-request');
    await rule(null);
    assert.deepEqual((await ben.person.call('GET', ada.url('retention'))).raw.json(), { trashDays: null });
  });
});
