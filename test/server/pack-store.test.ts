import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { FULL_PACK } from '../../engine/content/pack.ts';
import { readPlain } from '../../engine/content/plain.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import { PackIndex } from '../../server/chunks/packs/index.ts';
import { PackStore } from '../../server/chunks/packs/pack-store.ts';
import { GroupWriter } from '../../server/chunks/packs/writer.ts';
import { seededBytes } from '../support/chunks.ts';
import { deltas } from '../support/deltas.ts';
import { frameOf } from '../support/frames.ts';
import { useTempFolder } from '../support/temp.ts';

const chunkOf = (plain: Uint8Array) => encodeChunk(sha256(plain), plain);

describe("the studio's packs", () => {
  const folder = useTempFolder();
  const project = uuid();
  let open: PackStore[];
  beforeEach(() => {
    open = [];
  });
  afterEach(async () => {
    for (const store of open) await store.close();
  });

  const start = async (options: Parameters<typeof PackStore.open>[1] = {}) => {
    const store = await PackStore.open(folder(), options);
    open.push(store);
    return store;
  };
  const stop = async (store: PackStore) => {
    open = open.filter((one) => one !== store);
    await store.close();
  };
  const packs = () => join(folder(), project, 'packs');
  const newest = () =>
    join(
      packs(),
      readdirSync(packs())
        .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
        .at(-1)!,
    );
  const sound = async (store: PackStore, chunks: readonly StoredChunk[]) => {
    for (const { hash, size } of chunks) {
      const plain = await readPlain(hash, (one) => store.get(project, one));
      assert.equal(plain?.length, size, hash);
    }
  };
  const listed = async (store: PackStore) => {
    const found: string[] = [];
    for await (const { hash } of store.list(project)) found.push(hash);
    return found.sort();
  };
  const hashes = (chunks: readonly StoredChunk[]) => chunks.map(({ hash }) => hash).sort();
  const forgetIndex = () => {
    for (const name of readdirSync(folder())) if (name.startsWith('index.')) rmSync(join(folder(), name));
  };

  it('are read again after a restart, and gone on with', async () => {
    const first = await start();
    await first.put(project, deltas(3));
    await stop(first);
    const second = await start();
    await second.put(project, [chunkOf(seededBytes(1, 1000))]);
    await sound(second, [...deltas(3), chunkOf(seededBytes(1, 1000))]);
    assert.equal(readdirSync(packs()).length, 1, 'no pack for every start');
  });

  it('give their index back where it is gone', async () => {
    const first = await start({ packBytes: 15_000 });
    const chunks = [...deltas(4), ...[1, 2, 3].map((seed) => chunkOf(seededBytes(seed, 20_000)))];
    for (const chunk of chunks) await first.put(project, [chunk]);
    await stop(first);
    assert.ok(readdirSync(packs()).length > 2);
    forgetIndex();
    const second = await start();
    assert.deepEqual(await listed(second), hashes(chunks));
    await sound(second, chunks);
    const [last] = await second.info(project, [chunks[3]!.hash]).then((found) => [...found.values()]);
    assert.equal(last?.depth, 3);
    assert.equal(await second.delete(project, chunks[0]!.hash), false, 'it knows what stands on what');
  });

  it('give back what a power failure took from the index', async () => {
    const first = await start();
    await first.put(project, deltas(2));
    await stop(first);
    copyFileSync(join(folder(), 'index.sqlite'), join(folder(), 'before'));
    const second = await start();
    await second.put(project, deltas(4));
    await stop(second);
    forgetIndex();
    copyFileSync(join(folder(), 'before'), join(folder(), 'index.sqlite'));
    const third = await start();
    assert.deepEqual(await listed(third), hashes(deltas(4)));
    await sound(third, deltas(4));
  });

  it('take no torn tail for a chunk, and write over it', async () => {
    const first = await start();
    await first.put(project, deltas(2));
    await stop(first);
    const whole = Buffer.from(frameOf(chunkOf(seededBytes('torn', 5_000))));
    const wrong = Buffer.from(whole);
    wrong[3_000] = wrong[3_000]! ^ 1;
    for (const tail of [whole.subarray(0, 4_000), Buffer.alloc(5_000), wrong, Buffer.alloc(100, 0xff)]) {
      appendFileSync(newest(), tail);
      const store = await start();
      assert.deepEqual(await listed(store), hashes(deltas(2)));
      await stop(store);
    }
    const store = await start();
    await store.put(project, deltas(3));
    await sound(store, deltas(3));
    await stop(store);
    forgetIndex();
    await sound(await start(), deltas(3));
  });

  it('go on in a new pack where the newest is damaged', async () => {
    const first = await start();
    await first.put(project, [chunkOf(seededBytes(1, 9_000))]);
    await stop(first);
    truncateSync(newest(), 4_000);
    const second = await start();
    assert.equal(await second.get(project, sha256(seededBytes(1, 9_000))), undefined);
    await second.put(project, [chunkOf(seededBytes(2, 9_000))]);
    await sound(second, [chunkOf(seededBytes(2, 9_000))]);
  });

  it('keep all of a call or nothing, and what waited beside it', async () => {
    const store = await start();
    const good = chunkOf(seededBytes(1, 5_000));
    const bad = { ...chunkOf(seededBytes(2, 5_000)), data: 7 as unknown as Uint8Array };
    await assert.rejects(store.put(project, [good, bad]));
    assert.deepEqual(await listed(store), []);
    const stray = deltas(2)[1]!;
    const results = await Promise.allSettled([
      store.put(project, [good]),
      store.put(project, [stray]),
      store.put(project, [chunkOf(seededBytes(3, 5_000))]),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    await sound(store, [good, chunkOf(seededBytes(3, 5_000))]);
    await stop(store);
    forgetIndex();
    assert.equal((await listed(await start())).length, 2);
  });

  it('are written to by several processes at once', async () => {
    const stores = [await start(), await start(), await start()];
    const chunks = Array.from({ length: 60 }, (_, seed) => chunkOf(seededBytes(seed, 3_000)));
    await Promise.all(chunks.map((chunk, index) => stores[index % 3]!.put(project, [chunk])));
    for (const store of stores) {
      assert.deepEqual(await listed(store), hashes(chunks));
      await sound(store, chunks);
    }
    for (const store of stores) await stop(store);
    forgetIndex();
    await sound(await start(), chunks);
  });

  it('give the room of deleted chunks back, and what others read meanwhile', async () => {
    const store = await start({ packBytes: 50_000 });
    const other = await start();
    const chunks = [
      ...deltas(3),
      ...Array.from({ length: 20 }, (_, seed) => chunkOf(seededBytes(seed, 10_000))),
    ];
    for (const chunk of chunks) await store.put(project, [chunk]);
    await sound(other, chunks);
    const before = readdirSync(packs()).length;
    const size = () =>
      readdirSync(packs()).reduce((sum, name) => sum + statSync(join(packs(), name)).size, 0);
    const [kept, gone] = [
      chunks.filter((_, index) => index % 5 < 2),
      chunks.filter((_, index) => index % 5 >= 2),
    ];
    for (const { hash } of gone.toReversed()) if (hash !== chunks[2]!.hash) await store.delete(project, hash);
    const bytes = size();
    assert.ok((await store.compact(project)) > 0);
    assert.ok(readdirSync(packs()).length < before);
    assert.ok(size() < bytes * 0.7, `${size()} of ${bytes}`);
    for (const one of [store, other]) await sound(one, kept);
    await other.put(project, [chunkOf(seededBytes('later', 1000))]);
    await sound(store, [chunkOf(seededBytes('later', 1000))]);
    await stop(store);
    await stop(other);
    forgetIndex();
    await sound(await start(), kept);
  });

  it('leave the chunks of an older studio where they are, and read them', async () => {
    const chunk = chunkOf(seededBytes(1, 1000));
    const file = join(folder(), project, chunk.hash.slice(0, 2), chunk.hash);
    mkdirSync(join(file, '..'), { recursive: true });
    const header = Buffer.from('CRNC\x01\x00\x00\x00\x00\x00\x00\x00', 'latin1');
    header.writeUInt32LE(chunk.size, 8);
    writeFileSync(file, Buffer.concat([header, chunk.data]));
    writeFileSync(`${file}.${project}.tmp`, 'half');
    const store = await start();
    assert.deepEqual(await listed(store), [chunk.hash]);
    await sound(store, [chunk]);
    await store.put(project, [chunk]);
    assert.ok(!existsSync(packs()), 'and not once more in a pack');
    const parts: unknown[] = [];
    for await (const part of store.frames(project, [chunk.hash])) parts.push(part);
    assert.ok(Buffer.concat(parts as Uint8Array[]).equals(frameOf(chunk)));
    for (const other of [Buffer.alloc(0), readFileSync(file).subarray(0, 8), Buffer.from('something else')]) {
      writeFileSync(file, other);
      assert.equal(await store.get(project, chunk.hash), undefined);
    }
    assert.equal(await store.compact(project), 1);
    assert.equal(await store.delete(project, chunk.hash), true);
    assert.deepEqual(readdirSync(join(file, '..')), []);
  });

  it('are told durably where they took the place of others: what they replaced is in the packs, too', async () => {
    const index = await PackIndex.open(join(folder(), 'index.sqlite'));
    const begun: boolean[] = [];
    const tryBegin = index.tryBegin.bind(index);
    index.tryBegin = (durable) => {
      begun.push(durable);
      return tryBegin(durable);
    };
    const options = { now: Date.now, packBytes: FULL_PACK };
    const writer = new GroupWriter(folder(), index, () => false, options);
    const entries = [chunkOf(seededBytes(1, 1000))];
    try {
      for (const replace of [false, true]) await writer.add({ project, entries, replace });
      assert.deepEqual(begun, [false, true]);
    } finally {
      await writer.close();
      index.close();
    }
  });

  it('are read without writing anything beside them', async () => {
    const first = await start();
    await first.put(project, deltas(3));
    open = [];
    await first.close(true);
    const before = readdirSync(folder());
    const second = await start({ readonly: true });
    await sound(second, deltas(3));
    assert.deepEqual(readdirSync(folder()), before);
    await stop(second);
    forgetIndex();
    await sound(await start({ readonly: true }), deltas(3));
    assert.deepEqual(readdirSync(folder()), [project]);
  });
});
