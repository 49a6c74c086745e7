/** Single versions in the trash: who may, what goes through, and what both see of it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { useNoPauses } from '../../support/no-pauses.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('versions in the trash', function () {
  this.timeout(60_000);
  useNoPauses();
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
    await world.setRole('ann', 'ben', 'Supervisor');
    await ben.sync();
    await ann.track('lib/a', 'a 1');
    await ann.checkpoint('lib/a', 'a 2');
    await ann.checkpoint('lib/a', 'a 3');
  });
  afterEach(() => world.dispose());

  const trashed = async (member: TestMember, path = 'lib/a') =>
    (await member.project.log(path)).checkpoints.filter((c) => c.trashed).map((c) => c.version);
  const unsent = async (member: TestMember) => (await member.project.status()).unsent;
  const isRefused = (code: string) => (error: { code?: string }) => error.code === code;

  it('go there with the next sync, are read all the same, and come back', async () => {
    await ann.sync();
    await ann.project.trashVersion('lib/a', 2, true);
    assert.equal(await unsent(ann), 1);
    assert.deepEqual(
      (await ann.project.plan()).push.map((row) => row.path),
      ['lib/a'],
    );
    await ann.sync();
    assert.equal(await unsent(ann), 0);
    await ben.sync();
    assert.deepEqual([await trashed(ann), await trashed(ben)], [[2], [2]]);
    await ben.project.rebuild(['lib/a']);
    assert.equal(ben.read('lib/a'), 'a 3');
    await ben.project.exportVersion('lib/a', 2, join(ben.folder, 'out'));
    assert.equal(ben.read('out'), 'a 2');
    await ann.project.trashVersion('lib/a', 2, false);
    await ann.sync();
    await ben.sync();
    assert.deepEqual([await trashed(ann), await trashed(ben)], [[], []]);
  });

  it('that were never sent go up and into the trash in one sync; taken out before, nothing is said of it', async () => {
    await ann.project.trashVersion('lib/a', 1, true);
    await ann.project.trashVersion('lib/a', 2, true);
    await ann.project.trashVersion('lib/a', 2, false);
    await ann.sync();
    assert.equal(await unsent(ann), 0);
    await ben.sync();
    assert.deepEqual([await trashed(ann), await trashed(ben)], [[1], [1]]);
  });

  it('are never the newest, here and on the studio', async () => {
    await assert.rejects(ann.project.trashVersion('lib/a', 3, true), isRefused('newest-version'));
    await assert.rejects(ann.project.trashVersion('lib/a', 4, true), isRefused('not-found'));
    assert.deepEqual(await trashed(ann), []);
  });

  const bensNext = async (...contents: string[]) => {
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['lib/a']);
    for (const content of contents) await ben.checkpoint('lib/a', content);
  };
  /** Ben is asked about what he cannot send, and leaves it. @returns what is refused. */
  async function later() {
    const paused = await ben.project.sync();
    const [conflict] = paused.conflicts;
    assert.equal(conflict?.kind, 'lock-lost');
    await ben.project.resolve(conflict?.id ?? '', { choice: 'later' });
    return (await ben.project.sync()).rejected;
  }
  /** Ann takes the task, so Ben's new versions cannot go. */
  async function taken() {
    await ann.project.assign('lib/a', 'ann');
    await ann.sync();
    return later();
  }
  /** What Ben puts into the trash is the newest that can go. */
  async function refusedBoth() {
    await bensNext('a 4');
    await ben.project.trashVersion('lib/a', 3, true);
    const rejected = await taken();
    assert.deepEqual(rejected.map(({ kind, code, wayOut }) => [kind, code, wayOut]).sort(), [
      ['checkpoint', 'locked', 'separate'],
      ['version', 'newest-version', 'retry'],
    ]);
    return rejected;
  }
  const attention = async () => (await ben.project.attention()).rejected.map(({ kind }) => kind);

  it('that become the newest on the way stay, and it is said', async () => {
    const rejected = await refusedBoth();
    await ann.sync();
    assert.deepEqual([await trashed(ann), await trashed(ben)], [[], [3]]);
    await ben.project.attentionDiscard(rejected.find(({ kind }) => kind === 'version')?.id ?? '');
    assert.deepEqual(await trashed(ben), []);
    assert.deepEqual(await attention(), ['checkpoint']);
  });

  it('that are the newest again, because those on top are given up, stay too', async () => {
    const rejected = await refusedBoth();
    await ben.project.attentionDiscard(rejected.find(({ kind }) => kind === 'checkpoint')?.id ?? '');
    assert.deepEqual([await trashed(ben), await attention(), await unsent(ben)], [[], [], 0]);
  });

  it('that are refused themselves are told as that, each time with the reason of now', async () => {
    await bensNext('a 4', 'a 5');
    await ben.project.trashVersion('lib/a', 4, true);
    const told = (rejected: Awaited<ReturnType<typeof taken>>) =>
      rejected.map(({ kind, code }) => [kind, code]).sort();
    const above = ['checkpoint', 'depends-on-rejected'];
    assert.deepEqual(told(await taken()), [above, ['checkpoint', 'locked']]);
    await world.editRole('ann', 'Supervisor', [], ['checkpoint.create']);
    assert.deepEqual(told(await later()), [above, ['checkpoint', 'forbidden']]);
  });

  it('need the permission: asked for here, and on the studio where the role changed meanwhile', async () => {
    await ann.sync();
    await ben.sync();
    await ben.project.trashVersion('lib/a', 1, true);
    await world.setRole('ann', 'ben', 'Artist');
    const report = await ben.project.sync();
    assert.deepEqual(
      report.rejected.map(({ kind, code }) => [kind, code]),
      [['version', 'forbidden']],
    );
    await assert.rejects(ben.project.trashVersion('lib/a', 2, true), isRefused('forbidden'));
    await world.setRole('ann', 'ben', 'Supervisor');
    await ben.sync();
    await ann.sync();
    assert.deepEqual([await trashed(ann), await trashed(ben)], [[1], [1]]);
  });

  it('by both at once is one; what was changed while its push lost its answer goes with the next', async () => {
    await ann.sync();
    await ben.sync();
    await ann.project.trashVersion('lib/a', 1, true);
    await ben.project.trashVersion('lib/a', 1, true);
    await ben.project.trashVersion('lib/a', 2, true);
    await ann.sync();
    await ben.sync();
    await ann.sync();
    assert.deepEqual(
      [await trashed(ann), await trashed(ben)],
      [
        [2, 1],
        [2, 1],
      ],
    );
    await ann.project.trashVersion('lib/a', 1, false);
    world.losePushAnswers(true);
    await assert.rejects(ann.project.sync(), isRefused('studio-unreachable'));
    world.losePushAnswers(false);
    await ann.project.trashVersion('lib/a', 1, true);
    await ann.sync();
    await ann.sync();
    await ben.sync();
    assert.deepEqual(
      [await trashed(ann), await trashed(ben)],
      [
        [2, 1],
        [2, 1],
      ],
    );
    assert.equal(await unsent(ann), 0);
  });

  it('move with their history where two assets are merged, and do not make a copy trashed', async () => {
    await ann.sync();
    await ben.track('lib/A', 'b 1');
    await ben.checkpoint('lib/A', 'b 2');
    await ben.project.trashVersion('lib/A', 1, true);
    const { conflicts } = await ben.project.sync();
    for (const { id } of conflicts) await ben.project.resolve(id, { choice: 'merge' });
    await ben.sync();
    await ann.sync();
    assert.deepEqual([await trashed(ann), await trashed(ben)], [[4], [4]]);
  });
});
