import assert from 'node:assert/strict';
import { validate, version } from 'uuid';
import { newId } from '../../../engine/domain/new-id.ts';

describe('ids of what is new', () => {
  it('are UUIDs of the time they were made at, each behind the one before', () => {
    const before = Date.now();
    const ids = Array.from({ length: 20_000 }, newId);
    const after = Date.now();
    for (const [index, id] of ids.entries()) {
      assert.ok(validate(id) && version(id) === 7, id);
      assert.ok(index === 0 || id > (ids[index - 1] as string), `${id} behind ${ids[index - 1]}`);
      const made = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
      assert.ok(made >= before && made <= after, id);
    }
  });

  it('have chance of their own, not only a count', () => {
    const ends = new Set(Array.from({ length: 5_000 }, () => newId().slice(-10)));
    assert.equal(ends.size, 5_000);
  });
});
