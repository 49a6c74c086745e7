/** Work on what was merged meanwhile, once and once more: it follows to where that is now. */
import assert from 'node:assert/strict';
import { StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('work that was not sent, on what was merged twice meanwhile', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  let cem: TestMember;
  let dan: TestMember;

  const merge = async (member: TestMember, from: string, onto: string) => {
    await member.project.move(from, onto);
    const { conflicts } = await member.project.sync();
    assert.deepEqual(
      conflicts.map(({ kind }) => kind),
      ['asset-name'],
    );
    await member.project.resolve(conflicts[0]?.id ?? '', { choice: 'merge' });
    await member.sync();
  };
  const history = async (member: TestMember) =>
    (await member.project.log('lib/end')).checkpoints.map(({ comment }) => comment).reverse();
  const entry = async (member: TestMember, path: string) =>
    (await member.project.status()).assets.find((one) => one.path === path);

  beforeEach(async () => {
    world = await StudioWorld.create();
    ann = await world.project(
      'ann',
      ['ben', 'cem', 'dan'].map((name) => [name, 'Admin'] as const),
    );
    await ann.project.mkdir('lib', true);
    for (const name of ['a', 'b', 'c']) await ann.track(`lib/${name}`, `${name}1`);
    await ann.sync();
    [ben, cem, dan] = [await world.join('ben'), await world.join('cem'), await world.join('dan')];
    for (const member of [cem, dan]) await member.project.rebuild(['lib']);
    await cem.checkpoint('lib/a', 'cem on a');
    await cem.project.tag('lib/a', ['hero'], []);
    await cem.project.edit('lib/a', { description: 'cem’s words' });
    await cem.track('lib/scene', 'scene');
    await cem.project.depend('lib/scene', ['lib/a'], []);
    await dan.checkpoint('lib/b', 'dan on b');
    // a into b, and that into c.
    await ann.project.move('lib/b', 'lib/both');
    await ann.sync();
    await merge(ben, 'lib/a', 'lib/BOTH');
    await ann.sync();
    await ben.project.move('lib/c', 'lib/end');
    await ben.sync();
    await merge(ann, 'lib/both', 'lib/End');
    assert.deepEqual(await history(ann), ['ann tracks lib/c', 'ann tracks lib/b', 'ann tracks lib/a']);
    // Of her two files that are one asset now, the one that she merged is its file.
    assert.deepEqual([ann.read('lib/End'), ann.read('lib/c')], ['b1', 'c1']);
    assert.deepEqual(
      [await ann.state('lib/end'), await ann.state('lib/End'), await ann.state('lib/c')],
      ['outdated', undefined, 'untracked'],
    );
  });
  afterEach(() => world.dispose());

  it('follows to what is left: versions, tags, what needs it, and the file; edits are listed', async () => {
    const { superseded } = await cem.sync();
    assert.deepEqual(
      superseded.map(({ path, field, mine }) => [path, field, mine]),
      [['lib/end', 'description', 'cem’s words']],
    );
    await ann.sync();
    assert.deepEqual((await history(ann)).slice(2), ['ann tracks lib/a', 'cem on a']);
    assert.deepEqual((await entry(ann, 'lib/end'))?.tags, ['hero']);
    assert.deepEqual(
      (await ann.project.needs('lib/scene')).items.map(({ path }) => path),
      ['lib/scene', 'lib/end'],
    );
    await cem.project.pull(['lib']);
    assert.equal(cem.read('lib/end'), 'cem on a');
    assert.equal(await cem.state('lib/end'), 'normal');
    await cem.project.attentionApply(superseded[0]?.id ?? '');
    await cem.sync();
    await ann.sync();
    assert.equal((await entry(ann, 'lib/end'))?.description, 'cem’s words');
  });

  it('is asked about where it was not made on the newest of what is left', async () => {
    const { conflicts } = await dan.project.sync();
    assert.deepEqual(
      conflicts.map(({ kind, path }) => [kind, path]),
      [['diverged', 'lib/end']],
    );
    await dan.project.resolve(conflicts[0]?.id ?? '', { choice: 'stack-mine' });
    await dan.sync();
    await cem.project.sync();
    const asked = (await cem.project.conflicts())[0];
    await cem.project.resolve(asked?.id ?? '', { choice: 'rename', name: 'apart' });
    for (const member of [cem, ann, ben, dan]) await member.sync();
    assert.deepEqual((await history(ben)).slice(2), ['ann tracks lib/a', 'dan on b']);
    assert.equal((await ben.project.log('lib/apart')).checkpoints[0]?.comment, 'cem on a');
    const tracked = async (member: TestMember) =>
      (await member.project.status()).assets.flatMap((one) => (one.id ? [one.path] : []));
    for (const member of [ann, ben, cem, dan])
      assert.deepEqual((await tracked(member)).sort(), ['lib', 'lib/apart', 'lib/end', 'lib/scene']);
    // The file of what everything was merged into is not that of his versions, which is where he left it.
    assert.deepEqual([cem.read('lib/c'), cem.read('lib/a')], ['c1', 'cem on a']);
    assert.deepEqual([await cem.state('lib/end'), await cem.state('lib/apart')], ['outdated', 'rebuild']);
  });
});
