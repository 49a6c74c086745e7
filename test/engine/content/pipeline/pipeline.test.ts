import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { cutLength } from '../../../../engine/content/chunker.ts';
import { buildManifest } from '../../../../engine/content/manifest.ts';
import {
  type FileToIngest,
  type Ingested,
  type IngestResult,
  ingestFile,
  ingestFiles,
} from '../../../../engine/content/pipeline/ingest.ts';
import { ContentPool } from '../../../../engine/content/pipeline/pool.ts';
import type { ChunkRef, StoredChunk } from '../../../../engine/content/store.ts';
import { CairnError } from '../../../../engine/errors.ts';
import { digest, seededBytes } from '../../../support/chunks.ts';
import { coded } from '../../../support/errors.ts';
import { readContent } from '../../../support/read-content.ts';
import { useTempFolder } from '../../../support/temp.ts';
import { CataloguedStore } from '../../../support/versions.ts';

const MIB = 1024 * 1024;
const SMALL = { slabs: 2, slabBytes: MIB };

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** What a file must become, by the shortest way. */
function expected(data: Buffer) {
  const chunks = [];
  for (let at = 0; at < data.length; ) {
    const size = cutLength(data, at, data.length);
    chunks.push({ hash: digest(data.subarray(at, at + size)), size });
    at += size;
  }
  return { size: data.length, contentHash: digest(data), chunks, manifest: buildManifest(chunks).root };
}

const text = Buffer.from('v 0.123456 1.234567 2.345678\n'.repeat(40_000));

/** Few seeds, so that files share content; sizes around the bounds of chunks and slabs. */
const content = fc
  .tuple(
    fc.constantFrom('noise', 'text', 'zeros'),
    fc.nat(3),
    fc.oneof(
      fc.nat(3_000),
      fc.nat(300_000),
      fc.nat(3_500_000),
      fc.constantFrom(65_536, MIB, MIB + 1, 2 * MIB),
    ),
  )
  .map(([kind, seed, size]) => {
    if (kind === 'zeros') return Buffer.alloc(size);
    if (kind === 'noise') return seededBytes(seed, size);
    return Buffer.concat(Array.from({ length: Math.ceil(size / text.length) }, () => text)).subarray(
      seed,
      size,
    );
  });

const layouts = fc.record({
  encoders: fc.integer({ min: 1, max: 3 }),
  memory: fc.record({
    slabs: fc.integer({ min: 1, max: 4 }),
    slabBytes: fc.integer({ min: MIB, max: 3 * MIB }),
  }),
});

const openFiles = (): number => readdirSync('/proc/self/fd').length;
const threads = (): number => readdirSync('/proc/self/task').length;

describe('the pipeline', () => {
  const folder = useTempFolder();

  const write = (files: readonly Buffer[]): FileToIngest[] =>
    files.map((data, index) => {
      const path = join(folder(), `${index}`);
      writeFileSync(path, data);
      return { path, size: data.length };
    });

  it('makes of any files what the shortest way makes of each', async function () {
    this.timeout(120_000);
    const files = fc.array(content, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(files, layouts, fc.boolean(), async (data, layout, inline) => {
        const pool = new ContentPool({ ...layout, inline: inline ? Number.POSITIVE_INFINITY : 0 });
        const store = new CataloguedStore();
        const files = write(data);
        const results = await all(ingestFiles(pool, files, store.both));
        await pool.close();
        assert.equal(results.length, data.length);
        let stored = 0;
        for (const [index, result] of results.entries()) {
          if ('error' in result) throw result.error;
          const { stamp, nodes, bytesStored, ...version } = result;
          assert.deepEqual(version, expected(data[index]!));
          assert.equal(stamp.size, version.size);
          stored += bytesStored;
          const pieces = await all(readContent(version, store));
          assert.ok(Buffer.concat(pieces).equals(data[index]!));
        }
        assert.equal(stored, store.bytes());
      }),
      { numRuns: 12 },
    );
  });

  describe('with threads', () => {
    let pool: ContentPool;
    const use = (options = {}) => {
      pool = new ContentPool({ inline: 0, encoders: 2, memory: SMALL, ...options });
    };
    afterEach(() => pool.close());

    it('passes over files that cannot be read, and says why for each', async () => {
      use();
      const data = [seededBytes('a', 1_700_000), text, Buffer.alloc(0), seededBytes('b', 100)];
      const files = write(data).flatMap((file, index) => [
        file,
        { path: join(folder(), `none-${index}`), size: 0 },
      ]);
      const results = await all(ingestFiles(pool, files, new CataloguedStore().both));
      const codes = results.map((result) => ('error' in result ? result.error.code : result.contentHash));
      const wanted = data.flatMap((bytes) => [digest(bytes), 'file-unreadable']);
      assert.deepEqual(codes, wanted);
    });

    it('starts one encoder for many small files, and the others once there are larger ones', () => {
      use();
      const encoders = (bytes: number, files: number) => {
        const lease = pool.lease(bytes, files);
        const { length } = lease.crew.encoders;
        lease.release();
        return length;
      };
      assert.equal(encoders(10 * MIB, 2_000), 1);
      assert.equal(encoders(10 * MIB, 100), 2);
      assert.equal(encoders(10 * MIB, 2_000), 2);
    });

    it('knows what is only just being stored', async () => {
      use({ memory: { slabs: 4, slabBytes: 2 * MIB } });
      const data = seededBytes('twice', 3_000_000);
      const store = new CataloguedStore();
      let puts = 0;
      const { put } = CataloguedStore.prototype;
      store.put = (chunk) => {
        puts++;
        put.call(store, chunk);
      };
      const results = await all(ingestFiles(pool, write([data, data, data]), store.both));
      assert.equal(puts, store.chunks.size);
      const stored = results.map((result) => ('error' in result ? -1 : result.bytesStored));
      assert.deepEqual(stored, [store.bytes(), 0, 0]);
    });

    it('reads very many files', async () => {
      use();
      const files = write(Array.from({ length: 1_700 }, (_, index) => Buffer.from(`file ${index}`)));
      const results = await all(ingestFiles(pool, files, new CataloguedStore().both));
      const hashes = results.map((result) => 'contentHash' in result && result.contentHash);
      assert.deepEqual(
        hashes,
        files.map((_, index) => digest(Buffer.from(`file ${index}`))),
      );
    });

    it('is of use again after a cancelled job, and leaves nothing open', async function () {
      if (process.platform !== 'linux') this.skip();
      use();
      const [file] = write([seededBytes('cancel', 12_000_000)]) as [FileToIngest];
      await ingestFile(pool, file, new CataloguedStore().both);
      const open = openFiles();
      for (const after of [1, 4_000_000, 11_000_000]) {
        const abort = new AbortController();
        const onProgress = (bytes: number) => bytes >= after && abort.abort();
        const store = new CataloguedStore();
        const running = ingestFile(pool, file, store.both, { signal: abort.signal, onProgress });
        await assert.rejects(running, coded('cancelled'));
        assert.equal(openFiles(), open);
        const again = await ingestFile(pool, file, store.both);
        assert.equal(again.contentHash, digest(seededBytes('cancel', 12_000_000)));
      }
      const before = threads();
      await pool.close();
      assert.equal(threads(), before - 3);
    });

    it('stops where nobody wants more', async () => {
      use();
      const files = write([text, seededBytes('early', 9_000_000), text]);
      for await (const _ of ingestFiles(pool, files, new CataloguedStore().both)) break;
      const [first] = await all(ingestFiles(pool, files, new CataloguedStore().both));
      assert.equal((first as Extract<IngestResult, { size: number }>).contentHash, digest(text));
    });

    it('ends with the error of a sink that fails midway, and keeps what came before', async () => {
      use();
      const files = write([seededBytes('full', 9_000_000), text]);
      const store = new CataloguedStore();
      const { put } = CataloguedStore.prototype;
      store.put = (chunk) => {
        if (store.bytes() > 4_000_000) throw new CairnError('disk-full', 'full');
        put.call(store, chunk);
      };
      await assert.rejects(all(ingestFiles(pool, files, store.both)), coded('disk-full'));
      assert.ok(store.chunks.size > 0);
      const whole = new CataloguedStore();
      const results = await all(ingestFiles(pool, files, whole.both));
      assert.ok(results.every((result) => !('error' in result)));
    });

    describe('on top of a previous version', () => {
      /** Incompressible records, the first bytes of each of which another session gives anew. */
      const scene = (session: number): Buffer => {
        const data = Buffer.from(seededBytes('scene', 7_000_000));
        for (let at = 0; at + 8 <= data.length; at += 64)
          data.writeBigUInt64LE(BigInt(session * 1_000_000_007 + at), at);
        return data;
      };
      const record = async (store: CataloguedStore, data: Buffer, previous?: Ingested) => {
        const [file] = write([data]) as [FileToIngest];
        return await ingestFile(pool, { ...file, previous }, store.both);
      };

      it('keeps a fraction of what changed, and reads it back', async () => {
        use();
        const store = new CataloguedStore();
        const first = await record(store, scene(1));
        const second = await record(store, scene(2), first);
        assert.ok(second.bytesStored < first.bytesStored / 4, `${second.bytesStored}`);
        const third = await record(store, scene(3), second);
        assert.ok(third.bytesStored < first.bytesStored / 4, `${third.bytesStored}`);
        for (const [index, version] of [first, second, third].entries())
          assert.ok(Buffer.concat(await all(readContent(version, store))).equals(scene(index + 1)));
        assert.equal((await record(store, scene(2), third)).bytesStored, 0);
      });

      it('stands on nothing where the previous version is damaged or gone', async () => {
        use();
        const store = new CataloguedStore();
        const first = await record(store, scene(1));
        const { hash } = first.chunks[4] as ChunkRef;
        const good = store.get(hash) as StoredChunk;
        const bad = Buffer.from(good.data);
        bad.writeUInt32LE(bad.readUInt32LE(5_000) ^ 1, 5_000);
        store.chunks.set(hash, { ...good, data: bad });
        const second = await record(store, scene(2), first);
        store.chunks.set(hash, good);
        const back = Buffer.concat(await all(readContent(second, store)));
        assert.ok(back.equals(scene(2)));
        store.chunks.delete(first.manifest);
        assert.equal((await record(store, scene(3), first)).contentHash, digest(scene(3)));
      });
    });

    it('says that a thread died, and starts others for the next job', async () => {
      const marker = join(folder(), 'die');
      writeFileSync(marker, '');
      process.env.CAIRN_TEST_DIE = marker;
      use({ program: join(import.meta.dirname, '../../../support/dying-thread.ts') });
      const data = seededBytes('dead', 9_000_000);
      const files = write([data]);
      const store = new CataloguedStore();
      await assert.rejects(all(ingestFiles(pool, files, store.both)), coded('engine-unavailable'));
      await rm(marker);
      const [result] = await all(ingestFiles(pool, files, store.both));
      assert.ok(result && !('error' in result) && result.contentHash === digest(data));
    });

    it('says so where the threads cannot start', async () => {
      use({ program: join(folder(), 'no-such-program.ts') });
      const running = all(ingestFiles(pool, write([text]), new CataloguedStore().both));
      await assert.rejects(running, coded('engine-unavailable'));
    });

    it('are started ahead of a job that is expected', async () => {
      use();
      const before = threads();
      pool.expect(text.length, 1);
      assert.equal(threads(), before + 3);
      const [result] = await all(ingestFiles(pool, write([text]), new CataloguedStore().both));
      assert.ok(result && !('error' in result) && result.contentHash === digest(text));
      assert.equal(threads(), before + 3);
    });

    it('takes a second job while the first runs', async () => {
      use();
      const files = write([seededBytes('first', 9_000_000), text]);
      const first = ingestFiles(pool, files, new CataloguedStore().both);
      assert.ok('size' in (await first.next()).value!);
      const second = await all(ingestFiles(pool, files, new CataloguedStore().both));
      assert.deepEqual(
        second.map((result) => 'size' in result && result.size),
        [9_000_000, text.length],
      );
      assert.equal((await all(first)).length, 1);
    });

    it('fails a job under way when it is closed, and takes none afterwards', async () => {
      use();
      const files = write([seededBytes('closed', 9_000_000)]);
      const running = all(ingestFiles(pool, files, new CataloguedStore().both));
      await Promise.all([pool.close(), assert.rejects(running, coded('cancelled'))]);
      await assert.rejects(all(ingestFiles(pool, files, new CataloguedStore().both)), coded('cancelled'));
    });
  });

  it('keeps no process alive', () => {
    const [file] = write([text]) as [FileToIngest];
    const room = join(import.meta.dirname, '../../../..');
    const script = `
      import { ContentPool } from ${JSON.stringify(join(room, 'engine/content/pipeline/pool.ts'))};
      import { ingestFile } from ${JSON.stringify(join(room, 'engine/content/pipeline/ingest.ts'))};
      const sink = { among: () => new Set(), info() {}, put() {}, batch: (work) => work() };
      const file = ${JSON.stringify(file)};
      new ContentPool({ inline: 0 }).expect(file.size, 1);
      const { size } = await ingestFile(new ContentPool({ inline: 0 }), file, { sink, versions: sink });
      process.stdout.write(String(size));`;
    const options = { timeout: 15_000, encoding: 'utf8' } as const;
    const said = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], options);
    assert.equal(said, String(text.length));
  });
});
