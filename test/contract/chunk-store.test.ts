/** What every chunk store of the studio must keep. An adapter joins by a line in ADAPTERS. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { decodeChunk, encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { readPlain } from '../../engine/content/plain.ts';
import { MAX_CHUNK_BYTES, MAX_DELTA_DEPTH } from '../../proto/limits.ts';
import { PackStore } from '../../server/chunks/packs/pack-store.ts';
import { S3Store } from '../../server/chunks/s3/s3-store.ts';
import type { ChunkStore } from '../../server/chunks/store.ts';
import { readConfig, storageOf } from '../../server/config.ts';
import { openSqliteMetadata } from '../../server/metadata/sqlite.ts';
import { seededBytes } from '../support/chunks.ts';
import { deltas } from '../support/deltas.ts';
import { readFrames } from '../support/frames.ts';
import { type Storages, storages } from '../support/s3/storages.ts';
import { useTempFolder } from '../support/temp.ts';

const ADAPTERS: Record<string, (folder: string) => Promise<ChunkStore>> = {
  packs: (folder) => PackStore.open(folder),
};
for (const [name, start] of Object.entries(storages()))
  ADAPTERS[`S3, on ${name}`] = (folder) => onS3(folder, start);

/** Its metadata and its storage go with it. */
async function onS3(folder: string, start: Storages[string]): Promise<ChunkStore> {
  const storage = await start();
  const metadata = await openSqliteMetadata(join(folder, 'studio.sqlite'));
  const config = readConfig({ env: {}, options: { ...storage.options, data: folder } });
  const store = await S3Store.open(storageOf(config)!, metadata);
  const close = store.close.bind(store);
  store.close = async () => {
    await close();
    await metadata.close();
    await storage.close();
  };
  return store;
}

async function* from<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

const chunkOf = (plain: Uint8Array) => encodeChunk(sha256(plain), plain);

for (const [name, make] of Object.entries(ADAPTERS)) {
  describe(`the chunk store on ${name}`, () => {
    const folder = useTempFolder();
    let store: ChunkStore;
    let project: string;
    beforeEach(async () => {
      store = await make(folder());
      project = uuid();
      await store.ping();
    });
    afterEach(() => store.close());

    const listed = async (id = project) => {
      const found: string[] = [];
      for await (const { hash } of store.list(id)) found.push(hash);
      return found.sort();
    };

    it('gives back what was put, encoded as it was', async () => {
      const plains = [
        Buffer.alloc(0),
        seededBytes(1, 1),
        seededBytes(2, MAX_CHUNK_BYTES),
        Buffer.alloc(70_000, 'ab'),
      ];
      for (const plain of plains) {
        const chunk = chunkOf(plain);
        await store.put(project, [chunk]);
        const found = await store.get(project, chunk.hash);
        assert.deepEqual([found?.codec, found?.size], [chunk.codec, plain.length]);
        assert.ok(decodeChunk(found!).equals(plain));
        assert.equal(await store.has(project, chunk.hash), true);
      }
      assert.equal((await listed()).length, plains.length);
      assert.deepEqual(await store.projects(), [project]);
    });

    it('answers undefined for what it does not have', async () => {
      const hash = sha256(Buffer.from('x'));
      assert.equal(await store.get(project, hash), undefined);
      assert.equal(await store.has(project, hash), false);
      assert.deepEqual(await listed(), []);
      await store.delete(project, hash);
    });

    it('keeps projects apart', async () => {
      const chunk = chunkOf(Buffer.from('x'));
      await store.put(project, [chunk]);
      assert.equal(await store.has(uuid(), chunk.hash), false);
    });

    it('takes the same chunk many times at once', async () => {
      const chunk = chunkOf(seededBytes(1, 100_000));
      await Promise.all(Array.from({ length: 20 }, () => store.put(project, [chunk])));
      assert.deepEqual(await listed(), [chunk.hash]);
      assert.ok(decodeChunk((await store.get(project, chunk.hash))!));
    });

    it('forgets what is deleted', async () => {
      const chunk = chunkOf(Buffer.from('x'));
      await store.put(project, [chunk]);
      await store.delete(project, chunk.hash);
      assert.equal(await store.has(project, chunk.hash), false);
      assert.deepEqual(await listed(), []);
    });

    it('keeps a delta on what it stands on, and lets go of that only after it', async () => {
      const [first, second, third] = deltas(3);
      await assert.rejects(store.put(project, [second!]), { code: 'base-missing' });
      await assert.rejects(store.put(project, [second!, first!]), { code: 'base-missing' });
      assert.deepEqual(await listed(), []);
      await store.put(project, [first!, second!]);
      await store.put(project, [third!]);
      const info = await store.info(project, [first!.hash, third!.hash, sha256(Buffer.from('x'))]);
      assert.deepEqual(
        [...info].map(([hash, { depth }]) => [hash, depth]),
        [
          [first!.hash, 0],
          [third!.hash, 2],
        ],
      );
      assert.deepEqual((await store.get(project, third!.hash))?.base, third!.base);
      assert.deepEqual(await store.dependents(project, first!.hash), [second!.hash]);
      assert.equal(await store.delete(project, first!.hash), false);
      assert.ok(await readPlain(third!.hash, (hash) => store.get(project, hash)));
      const plain = await readPlain(second!.hash, (hash) => store.get(project, hash));
      await store.makeWhole(project, chunkOf(plain!));
      assert.equal(await store.delete(project, first!.hash), true);
      assert.ok(await readPlain(third!.hash, (hash) => store.get(project, hash)));
    });

    it('keeps no delta on another project, nor on too many others', async () => {
      const chain = deltas(MAX_DELTA_DEPTH + 2);
      await store.put(uuid(), chain.slice(0, 1));
      await assert.rejects(store.put(project, chain.slice(1, 2)), { code: 'base-missing' });
      await assert.rejects(store.put(project, chain), { code: 'delta-too-deep' });
      assert.deepEqual(await listed(), [], 'all or none');
      await store.put(project, chain.slice(0, -1));
      assert.ok(await readPlain(chain.at(-2)!.hash, (hash) => store.get(project, hash)));
    });

    it('gives frames in the order asked for, whatever the order they lie in', async () => {
      const chunks = [...deltas(4), ...[1, 2, 3].map((seed) => chunkOf(seededBytes(seed, 300_000)))];
      await store.put(project, chunks);
      const unknown = sha256(Buffer.from('x'));
      const wanted = chunks.map((chunk) => chunk.hash);
      wanted.splice(2, 0, unknown);
      for (const order of [wanted, wanted.toReversed()]) {
        const parts: (Uint8Array | string)[] = [];
        for await (const part of store.frames(project, order)) parts.push(part);
        assert.ok(parts.includes(unknown));
        const bytes = parts.filter((part) => typeof part !== 'string');
        const hashes: string[] = [];
        for await (const frame of readFrames(from(bytes)))
          hashes.push(Buffer.from(frame.hash).toString('hex'));
        assert.deepEqual(
          hashes,
          order.filter((hash) => hash !== unknown),
        );
      }
    });

    it('touches nothing that is not named by a project id and a hash', async () => {
      const chunk = chunkOf(Buffer.from('x'));
      for (const evil of [
        '..',
        '../x',
        `${chunk.hash}/..`,
        '',
        chunk.hash.toUpperCase(),
        `${chunk.hash}\n`,
      ]) {
        await assert.rejects(store.get(project, evil), RangeError, evil);
        await assert.rejects(store.put(project, [{ ...chunk, hash: evil }]), RangeError, evil);
        await assert.rejects(store.delete(project, evil), RangeError, evil);
        await assert.rejects(store.get(evil, chunk.hash), RangeError, evil);
      }
      assert.deepEqual(await store.projects(), []);
    });
  });
}
