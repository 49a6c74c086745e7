/** Decisions, one after the other, while other windows decide too. */
import assert from 'node:assert/strict';
import { checkRename, resolveConflict } from '../../../engine/actions/resolve.ts';
import { Project } from '../../../engine/project/project.ts';
import { coded } from '../../support/errors.ts';
import { StagedWorld } from '../../support/staged-world.ts';
import { recordStatements } from '../../support/statements.ts';

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

  it('for a name that another window has just given elsewhere, or of what it has just settled, is refused', async () => {
    for (const name of ['rock.png', 'tree.png']) {
      world.mine('asset', name);
      world.theirItem(world.item('asset', name));
    }
    const [one, two] = world.pull().conflicts.map(({ id }) => id) as [string, string];
    const { project } = world;
    const window = await Project.open(project.folder);
    const free = { choice: 'rename', name: 'free.png' } as const;
    overtaken(() => window.db.transaction(() => window.staging.decide(two, free)));
    assert.throws(() => resolveConflict(project, one, free), coded('name-taken'));
    assert.equal(project.staging.decision(one), null);
    overtaken(() => window.db.transaction(() => window.staging.setConflicts([])));
    assert.throws(
      () => resolveConflict(project, one, { choice: 'rename', name: 'other.png' }),
      coded('not-found'),
    );
    assert.equal(project.staging.decision(one), null);
    window.close();
  });

  const clashes = (...names: readonly string[]): string[] => {
    for (const name of names) {
      world.mine('asset', name);
      world.theirItem(world.item('asset', name));
    }
    return world.pull().conflicts.map(({ id }) => id);
  };
  const rename = (id: string, name: string) => resolveConflict(world.project, id, { choice: 'rename', name });

  it('gives its name until it is another or taken back, here and in other windows', async () => {
    const [one = '', two = '', three = ''] = clashes('rock.png', 'tree.png', 'leaf.png');
    rename(one, 'free.png');
    assert.throws(() => rename(two, 'FREE.png'), coded('name-taken'));
    rename(one, 'free.png');
    rename(one, 'other.png');
    rename(two, 'free.png');
    assert.throws(() => rename(three, 'free.png'), coded('name-taken'));
    resolveConflict(world.project, two, { choice: 'merge' });
    rename(three, 'free.png');
    resolveConflict(world.project, three, null);
    const window = await Project.open(world.project.folder);
    resolveConflict(window, two, { choice: 'rename', name: 'free.png' });
    window.close();
    assert.notEqual(checkRename(world.project, three, 'free.png'), null);
    assert.throws(() => rename(three, 'free.png'), coded('name-taken'));
  });

  it('does not give a name that waits of the pull, also where that came after another decision', () => {
    const [one = '', two = ''] = clashes('rock.png', 'tree.png');
    rename(one, 'free.png');
    world.theirItem(world.item('asset', 'late.png'));
    world.pull();
    assert.throws(() => rename(two, 'late.png'), coded('name-taken'));
    assert.throws(() => rename(two, 'rock.png'), coded('name-taken'));
  });

  it('costs the same however many others are taken in a row', async () => {
    const costOf = async (count: number) => {
      const ids = clashes(...Array.from({ length: count }, (_, index) => `${count} of ${index}`));
      rename(ids[0] ?? '', `${count} first`);
      const few = ids.slice(-10);
      const recorded = await recordStatements(async () => {
        for (const [index, id] of few.entries()) rename(id, `${count} renamed ${index}`);
      });
      return recorded.reduce((sum, { times }) => sum + times, 0);
    };
    assert.equal(await costOf(600), await costOf(20));
  });
});
