import assert from 'node:assert/strict';
import { commonRevision } from '../../../engine/sync/same-history.ts';

describe('what a restored studio has in common with what was seen', () => {
  const [first, second] = [
    { id: 'a', head: 90 },
    { id: 'b', head: 40 },
  ];
  const END = Number.POSITIVE_INFINITY;

  it('is all of it without a restore since, and what the oldest of the backups since held', () => {
    assert.equal(commonRevision('', []), END);
    assert.equal(commonRevision('', [first]), 90);
    assert.equal(commonRevision('a', [first]), END);
    assert.equal(commonRevision('', [first, second]), 40);
    assert.equal(commonRevision('a', [first, second]), 40);
    assert.equal(commonRevision('b', [first, second]), END);
    assert.equal(commonRevision('', [second, first]), 40);
    assert.equal(commonRevision('b', [second, first]), 90);
  });

  it('is nothing where a restore was seen that it does not know of', () => {
    assert.equal(commonRevision('a', []), 0);
    assert.equal(commonRevision('a', [second]), 0);
  });
});
