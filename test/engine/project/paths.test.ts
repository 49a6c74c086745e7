import assert from 'node:assert/strict';
import { StagedWorld } from '../../support/staged-world.ts';

describe('the way up from an item', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  it('is the item and what it lies in, nearest first', () => {
    const { paths, items } = world.project;
    const props = world.mine('collection', 'props');
    const set = world.mine('collection', 'set', props.id);
    assert.deepEqual(
      [paths.chain(set.id).map(({ name }) => name), paths.of(set.id), paths.chain('nobody')],
      [['set', 'props'], 'props/set', []],
    );
    assert.deepEqual(
      [paths.liesIn(set.id, props.id), paths.liesIn(set.id, set.id), paths.liesIn(props.id, set.id)],
      [true, true, false],
    );
    const reachable = () => paths.reachable(items.get(set.id)!);
    assert.equal(reachable(), true);
    items.edit(props.id, { trashed: true });
    assert.equal(reachable(), false);
  });

  it('ends where a damaged file has a loop', () => {
    const { paths, items, db } = world.project;
    const props = world.mine('collection', 'props');
    const set = world.mine('collection', 'set', props.id);
    db.run('UPDATE item SET parent_id = ? WHERE id = ?', set.id, props.id);
    const corrupt = { code: 'project-corrupt' };
    assert.throws(() => paths.chain(set.id), corrupt);
    assert.throws(() => paths.of(set.id), corrupt);
    assert.throws(() => paths.reachable(items.get(set.id)!), corrupt);
  });
});
