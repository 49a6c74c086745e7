import assert from 'node:assert/strict';
import { HeldChunks } from '../../../engine/actions/held-chunks.ts';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { MemoryStore, seededBytes } from '../../support/chunks.ts';

describe('chunks that are held back', () => {
  const whole = (seed: string): StoredChunk => {
    const plain = seededBytes(seed, 1000);
    return encodeChunk(sha256(plain), plain);
  };
  const on = (hash: string, base: StoredChunk): StoredChunk => ({
    ...whole(hash),
    codec: 'delta',
    base: { chunks: [base.hash], start: 0, length: 1000 },
  });

  it('go on together, deltas behind what they stand on', () => {
    const store = new MemoryStore();
    const held = new HeldChunks(store);
    const base = whole('base');
    const delta = on('delta', base);
    held.put(base);
    held.put(delta);
    assert.deepEqual([held.has(delta.hash), store.has(delta.hash)], [true, false]);
    store.batch(() => held.write());
    held.forget();
    assert.deepEqual([...store.chunks.keys()], [base.hash, delta.hash]);
    assert.equal(store.batches, 1);
  });

  it('are left out where what they stand on has gone, and what stands on them too', () => {
    const store = new MemoryStore();
    const held = new HeldChunks(store);
    const delta = on('delta', whole('gone'));
    held.put(delta);
    held.put(on('second', delta));
    held.put(whole('other'));
    held.write();
    assert.deepEqual([held.holds(delta.hash), held.holds(whole('other').hash)], [false, true]);
    held.forget();
    assert.deepEqual([...store.chunks.keys()], [whole('other').hash]);
    assert.equal(held.has(delta.hash), false);
  });
});
