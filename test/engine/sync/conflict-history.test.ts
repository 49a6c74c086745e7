/** What a conflict shows of both sides when a reader wants to see all of it. */
import assert from 'node:assert/strict';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('the histories of a conflict', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  const met = async (member: TestMember) => {
    const [conflict] = (await member.project.sync()).conflicts;
    const { mine, theirs } = await member.project.conflictHistory(conflict?.id ?? '');
    const told = (versions: typeof mine) => versions.map((c) => [c.version, c.author, c.comment, c.unsent]);
    return { conflict, mine: told(mine), theirs: told(theirs) };
  };

  it('that diverged: what both have, and what each made on top', async () => {
    await ann.track('lib/a', 'a 1');
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['lib/a']);
    await ann.checkpoint('lib/a', 'ann 2');
    await ann.checkpoint('lib/a', 'ann 3');
    await ann.sync();
    await ben.checkpoint('lib/a', 'ben 2');
    const { conflict, mine, theirs } = await met(ben);
    assert.equal(conflict?.kind, 'diverged');
    const base = [1, 'ann', 'ann tracks lib/a', false];
    assert.deepEqual(mine, [[2, 'ben', 'ben 2', true], base]);
    assert.deepEqual(theirs, [[3, 'ann', 'ann 3', false], [2, 'ann', 'ann 2', false], base]);
  });

  it('of two assets with one name; and there is none of what is no conflict', async () => {
    await ann.track('lib/a', 'ann 1');
    await ann.sync();
    await ben.track('lib/A', 'ben 1');
    await ben.checkpoint('lib/A', 'ben 2');
    const { mine, theirs } = await met(ben);
    assert.deepEqual(mine, [
      [2, 'ben', 'ben 2', true],
      [1, 'ben', 'ben tracks lib/A', true],
    ]);
    assert.deepEqual(theirs, [[1, 'ann', 'ann tracks lib/a', false]]);
    await assert.rejects(ben.project.conflictHistory('no'), { code: 'not-found' });
  });
});
