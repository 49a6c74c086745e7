import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { recordStatements } from '../../support/statements.ts';
import { annAndBen, type TestMember } from '../../support/studio-world.ts';

interface Cost {
  readonly requests: number;
  /** Statements that SQLite ran, here and on the studio. */
  readonly statements: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  let requests = 0;
  const count = () => {
    requests++;
  };
  subscribe('undici:request:create', count);
  try {
    const recorded = await recordStatements(async () => {
      await work();
    });
    return { requests, statements: recorded.reduce((sum, { times }) => sum + times, 0) };
  } finally {
    unsubscribe('undici:request:create', count);
  }
}

async function change(ann: TestMember, round: number): Promise<void> {
  await ann.checkpoint('lib/a0.bin', `round ${round}`);
  await ann.project.edit('lib/a1.bin', { status: `round ${round}` });
  await ann.project.tag('lib/a2.bin', [`round ${round}`], []);
}

/** What syncs cost in a project of so many assets, all of them visible to both. */
async function costsWith(assets: number): Promise<Record<string, Cost>> {
  const { world, ann, ben } = await annAndBen();
  try {
    for (let index = 0; index < assets; index++) ann.write(`lib/a${index}.bin`, `asset ${index}`);
    await ann.project.track([''], {});
    await ann.sync();
    await ben.sync();
    // The first time somebody's newest versions are looked at, all are.
    await ann.sync();
    await change(ann, 1);
    const sent = await costOf(() => ann.sync());
    const received = await costOf(() => ben.sync());
    return { sent, received, nothing: await costOf(() => ben.sync()) };
  } finally {
    await world.dispose();
  }
}

describe('what a sync costs', function () {
  this.timeout(60_000);

  it('is one round trip where nothing changed: both questions are asked before there is an answer', async () => {
    const { world, ben } = await annAndBen();
    const said: string[] = [];
    const [asked, answered] = [() => said.push('asked'), () => said.push('answered')];
    try {
      await ben.sync();
      subscribe('undici:request:create', asked);
      subscribe('undici:request:headers', answered);
      await ben.sync();
      assert.deepEqual(said, ['asked', 'asked', 'answered', 'answered']);
    } finally {
      unsubscribe('undici:request:create', asked);
      unsubscribe('undici:request:headers', answered);
      await world.dispose();
    }
  });

  it('does not depend on how much there is that did not change', async () => {
    const few = await costsWith(5);
    const many = await costsWith(200);
    assert.deepEqual(few.nothing, many.nothing);
    assert.deepEqual(few.sent, many.sent);
    assert.deepEqual(few.received, many.received);
    assert.equal(many.nothing?.requests, 2, 'who I am and what the project is; what changed');
  });
});
