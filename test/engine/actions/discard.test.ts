import assert from 'node:assert/strict';
import { discardItem } from '../../../engine/actions/discard.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('giving up what the studio refused', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  it('refuses to put a collection back into what lies in it now, and says what to do first', () => {
    const { items } = world.project;
    const props = world.theirItem(world.item('collection', 'props'));
    const set = world.theirItem(world.item('collection', 'set', props.id));
    world.pull();
    items.edit(set.id, { parentId: '' });
    items.edit(props.id, { parentId: set.id });
    assert.throws(() => discardItem(world.project, set.id), {
      code: 'usage',
      message: 'set would lie in itself again: first move out of it what it lay in',
    });
    assert.deepEqual([world.path(set.id), world.path(props.id)], ['set', 'set/props']);
    items.edit(props.id, { parentId: '' });
    discardItem(world.project, set.id);
    assert.equal(world.path(set.id), 'props/set');
  });
});
