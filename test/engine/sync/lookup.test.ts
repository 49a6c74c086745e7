import assert from 'node:assert/strict';
import { Lookup } from '../../../engine/sync/lookup.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('a path that a conflict is shown with', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  it('has no empty part where a folder on the way has lost its name to a purge', () => {
    const lib = world.theirItem(world.item('collection', 'lib'));
    const house = world.theirItem(world.item('collection', 'house', lib.id));
    world.pull();
    const path = (parentId: string) => new Lookup(world.project).path({ parentId, name: 'set' });
    assert.deepEqual([path(house.id), path(lib.id), path('')], ['lib/house/set', 'lib/set', 'set']);
    world.theirItem({ ...house, trashed: true, purged: true, name: '' });
    world.pull();
    assert.equal(path(house.id), 'lib/set');
    world.theirItem({ ...lib, trashed: true, purged: true, name: '' });
    world.pull();
    assert.deepEqual([path(house.id), path(lib.id)], ['set', 'set']);
  });
});
