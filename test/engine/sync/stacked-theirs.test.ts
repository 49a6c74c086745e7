/** "Stack theirs on top" makes a version of content that only the studio has. What becomes of it where the push that follows fails. */
import assert from 'node:assert/strict';
import type { ChoiceName, Conflict } from '../../../engine/api.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('theirs on top of mine, decided and not sent', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
    await ann.track('lib/a', 'a 1');
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['lib/a']);
    await ann.checkpoint('lib/a', 'ann 2');
    await ann.sync();
    await ben.checkpoint('lib/a', 'ben 2');
    await resolveAll('stack-theirs');
    const body = JSON.stringify({ error: { code: 'in-use', message: 'The studio is being worked on' } });
    world.refusePushes(() => ({ status: 409, type: 'application/json', body }));
    await assert.rejects(ben.project.sync(), { code: 'studio-refused' });
    world.refusePushes();
    const { checkpoints } = await ben.project.log('lib/a');
    assert.equal(checkpoints.length, 4, 'both, mine on theirs, and theirs once more');
  });
  afterEach(() => world.dispose());

  const resolveAll = async (choice: ChoiceName, name?: string): Promise<readonly Conflict[]> => {
    const { outcome, conflicts } = await ben.project.sync();
    assert.equal(outcome, 'conflicts');
    for (const { id } of conflicts) await ben.project.resolve(id, name ? { choice, name } : { choice });
    return conflicts;
  };
  const comments = async (member: TestMember, path: string) =>
    (await member.project.log(path)).checkpoints.map(({ version, comment }) => `${version} ${comment}`);
  const mineAlone = async () => {
    await ben.sync();
    assert.deepEqual((await ben.project.attention()).rejected, []);
    await ann.sync();
    for (const member of [ann, ben]) assert.deepEqual(await comments(member, 'lib/mine'), ['1 ben 2']);
    assert.equal(ben.read('lib/mine'), 'ben 2');
    assert.equal(await ben.state('lib/mine'), 'normal');
    assert.deepEqual((await ben.project.verify(false)).problems, []);
  };

  it('goes with the next sync', async () => {
    await ben.sync();
    await ann.sync();
    assert.equal((await ann.project.log('lib/a')).checkpoints.length, 4);
  });

  it('is moot where it was purged meanwhile and mine is kept apart', async () => {
    await ann.project.trash(['lib/a']);
    await ann.sync();
    await ann.project.trashPurge((await ann.project.trashList())[0]?.id ?? '');
    await ann.sync();
    await resolveAll('rename', 'mine');
    await mineAlone();
  });

  it('is moot where they went on and mine is kept apart', async () => {
    await ann.checkpoint('lib/a', 'ann 3');
    await ann.sync();
    await resolveAll('rename', 'mine');
    await mineAlone();
    assert.equal((await ann.project.log('lib/a')).checkpoints.length, 3, 'theirs as they made it');
  });

  it('goes on top of what they made meanwhile, where that is decided', async () => {
    for (let version = 3; version < 22; version++) await ann.checkpoint('lib/a', `ann ${version}`);
    await ann.sync();
    await resolveAll('stack-mine');
    const { outcome, rejected } = await ben.project.sync();
    assert.deepEqual([outcome, rejected], ['done', []]);
    await ann.sync();
    assert.equal((await ann.project.log('lib/a')).checkpoints.length, 23);
  });
});
