import assert from 'node:assert/strict';
import { Seniority } from '../../../server/access/seniority.ts';

describe('the place of who was turned away', () => {
  it('is kept as long as they come back, however long that takes', () => {
    const seniority = new Seniority();
    for (let now = 1_000; now <= 600_000; now += 1_000) seniority.note('ann', now - 1_000, now);
    assert.equal(seniority.since('ann', 600_500), 0);
  });

  it('is a new one for who comes back after a minute', () => {
    const seniority = new Seniority();
    seniority.note('ann', 0, 2_000);
    assert.equal(seniority.since('ann', 62_000), 0);
    assert.equal(seniority.since('ann', 62_001), undefined);
    seniority.note('ann', 100_000, 102_000);
    assert.equal(seniority.since('ann', 103_000), 100_000);
  });

  it('ends when it is their turn', () => {
    const seniority = new Seniority();
    seniority.note('ann', 0, 1_000);
    seniority.forget('ann');
    assert.equal(seniority.since('ann', 1_001), undefined);
  });

  it('of the latest ten thousand is known', () => {
    const seniority = new Seniority();
    for (let index = 0; index <= 10_000; index++) seniority.note(`member ${index}`, 0, 1);
    assert.equal(seniority.since('member 0', 1), undefined);
    assert.equal(seniority.since('member 1', 1), 0);
  });
});
