/** What others moved, or merged, into something that is in the trash, with work of mine in it: asked about like what was trashed itself. */
import assert from 'node:assert/strict';
import type { Item } from '../../../engine/domain/rows.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('what I worked on and others moved into the trash', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  const live = (id: string) => world.project.paths.reachable(world.project.items.get(id) as never);
  const trashed = (item: Item) =>
    world.theirItem({ ...item, trashed: true, trashedBy: world.other, trashedAt: 7_000 });
  const kinds = () => world.pull().conflicts.map(({ kind, path }) => `${kind} ${path}`);

  /** A collection and a place in the trash. @param isSeen whether I saw the place there before */
  const begin = (isSeen: boolean) => {
    const props = world.theirItem(world.item('collection', 'props'));
    const old = world.item('collection', 'old');
    if (isSeen) trashed(old);
    world.pull();
    if (!isSeen) trashed(old);
    return { props, old };
  };

  /** With something new of mine in the collection. */
  const moved = (isSeen: boolean) => {
    const { props, old } = begin(isSeen);
    const leaf = world.mine('asset', 'leaf.png', props.id);
    world.myCheckpoint(leaf.id, 'mine');
    world.theirItem({ ...props, parentId: old.id });
    return { props, old, leaf };
  };

  for (const isSeen of [false, true]) {
    it(`is asked about, where that ${isSeen ? 'was there before' : 'is new to me'}`, () => {
      const { leaf } = moved(isSeen);
      assert.deepEqual(kinds(), ['trashed-there old']);
      assert.equal(world.path(leaf.id), 'props/leaf.png', 'until then it is where I made it');
    });
  }

  it('is asked about with a checkpoint on what was there', () => {
    const { props, old } = begin(true);
    const rock = world.theirItem(world.item('asset', 'rock.png', props.id));
    world.theirCheckpoint(rock.id, 'first');
    world.pull();
    world.myCheckpoint(rock.id, 'mine');
    world.theirItem({ ...rock, parentId: old.id });
    assert.deepEqual(kinds(), ['trashed-there old']);
  });

  it('rename: mine is live, in a collection of its own; the rest stays there', () => {
    const { leaf, props } = moved(true);
    assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'kept' }).conflicts, []);
    assert.deepEqual([world.path(leaf.id), live(leaf.id)], ['kept/props/leaf.png', true]);
    assert.deepEqual([world.path(props.id), live(props.id)], ['old/props', false]);
  });

  it('restore: all of it is out of the trash', () => {
    const { leaf } = moved(false);
    assert.deepEqual(world.decide('trashed-there', { choice: 'restore' }).conflicts, []);
    assert.deepEqual([world.path(leaf.id), live(leaf.id)], ['old/props/leaf.png', true]);
  });

  it('trash: mine goes along, and is not asked about again', () => {
    const { leaf } = moved(true);
    assert.deepEqual(world.decide('trashed-there', { choice: 'trash' }).conflicts, []);
    assert.deepEqual([world.path(leaf.id), live(leaf.id)], ['old/props/leaf.png', false]);
    assert.deepEqual(kinds(), []);
  });

  it('is asked about where it was merged into something in the trash', () => {
    const { props, old } = begin(true);
    const leaf = world.mine('asset', 'leaf.png', props.id);
    world.theirItem({ ...props, name: '', mergedInto: old.id });
    assert.deepEqual(kinds(), ['trashed-there old']);
    assert.equal(live(leaf.id), true);
  });

  it('is not asked about where I moved it there myself: that is what comes back', () => {
    const { props, old } = moved(true);
    world.project.items.edit(props.id, { parentId: old.id });
    assert.deepEqual(kinds(), []);
  });

  it('is not asked about where what they moved is live', () => {
    const props = world.theirItem(world.item('collection', 'props'));
    const set = world.theirItem(world.item('collection', 'set'));
    world.pull();
    const leaf = world.mine('asset', 'leaf.png', props.id);
    world.theirItem({ ...props, parentId: set.id });
    assert.deepEqual(kinds(), []);
    assert.equal(world.path(leaf.id), 'set/props/leaf.png');
  });
});
