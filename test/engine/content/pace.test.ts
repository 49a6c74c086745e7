import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { hasPassed, TurnTaker } from '../../../engine/content/pace.ts';

describe('long computations', () => {
  let now = 1_000_000;
  beforeEach(() => mock.method(Date, 'now', () => now));
  afterEach(() => mock.restoreAll());

  it('give way once their slice is used up', async () => {
    const turns = new TurnTaker();
    now += 24;
    assert.equal(turns.due, false);
    now += 1;
    assert.equal(turns.due, true);
    await turns.take();
    assert.equal(turns.due, false);
  });

  it('give way too where the clock was set back, once', async () => {
    const turns = new TurnTaker();
    now -= 3_600_000;
    assert.equal(turns.due, true);
    await turns.take();
    assert.equal(turns.due, false);
  });

  it('say at once what was never said', () => assert.ok(hasPassed(100, Number.NEGATIVE_INFINITY)));
});
