/** The same tag, status or type, created by two at once: one, in the spelling of who was first. */
import assert from 'node:assert/strict';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('what two members call the same', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
    await ann.track('lib/rock', 'rock');
    await ann.sync();
    await ben.sync();
  });
  afterEach(() => world.dispose());

  const rock = async (member: TestMember) =>
    (await member.project.status()).assets.find(({ path }) => path === 'lib/rock');
  const settle = async () => {
    for (const member of [ann, ben, ann]) await member.sync();
    assert.deepEqual((await rock(ben))?.tags, (await rock(ann))?.tags);
    return (await rock(ann))?.tags;
  };

  it('one tag, whatever its spelling; taken away in any, it is gone', async () => {
    await ann.project.tag('lib/rock', ['Héro', 'wet'], []);
    await ben.project.tag('lib/rock', ['héro'.normalize('NFD'), 'wet'], []);
    assert.deepEqual(await settle(), ['Héro', 'wet']);
    await ben.project.tag('lib/rock', [], ['HÉRO']);
    assert.deepEqual(await settle(), ['wet']);
  });

  it('one tag, in the spelling of what is left, where two that had each theirs are merged', async () => {
    await ann.project.tag('lib/rock', ['Hero', 'wet'], []);
    await ann.sync();
    await ben.sync();
    await ben.track('lib/stone', 'stone');
    await ben.project.tag('lib/stone', ['HERO', 'dry'], []);
    await ben.sync();
    await ann.sync();
    await ben.project.move('lib/stone', 'lib/pebble');
    await ann.project.move('lib/rock', 'lib/pebble');
    await ann.sync();
    const [conflict] = (await ben.project.sync()).conflicts;
    await ben.project.resolve(conflict?.id ?? '', { choice: 'merge' });
    for (const member of [ben, ann, ben]) await member.sync();
    for (const { project } of [ann, ben]) {
      const merged = (await project.status()).assets.find(({ path }) => path === 'lib/pebble');
      assert.deepEqual([...(merged?.tags ?? [])].sort(), ['Hero', 'dry', 'wet']);
    }
  });

  it('a status and a type: nothing gives way to itself', async () => {
    for (const member of [ann, ben])
      await member.project.edit('lib/rock', { status: 'Review', type: 'mesh' });
    await ann.sync();
    const { superseded } = await ben.sync();
    assert.deepEqual(superseded, []);
    assert.deepEqual([(await rock(ben))?.status, (await ben.project.status()).unsent], ['Review', 0]);
  });
});
