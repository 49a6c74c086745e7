import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mock } from 'node:test';
import { HeldChunks } from '../../../engine/actions/held-chunks.ts';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { PlainReader } from '../../../engine/content/plain.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { CairnError } from '../../../engine/errors.ts';
import type { Beside } from '../../../engine/project/beside.ts';
import type { Chunks } from '../../../engine/project/chunks.ts';
import { packFolder } from '../../../engine/project/packs.ts';
import { useChunkFiles } from '../../support/chunk-files.ts';
import { MemoryStore, seededBytes } from '../../support/chunks.ts';
import { useTempFolder } from '../../support/temp.ts';

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

  it('go on together, deltas behind what they stand on', async () => {
    const store = new MemoryStore();
    const held = new HeldChunks(store);
    const base = whole('base');
    const delta = on('delta', base);
    held.put(base);
    held.put(delta);
    assert.deepEqual([held.has(delta.hash), store.has(delta.hash)], [true, false]);
    await held.settle(() => store.batch(() => held.write()));
    assert.deepEqual([...store.chunks.keys()], [base.hash, delta.hash]);
    assert.equal(store.batches, 1);
  });

  it('are told of many together with those of the store', () => {
    const store = new MemoryStore();
    const held = new HeldChunks(store);
    const [stored, kept, other] = [whole('stored'), whole('kept'), whole('other')];
    store.put(stored);
    held.put(kept);
    const asked = [stored, kept, other].map(({ hash }) => hash);
    assert.deepEqual(held.among(asked), new Set(asked.filter((hash) => held.has(hash))));
    assert.equal(held.among(asked).size, 2);
  });

  it('are left out where what they stand on has gone, and what stands on them too', async () => {
    const store = new MemoryStore();
    const held = new HeldChunks(store);
    const delta = on('delta', whole('gone'));
    held.put(delta);
    held.put(on('second', delta));
    held.put(whole('other'));
    await held.settle(() => {
      held.write();
      assert.deepEqual([held.holds(delta.hash), held.holds(whole('other').hash)], [false, true]);
    });
    assert.deepEqual([...store.chunks.keys()], [whole('other').hash]);
    assert.equal(held.has(delta.hash), false);
  });

  it('are forgotten where they could not be made durable', async () => {
    const store = new MemoryStore();
    const held = new HeldChunks(store);
    held.put(whole('lost'));
    const work = () =>
      store.batch(() => {
        held.write();
        throw new Error('no');
      });
    await assert.rejects(held.settle(work), /no/);
    assert.equal(held.has(whole('lost').hash), false);
    held.put(whole('next'));
    await held.settle(() => store.batch(() => held.write()));
    assert.deepEqual([...store.chunks.keys()], [whole('next').hash]);
  });
});

describe('chunks of a large recording that are held back', () => {
  const folder = useTempFolder();
  const { file, connect } = useChunkFiles(folder);
  /** 100 kB each, of which a unit takes ten. */
  const LIMITS = { unit: 1_000_000, slab: 300_000, ownPack: 250_000 };
  const chunk = (number: number): StoredChunk => {
    const plain = seededBytes(number, 100_000);
    return encodeChunk(sha256(plain), plain);
  };
  let chunks: Chunks;
  let beside: Beside;
  let held: HeldChunks;
  const packs = () => (existsSync(packFolder(file())) ? readdirSync(packFolder(file())).length : 0);

  beforeEach(async () => {
    ({ chunks } = await connect(true));
    beside = chunks.beside();
    held = new HeldChunks(chunks, beside, LIMITS);
  });

  /** As the pipeline does, a slab at a time. */
  async function put(from: number, to: number): Promise<void> {
    for (let n = from; n < to; n++) {
      await held.room();
      held.put(chunk(n));
    }
  }
  const commit = () => held.settle(() => chunks.batch(() => held.write()));
  async function assertHere(count: number): Promise<void> {
    const other = await connect();
    const reader = new PlainReader(other.chunks);
    for (let n = 0; n < count; n++)
      assert.ok(reader.read(chunk(n).hash)?.equals(seededBytes(n, 100_000)), `${n}`);
  }

  it('go into a pack of its own, unit after unit, and are there for all from then on', async () => {
    await put(0, 35);
    assert.ok(chunks.has(chunk(20).hash), 'the first units are there already');
    assert.ok(!chunks.has(chunk(34).hash));
    await commit();
    assert.equal(packs(), 1);
    await assertHere(35);
    await held.close();
    const other = await connect();
    other.chunks.put(chunk(99));
    assert.equal(packs(), 1, 'whoever is next appends to it');
    await assertHere(35);
  });

  it('share the pack of all where they are few', async () => {
    chunks.put(chunk(50));
    await put(0, 2);
    await commit();
    assert.equal(packs(), 1);
    await assertHere(2);
  });

  it('that come while others are written are taken, and are no part of these', async () => {
    await put(0, 5);
    const written = commit();
    await Promise.resolve();
    held.put(chunk(5));
    await written;
    assert.deepEqual([chunks.has(chunk(4).hash), chunks.has(chunk(5).hash)], [true, false]);
    assert.ok(held.holds(chunk(5).hash));
    await commit();
    await assertHere(6);
  });

  it('are kept where what was to be committed with them is done again', async () => {
    await put(0, 8);
    await held.settle(() => {
      const once = () => {
        held.write();
        throw new Error('refused');
      };
      assert.throws(() => chunks.batch(once), /refused/);
      assert.ok(!chunks.has(chunk(1).hash));
      chunks.batch(() => held.write());
    });
    await assertHere(8);
    await put(8, 16);
    await commit();
    await assertHere(16);
  });

  it('that were written and not committed are of no account, for who comes next and for who goes on', async () => {
    await put(0, 5);
    const died = held.settle(() => {
      throw new Error('died');
    });
    await assert.rejects(died, /died/);
    const other = await connect();
    assert.ok(!other.chunks.has(chunk(0).hash));
    other.chunks.put(chunk(0));
    await put(0, 5);
    await commit();
    await assertHere(5);
  });

  it('wait for what is written when it ends, and leave no file where nothing counted', async () => {
    await put(0, 5);
    const died = held.settle(() => {
      throw new Error('cancelled');
    });
    await Promise.all([assert.rejects(died), held.close()]);
    assert.equal(packs(), 0);
  });

  it('say why they cannot be written, and leave what was there before', async () => {
    await put(0, 5);
    await commit();
    const write = mock.method(beside, 'write', () => Promise.reject(new CairnError('disk-full', 'full')));
    await assert.rejects(put(5, 30), { code: 'disk-full' });
    write.mock.restore();
    await held.close();
    await assertHere(5);
  });
});
