import assert from 'node:assert/strict';
import { collect } from '../../server/operations/gc.ts';
import { contentOf, edit, item, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../support/studio-world.ts';
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

  it('bounds items as well: those beyond are refused one by one, and purged ones make room', async () => {
    await limit({ mostItems: 2 });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => item({ name }));
    await ada.push(newItem(a!), newItem(b!));
    assert.equal((await usage()).items, 2);
    const { rejected } = await ada.push(newItem(c!), edit(a!, { status: 'done' }));
    assert.deepEqual(rejected, { 0: 'quota' });
    assert.deepEqual([(await ada.items()).get(a!.id)?.status, (await usage()).items], ['done', 2]);
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
  let ben: TestMember;
  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  const limit = (limits: { most_bytes?: number | null; most_items?: number | null }) =>
    world.studio.metadata.db.updateTable('allowance').set(limits).execute();
  const entry = async (member: TestMember, path: string) =>
    (await member.project.status()).assets.find((one) => one.path === path);

  it('for bytes takes everything else of a sync, and the rest once there is room', async () => {
    await ann.track('lib/rock', 'rock');
    await ann.sync();
    await limit({ most_bytes: 10_000 });
    await ann.track('lib/big.bin', seededBytes(1, 300_000));
    await ann.checkpoint('lib/big.bin', 'small again');
    await ann.project.edit('lib/rock', { status: 'done' });
    await ben.sync();
    await ben.track('lib/small', 'small');
    await ben.sync();
    const { outcome, rejected } = await ann.project.sync();
    assert.deepEqual(
      [outcome, rejected.map(({ path, kind, code, wayOut }) => [path, kind, code, wayOut])],
      [
        'attention',
        [
          ['lib/big.bin', 'checkpoint', 'quota', 'retry'],
          ['lib/big.bin', 'checkpoint', 'quota', 'retry'],
        ],
      ],
    );
    assert.match(rejected[0]?.message ?? '', /no room left/u);
    assert.equal((await entry(ann, 'lib/small'))?.latest, 1, 'what others made comes');
    await ben.sync();
    assert.equal((await entry(ben, 'lib/rock'))?.status, 'done', 'what needs no room goes');
    await limit({ most_bytes: null });
    await ann.sync();
    assert.deepEqual((await ann.project.attention()).rejected, []);
    await ben.sync();
    assert.equal((await entry(ben, 'lib/big.bin'))?.latest, 2);
    assert.deepEqual((await ben.project.verify(false)).problems, []);
  });

  it('for all bytes takes those versions for which there is room, and no others', async () => {
    for (const [index, size] of [9_000, 40_000, 6_000, 8_000].entries())
      await ann.track(`lib/f${index}`, seededBytes(index, size));
    await ann.checkpoint('lib/f1', 'small, on top of what does not fit');
    await ann.checkpoint('lib/f2', 'small');
    await limit({ most_bytes: 32_000 });
    const { rejected, chunks } = await ann.project.sync();
    assert.deepEqual(
      rejected.map(({ path, code }) => `${path} ${code}`),
      ['lib/f1 quota', 'lib/f1 quota'],
    );
    assert.ok(chunks.bytesUp < 120_000, `${chunks.bytesUp} bytes`);
    await ben.sync();
    assert.deepEqual(
      await Promise.all([0, 1, 2, 3].map(async (index) => (await entry(ben, `lib/f${index}`))?.latest ?? 0)),
      [1, 0, 2, 1],
    );
    await limit({ most_bytes: null });
    await ann.sync();
    assert.deepEqual((await ann.project.attention()).rejected, []);
  });

  it('for items takes everything else of a sync, and the rest once there is room', async () => {
    await ann.track('lib/rock', 'rock');
    await ann.sync();
    await limit({ most_items: 3 });
    for (const name of ['a', 'b', 'c']) await ann.track(`lib/${name}`, name);
    await ann.checkpoint('lib/rock', 'rock 2');
    const { outcome, rejected } = await ann.project.sync();
    assert.equal(outcome, 'attention');
    assert.deepEqual(rejected.map(({ kind, code }) => `${kind} ${code}`).sort(), [
      'checkpoint depends-on-rejected',
      'checkpoint depends-on-rejected',
      'item quota',
      'item quota',
    ]);
    await ben.sync();
    assert.equal((await entry(ben, 'lib/rock'))?.latest, 2);
    await limit({ most_items: null });
    await ann.sync();
    assert.equal((await ann.project.status()).unsent, 0);
  });
});
