/** The answer to a push that was not waited for: what the project file has by then need not be what was sent. */
import assert from 'node:assert/strict';
import { encodeRow } from '../../../engine/domain/wire.ts';
import { acknowledge } from '../../../engine/sync/acknowledge.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { StagedWorld } from '../../support/staged-world.ts';

describe('an accepted push', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  it('of sets of what was given up here meanwhile changes nothing, and what was accepted comes back', () => {
    const { items, staging, tags, dependencies } = world.project;
    const target = world.theirItem(world.item('asset', 'target.png'));
    world.pull();
    const item = world.mine('asset', 'rock.png');
    const sent = [
      encodeRow({ kind: 'item', revision: 0, row: item }),
      encodeRow({ kind: 'tagging', revision: 0, row: { itemId: item.id, tag: 'hero', present: true } }),
      encodeRow({
        kind: 'dependency',
        revision: 0,
        row: { itemId: item.id, targetId: target.id, present: true },
      }),
      encodeRow({
        kind: 'dependency',
        revision: 0,
        row: { itemId: target.id, targetId: item.id, present: true },
      }),
    ];
    items.remove(item.id);
    const request = cairn.v1.PushRequest.create({ changes: sent.map((row) => ({ row })) });
    const rows = [encodeRow({ kind: 'item', revision: 7, row: item })];
    world.project.db.transaction(() => acknowledge(world.project, request, { rows, head: 7, results: [] }));
    assert.deepEqual([tags.of(item.id), dependencies.of(item.id), dependencies.of(target.id)], [[], [], []]);
    assert.equal(staging.stagedCount(), 1);
  });
});
