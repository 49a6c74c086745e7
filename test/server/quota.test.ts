import assert from 'node:assert/strict';
import { collect } from '../../server/operations/gc.ts';
import { contentOf, edit, item, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { StudioWorld, type TestMember } from '../support/studio-world.ts';
import { useTempFolder } from '../support/temp.ts';

interface Usage {
  readonly bytes: number;
  readonly items: number;
  readonly mostBytes: number | null;
  readonly mostItems: number | null;
}

const DAY = 86_400_000;

describe('what a project may hold', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let ben: Seat;

  beforeEach(async () => {
    const team = await startTeam(folder(), { ben: 'Artist' });
    ({ studio, ada } = team);
    ben = team.seats.ben as Seat;
  });
  afterEach(() => studio.close());

  const usage = async (): Promise<Usage> => (await ben.person.call('GET', ada.url('usage'))).raw.json().usage;
  const limit = async (limits: { mostBytes?: number | null; mostItems?: number | null }) => {
    const answer = await ada.person.call('PATCH', `/v1/usage/${ada.project}`, limits);
    assert.equal(answer.status, 200, answer.raw.body);
  };
  const counted = async (): Promise<number> => {
    const rows = await studio.studio.metadata.db.selectFrom('chunk').select('size').execute();
    return rows.reduce((sum, { size }) => sum + size, 0);
  };
  const send = (seat: Seat, seed: number, size: number) =>
    seat.upload(contentOf(seededBytes(seed, size)).chunks);

  it('is counted once for each chunk, whoever sends it and however often', async () => {
    await send(ada, 1, 10_000);
    const { bytes } = await usage();
    assert.ok(bytes > 10_000);
    await send(ada, 1, 10_000);
    await send(ben, 1, 10_000);
    assert.equal((await usage()).bytes, bytes);
    await send(ben, 2, 5_000);
    assert.equal((await usage()).bytes, await counted());
  });

  it('is counted right where many send the same and other chunks at once', async () => {
    await Promise.all(
      Array.from({ length: 24 }, (_, index) => send(index % 2 ? ada : ben, index % 9, 3_000)),
    );
    assert.equal((await usage()).bytes, await counted());
  });

  it('goes down with what is collected', async () => {
    await ada.asset('rock', contentOf(seededBytes(1, 1_000)));
    const { bytes } = await usage();
    await send(ada, 2, 50_000);
    studio.pass(2 * DAY);
    await collect(studio.studio, true);
    assert.ok((await usage()).bytes > 50_000);
    await collect(studio.studio, false);
    assert.equal((await usage()).bytes, bytes);
    assert.equal((await usage()).bytes, await counted());
  });

  it('ends uploads with a code and figures, and lets everything else go on', async () => {
    await limit({ mostBytes: 20_000 });
    const first = await ada.asset('rock', contentOf(seededBytes(1, 15_000)));
    const answer = await send(ben, 2, 10_000).then(
      () => undefined,
      (error: Error) => JSON.parse(error.message).error,
    );
    const { bytes } = await usage();
    assert.equal(answer.code, 'quota');
    assert.deepEqual(answer.details, { what: 'bytes', used: bytes, limit: 20_000 });
    assert.equal(bytes, await counted());
    assert.deepEqual((await ada.push(edit(first.item, { status: 'done' }))).rejected, {});
    await send(ada, 3, 3_000);
    await limit({ mostBytes: 10 });
    await assert.rejects(send(ada, 4, 1), /quota/u);
    await limit({ mostBytes: null });
    await send(ben, 2, 10_000);
  });

  it('never goes over, whoever sends at once', async () => {
    await limit({ mostBytes: 40_000 });
    const all = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => send(index % 2 ? ada : ben, index, 7_000)),
    );
    const done = all.filter(({ status }) => status === 'fulfilled').length;
    assert.equal(done, 5);
    assert.equal((await usage()).bytes, await counted());
    assert.ok((await counted()) <= 40_000);
  });

  it('bounds items as well: a push beyond is refused whole, and purged ones make room', async () => {
    await limit({ mostItems: 2 });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => item({ name }));
    await ada.push(newItem(a!), newItem(b!));
    assert.equal((await usage()).items, 2);
    await assert.rejects(ada.push(newItem(c!), edit(a!, { status: 'done' })), /quota/u);
    assert.equal((await ada.items()).get(a!.id)?.status, '');
    await ada.push(edit(a!, { trashed: true }));
    await ada.push(edit({ ...a!, trashed: true }, { purged: true }));
    assert.equal((await usage()).items, 1);
    assert.deepEqual((await ada.push(newItem(c!))).rejected, {});
  });

  it('is said by administrators of the studio, and known to members', async () => {
    await limit({ mostBytes: 5, mostItems: 7 });
    await limit({ mostItems: 8 });
    const { mostBytes, mostItems } = await usage();
    assert.deepEqual([mostBytes, mostItems], [5, 8]);
    const own = await ben.person.createProject('own');
    const bad = await ben.person.call('PATCH', `/v1/usage/${own.project}`, { mostBytes: null });
    assert.equal(bad.code, 'forbidden');
    assert.equal((await ada.person.call('PATCH', '/v1/usage/none', {})).code, 'not-found');
    const all = await ada.person.call('GET', '/v1/usage');
    assert.deepEqual(
      all.raw.json().projects.map(({ name }: { name: string }) => name),
      ['feature', 'own'],
    );
  });
});

describe('a project without room', () => {
  let world: StudioWorld;
  let ann: TestMember;
  beforeEach(async () => {
    world = await StudioWorld.create();
    ann = await world.project('ann', []);
  });
  afterEach(() => world.dispose());

  it('keeps on the member’s machine what does not fit, and takes it once there is room', async () => {
    const { id } = await ann.project.info();
    const limit = (most: number | null) =>
      world.studio.metadata.db
        .updateTable('allowance')
        .set({ most_bytes: most })
        .where('project_id', '=', id)
        .execute();
    await limit(10_000);
    await ann.track('big.bin', seededBytes(1, 300_000));
    await assert.rejects(ann.project.sync(), (error: { code: string; details: object; message: string }) => {
      assert.equal(error.code, 'quota');
      assert.match(error.message, /no room left/u);
      return true;
    });
    assert.ok((await ann.project.status()).unsent > 0);
    await limit(null);
    const report = await ann.sync();
    assert.ok(report.pushed > 0);
    assert.equal((await ann.project.status()).unsent, 0);
    await world.studio.metadata.db.updateTable('allowance').set({ most_items: 1 }).execute();
    await ann.track('small.txt', 'small');
    await assert.rejects(ann.project.sync(), { code: 'quota' });
    await world.studio.metadata.db.updateTable('allowance').set({ most_items: null }).execute();
    await ann.sync();
    assert.equal((await ann.project.status()).unsent, 0);
  });
});
