import assert from 'node:assert/strict';
import { version } from 'uuid';
import { newId } from '../../engine/ids.ts';

describe('ids', () => {
  it('are of version 7 and of this moment, each one of its own', () => {
    const before = Date.now();
    const ids = Array.from({ length: 5000 }, newId);
    const after = Date.now();
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) {
      assert.equal(version(id), 7);
      const made = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
      assert.ok(made >= before && made <= after, id);
    }
    // 42 of their bits, behind the time and the serial number, are nothing but chance.
    assert.equal(new Set(ids.map((id) => id.slice(24))).size, ids.length);
  });

  it('sort in the order in which they were made, also where the clock goes back', () => {
    const { now } = Date;
    try {
      const ids: string[] = [];
      const start = now();
      for (const ms of [0, 0, 1, 1, 1, -5000, -5000, 1, 2, 0]) {
        Date.now = () => start + ms;
        ids.push(newId());
      }
      assert.deepEqual(ids.toSorted(), ids);
    } finally {
      Date.now = now;
    }
  });
});
