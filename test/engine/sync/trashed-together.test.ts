/** What I moved into something that I made and trashed, with news of others in it: asked about like what I trashed itself. */
import assert from 'node:assert/strict';
import { StagedWorld } from '../../support/staged-world.ts';

describe('what others worked on and I trashed with something that I had made', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  const live = (id: string) => world.project.paths.reachable(world.project.items.get(id) as never);

  const begin = () => {
    const props = world.theirItem(world.item('collection', 'props'));
    world.pull();
    const old = world.mine('collection', 'old');
    world.project.items.edit(props.id, { parentId: old.id });
    world.project.items.edit(old.id, { trashed: true });
    return { props, old };
  };

  it('is asked about', () => {
    const { props } = begin();
    world.theirItem(world.item('asset', 'leaf.png', props.id));
    assert.deepEqual(
      world.pull().conflicts.map(({ kind, path }) => `${kind} ${path}`),
      ['trashed-here old'],
    );
  });

  it('keep: all of it is live', () => {
    const { props } = begin();
    const leaf = world.theirItem(world.item('asset', 'leaf.png', props.id));
    assert.deepEqual(world.decide('trashed-here', { choice: 'keep' }).conflicts, []);
    assert.deepEqual([world.path(leaf.id), live(leaf.id)], ['old/props/leaf.png', true]);
  });

  it('trash: theirs goes along', () => {
    const { props } = begin();
    const leaf = world.theirItem(world.item('asset', 'leaf.png', props.id));
    assert.deepEqual(world.decide('trashed-here', { choice: 'trash' }).conflicts, []);
    assert.deepEqual([world.path(leaf.id), live(leaf.id)], ['old/props/leaf.png', false]);
    assert.deepEqual(world.pull().conflicts, []);
  });

  it('is not asked about where nobody did anything in it', () => {
    begin();
    world.theirItem(world.item('asset', 'elsewhere.png'));
    assert.deepEqual(world.pull().conflicts, []);
  });
});
