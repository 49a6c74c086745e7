import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ingested, ingestFile } from '../../../../engine/content/pipeline/ingest.ts';
import { ContentPool } from '../../../../engine/content/pipeline/pool.ts';
import { Restoration } from '../../../../engine/content/pipeline/restore.ts';
import type { StoredChunk } from '../../../../engine/content/store.ts';
import { digest, seededBytes } from '../../../support/chunks.ts';
import { coded } from '../../../support/errors.ts';
import { useTempFolder } from '../../../support/temp.ts';
import { CataloguedStore } from '../../../support/versions.ts';

const MIB = 1024 * 1024;

async function collect(restoration: Restoration): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of restoration) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

for (const [how, inline] of [
  ['in threads', 0],
  ['inline', Number.POSITIVE_INFINITY],
] as const) {
  describe(`restoring, ${how}`, () => {
    const folder = useTempFolder();
    let pool: ContentPool;
    let store: CataloguedStore;

    before(() => {
      pool = new ContentPool({ inline, encoders: 2, memory: { slabs: 2, slabBytes: MIB } });
    });
    after(() => pool.close());
    beforeEach(() => {
      store = new CataloguedStore();
    });

    const record = (data: Buffer, previous?: Ingested): Promise<Ingested> => {
      const path = join(folder(), 'file.bin');
      writeFileSync(path, data);
      return ingestFile(pool, { path, size: 0, previous }, store.both);
    };

    const damage = (hash: string): void => {
      const good = store.get(hash) as StoredChunk;
      const data = Buffer.from(good.data);
      data.writeUInt32LE(data.readUInt32LE(100) ^ 1, 100);
      store.chunks.set(hash, { ...good, data });
    };

    for (const size of [0, 1, MIB, 5_000_000]) {
      it(`brings back ${size} bytes, and their hash`, async () => {
        const data = seededBytes(size, size);
        const version = await record(data);
        const reports: number[] = [];
        const onProgress = (bytes: number) => reports.push(bytes);
        const restoration = new Restoration(pool, version, store, { onProgress });
        assert.ok((await collect(restoration)).equals(data));
        assert.equal(restoration.contentHash, digest(data));
        assert.equal(reports.at(-1), size || undefined);
      });
    }

    it('brings back what stands on several versions', async () => {
      const edits = [1, 2, 3, 4, 5, 6].map((session) => {
        const data = Buffer.from(seededBytes('scene', 3_000_000));
        for (let at = 0; at + 8 <= data.length; at += 64) data.writeUInt32LE(session * 7919 + at, at);
        return data;
      });
      let version: Ingested | undefined;
      for (const data of edits) {
        version = await record(data, version);
        assert.ok((await collect(new Restoration(pool, version, store))).equals(data));
      }
    });

    it('holds a piece still until the next is asked for', async () => {
      const data = seededBytes('still', 6_000_000);
      const version = await record(data);
      let at = 0;
      for await (const piece of new Restoration(pool, version, store)) {
        // Long enough for the threads to fill every slab they may.
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
        assert.ok(piece.equals(data.subarray(at, at + piece.length)));
        at += piece.length;
      }
      assert.equal(at, data.length);
    });

    it('hands out nothing of a damaged chunk', async () => {
      const data = seededBytes('damage', 6_000_000);
      const version = await record(data);
      damage((version.chunks[9] as StoredChunk).hash);
      const before = version.chunks.slice(0, 9).reduce((sum, chunk) => sum + chunk.size, 0);
      let good = 0;
      const read = async () => {
        for await (const piece of new Restoration(pool, version, store)) good += piece.length;
      };
      await assert.rejects(read, coded('integrity'));
      assert.ok(good <= before, `${good}`);
    });

    it('names the chunk that is missing', async () => {
      const version = await record(seededBytes('missing', 3_000_000));
      const { hash } = version.chunks[5] as StoredChunk;
      store.chunks.delete(hash);
      const error = await collect(new Restoration(pool, version, store)).catch((problem) => problem);
      coded('content-missing')(error);
      assert.deepEqual(error.details, { hash });
      store.chunks.delete(version.manifest);
      await assert.rejects(collect(new Restoration(pool, version, store)), coded('content-missing'));
    });

    it('finds what was moved after its place was looked up', async () => {
      const data = seededBytes('moved', 3_000_000);
      const version = await record(data);
      const locate = store.locate.bind(store);
      store.locate = (hash) => {
        const found = locate(hash);
        if (!found || hash !== version.chunks[4]?.hash) return found;
        return { ...found, place: { file: join(folder(), 'gone.pack'), offset: 8, length: 100 } };
      };
      assert.ok((await collect(new Restoration(pool, version, store))).equals(data));
    });

    it('stops when it is cancelled, or when nobody wants more, and works again', async () => {
      const data = seededBytes('cancel', 6_000_000);
      const version = await record(data);
      const abort = new AbortController();
      const cancelled = async () => {
        for await (const _ of new Restoration(pool, version, store, abort)) abort.abort();
      };
      await assert.rejects(cancelled, coded('cancelled'));
      for await (const _ of new Restoration(pool, version, store)) break;
      assert.ok((await collect(new Restoration(pool, version, store))).equals(data));
    });
  });
}
