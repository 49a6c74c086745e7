import assert from 'node:assert/strict';
import { copyInto } from '../../../engine/content/bytes.ts';
import { seededBytes } from '../../support/chunks.ts';

describe('copying between memory', () => {
  const kinds = {
    'of its own': (size: number) => Buffer.alloc(size),
    shared: (size: number) => Buffer.from(new SharedArrayBuffer(size)),
  };
  for (const [from, source] of Object.entries(kinds)) {
    for (const [to, target] of Object.entries(kinds)) {
      it(`that is ${from} and that is ${to} touches what is meant and nothing else`, () => {
        for (const size of [0, 1, 7, 300, 70_001]) {
          const bytes = source(size + 3).subarray(3);
          bytes.set(seededBytes(`copy ${size}`, size));
          const into = target(size + 16);
          copyInto(into, bytes, 5);
          assert.deepEqual(into.subarray(5, 5 + size), bytes);
          assert.ok([...into.subarray(0, 5), ...into.subarray(5 + size)].every((byte) => byte === 0));
        }
      });
    }
  }

  it('is an error where there is no room', () => {
    assert.throws(() => copyInto(Buffer.alloc(10), Buffer.alloc(6), 5), RangeError);
  });
});
