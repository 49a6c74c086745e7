/** Others who push all the time: a sync pulls and tries again, ten times at most, and keeps everything. */
import assert from 'node:assert/strict';
import type { SyncContext } from '../../../engine/sync/context.ts';
import type { Run } from '../../../engine/sync/run.ts';
import { stepsOf } from '../../../engine/sync/steps.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { coded } from '../../support/errors.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('a sync that others overtake each time', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  it('gives up for now at the tenth, with all that was not sent as it was', async () => {
    const item = world.mine('asset', 'rock.png');
    const studio = { push: async () => cairn.v1.PushResponse.create({ behind: true }) };
    const context = { project: world.project, studio, progress: () => undefined, tally: {} };
    const run: Run = {
      context: context as unknown as SyncContext,
      rounds: 0,
      conflicts: [],
      complete: new Set(),
    };
    const { pushing } = stepsOf({} as never, 'sync');
    for (let round = 1; round < 10; round++) assert.equal(await pushing(run), 'behind');
    await assert.rejects(pushing(run), coded('studio-overloaded'));
    assert.deepEqual(
      [world.project.items.outbox().map(({ id }) => id), world.project.staging.outgoing()],
      [[item.id], undefined],
    );
  });
});
