/** Decisions that another window overtakes between what is asked and what is written. */
import assert from 'node:assert/strict';
import { resolveConflict } from '../../../engine/actions/resolve.ts';
import { coded } from '../../support/errors.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('a decision', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  /** What another window does, just before the next transaction begins. */
  const overtaken = (act: () => void) => {
    const { db } = world.project;
    const transaction = db.transaction.bind(db);
    db.transaction = (work) => {
      db.transaction = transaction;
      act();
      return transaction(work);
    };
  };

  it('for a name that another window has just given elsewhere, or of what it has just settled, is refused', () => {
    for (const name of ['rock.png', 'tree.png']) {
      world.mine('asset', name);
      world.theirItem(world.item('asset', name));
    }
    const [one, two] = world.pull().conflicts.map(({ id }) => id) as [string, string];
    const { project } = world;
    const free = { choice: 'rename', name: 'free.png' } as const;
    overtaken(() => project.staging.decide(two, free));
    assert.throws(() => resolveConflict(project, one, free), coded('name-taken'));
    assert.equal(project.staging.decision(one), null);
    overtaken(() => project.staging.setConflicts([]));
    assert.throws(
      () => resolveConflict(project, one, { choice: 'rename', name: 'other.png' }),
      coded('not-found'),
    );
    assert.equal(project.staging.decision(one), null);
  });
});
