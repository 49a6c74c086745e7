/** What every chunk store of the studio must keep. An adapter joins by a line in ADAPTERS. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { decodeChunk, encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import { FilesystemChunkStore } from '../../server/chunks/filesystem.ts';
import type { ChunkStore } from '../../server/chunks/store.ts';
import { seededBytes } from '../support/chunks.ts';
import { useTempFolder } from '../support/temp.ts';

const ADAPTERS: Readonly<Record<string, (folder: string) => ChunkStore>> = {
  filesystem: (folder) => new FilesystemChunkStore(folder),
};

const chunkOf = (plain: Uint8Array) => encodeChunk(sha256(plain), plain);

for (const [name, make] of Object.entries(ADAPTERS)) {
  describe(`the chunk store on ${name}`, () => {
    const folder = useTempFolder();
    let store: ChunkStore;
    let project: string;
    beforeEach(async () => {
      store = make(folder());
      project = uuid();
      await store.ping();
    });

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
        await store.put(project, chunk);
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
      await store.put(project, chunk);
      assert.equal(await store.has(uuid(), chunk.hash), false);
    });

    it('takes the same chunk many times at once', async () => {
      const chunk = chunkOf(seededBytes(1, 100_000));
      await Promise.all(Array.from({ length: 20 }, () => store.put(project, chunk)));
      assert.deepEqual(await listed(), [chunk.hash]);
      assert.ok(decodeChunk((await store.get(project, chunk.hash))!));
    });

    it('forgets what is deleted', async () => {
      const chunk = chunkOf(Buffer.from('x'));
      await store.put(project, chunk);
      await store.delete(project, chunk.hash);
      assert.equal(await store.has(project, chunk.hash), false);
      assert.deepEqual(await listed(), []);
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
        await assert.rejects(store.put(project, { ...chunk, hash: evil }), RangeError, evil);
        await assert.rejects(store.delete(project, evil), RangeError, evil);
        await assert.rejects(store.get(evil, chunk.hash), RangeError, evil);
      }
      assert.deepEqual(readdirSync(folder()), []);
    });
  });
}

describe('the chunk store on filesystem, besides', () => {
  const folder = useTempFolder();

  it('takes no file for a chunk that is not whole, or not its own', async () => {
    const store = new FilesystemChunkStore(folder());
    const project = uuid();
    const chunk = chunkOf(seededBytes(1, 1000));
    await store.put(project, chunk);
    const file = join(folder(), project, chunk.hash.slice(0, 2), chunk.hash);
    const bytes = readFileSync(file);
    for (const other of [Buffer.alloc(0), bytes.subarray(0, 8), Buffer.from('something else altogether')]) {
      writeFileSync(file, other);
      assert.equal(await store.get(project, chunk.hash), undefined);
    }
    await store.put(project, chunk);
    assert.ok(decodeChunk((await store.get(project, chunk.hash))!));
  });

  it('leaves no temporary file where a write fails', async () => {
    const store = new FilesystemChunkStore(folder());
    const project = uuid();
    const chunk = chunkOf(Buffer.from('x'));
    await store.put(project, chunk);
    const other = { ...chunk, data: 7 as unknown as Uint8Array };
    await assert.rejects(store.put(project, other));
    assert.deepEqual(readdirSync(join(folder(), project, chunk.hash.slice(0, 2))), [chunk.hash]);
  });
});
