import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { cutLength } from '../../../../engine/content/chunker.ts';
import { buildManifest } from '../../../../engine/content/manifest.ts';
import { type IngestResult, ingestFile, ingestFiles } from '../../../../engine/content/pipeline/ingest.ts';
import { ContentPool } from '../../../../engine/content/pipeline/pool.ts';
import { readContent } from '../../../../engine/content/restore.ts';
import { CairnError } from '../../../../engine/errors.ts';
import { digest, MemoryStore, seededBytes } from '../../../support/chunks.ts';
import { coded } from '../../../support/errors.ts';
import { useTempFolder } from '../../../support/temp.ts';

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

  const write = (files: readonly Buffer[]): string[] =>
    files.map((data, index) => {
      const path = join(folder(), `${index}`);
      writeFileSync(path, data);
      return path;
    });

  it('makes of any files what the shortest way makes of each', async function () {
    this.timeout(120_000);
    const files = fc.array(content, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(files, layouts, fc.boolean(), async (data, layout, inline) => {
        const pool = new ContentPool({ ...layout, inline: inline ? Number.POSITIVE_INFINITY : 0 });
        const store = new MemoryStore();
        const paths = write(data);
        const results = await all(ingestFiles(pool, { paths, bytes: 0 }, store));
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
      const paths = write(data).flatMap((path, index) => [path, join(folder(), `none-${index}`)]);
      const results = await all(ingestFiles(pool, { paths, bytes: 0 }, new MemoryStore()));
      const codes = results.map((result) => ('error' in result ? result.error.code : result.contentHash));
      const wanted = data.flatMap((bytes) => [digest(bytes), 'file-unreadable']);
      assert.deepEqual(codes, wanted);
    });

    it('knows what is only just being stored', async () => {
      use({ memory: { slabs: 4, slabBytes: 2 * MIB } });
      const data = seededBytes('twice', 3_000_000);
      const store = new MemoryStore();
      let puts = 0;
      const { put } = MemoryStore.prototype;
      store.put = (chunk) => {
        puts++;
        put.call(store, chunk);
      };
      const results = await all(ingestFiles(pool, { paths: write([data, data, data]), bytes: 0 }, store));
      assert.equal(puts, store.chunks.size);
      const stored = results.map((result) => ('error' in result ? -1 : result.bytesStored));
      assert.deepEqual(stored, [store.bytes(), 0, 0]);
    });

    it('reads very many files', async () => {
      use();
      const paths = write(Array.from({ length: 1_700 }, (_, index) => Buffer.from(`file ${index}`)));
      const results = await all(ingestFiles(pool, { paths, bytes: 0 }, new MemoryStore()));
      const hashes = results.map((result) => 'contentHash' in result && result.contentHash);
      assert.deepEqual(
        hashes,
        paths.map((_, index) => digest(Buffer.from(`file ${index}`))),
      );
    });

    it('is of use again after a cancelled job, and leaves nothing open', async function () {
      if (process.platform !== 'linux') this.skip();
      use();
      const [path] = write([seededBytes('cancel', 12_000_000)]) as [string];
      await ingestFile(pool, { path, size: 0 }, new MemoryStore());
      const open = openFiles();
      for (const after of [1, 4_000_000, 11_000_000]) {
        const abort = new AbortController();
        const onProgress = (bytes: number) => bytes >= after && abort.abort();
        const store = new MemoryStore();
        const running = ingestFile(pool, { path, size: 0 }, store, { signal: abort.signal, onProgress });
        await assert.rejects(running, coded('cancelled'));
        assert.equal(openFiles(), open);
        const again = await ingestFile(pool, { path, size: 0 }, store);
        assert.equal(again.contentHash, digest(seededBytes('cancel', 12_000_000)));
      }
      const before = threads();
      await pool.close();
      assert.equal(threads(), before - 3);
    });

    it('stops where nobody wants more', async () => {
      use();
      const paths = write([text, seededBytes('early', 9_000_000), text]);
      for await (const _ of ingestFiles(pool, { paths, bytes: 0 }, new MemoryStore())) break;
      const [first] = await all(ingestFiles(pool, { paths, bytes: 0 }, new MemoryStore()));
      assert.equal((first as Extract<IngestResult, { size: number }>).contentHash, digest(text));
    });

    it('ends with the error of a sink that fails midway, and keeps what came before', async () => {
      use();
      const paths = write([seededBytes('full', 9_000_000), text]);
      const store = new MemoryStore();
      const { put } = MemoryStore.prototype;
      store.put = (chunk) => {
        if (store.bytes() > 4_000_000) throw new CairnError('disk-full', 'full');
        put.call(store, chunk);
      };
      await assert.rejects(all(ingestFiles(pool, { paths, bytes: 0 }, store)), coded('disk-full'));
      assert.ok(store.chunks.size > 0);
      const whole = new MemoryStore();
      const results = await all(ingestFiles(pool, { paths, bytes: 0 }, whole));
      assert.ok(results.every((result) => !('error' in result)));
    });

    it('says that a thread died, and starts others for the next job', async () => {
      const marker = join(folder(), 'die');
      writeFileSync(marker, '');
      process.env.CAIRN_TEST_DIE = marker;
      use({ program: join(import.meta.dirname, '../../../support/dying-thread.ts') });
      const data = seededBytes('dead', 9_000_000);
      const paths = write([data]);
      const store = new MemoryStore();
      await assert.rejects(all(ingestFiles(pool, { paths, bytes: 0 }, store)), coded('engine-unavailable'));
      await rm(marker);
      const [result] = await all(ingestFiles(pool, { paths, bytes: 0 }, store));
      assert.ok(result && !('error' in result) && result.contentHash === digest(data));
    });

    it('says so where the threads cannot start', async () => {
      use({ program: join(folder(), 'no-such-program.ts') });
      const running = all(ingestFiles(pool, { paths: write([text]), bytes: 0 }, new MemoryStore()));
      await assert.rejects(running, coded('engine-unavailable'));
    });

    it('takes a second job while the first runs', async () => {
      use();
      const paths = write([seededBytes('first', 9_000_000), text]);
      const first = ingestFiles(pool, { paths, bytes: 0 }, new MemoryStore());
      assert.ok('size' in (await first.next()).value!);
      const second = await all(ingestFiles(pool, { paths, bytes: 0 }, new MemoryStore()));
      assert.deepEqual(
        second.map((result) => 'size' in result && result.size),
        [9_000_000, text.length],
      );
      assert.equal((await all(first)).length, 1);
    });

    it('fails a job under way when it is closed, and takes none afterwards', async () => {
      use();
      const paths = write([seededBytes('closed', 9_000_000)]);
      const running = all(ingestFiles(pool, { paths, bytes: 0 }, new MemoryStore()));
      await Promise.all([pool.close(), assert.rejects(running, coded('cancelled'))]);
      await assert.rejects(
        all(ingestFiles(pool, { paths, bytes: 0 }, new MemoryStore())),
        coded('cancelled'),
      );
    });
  });

  it('keeps no process alive', () => {
    const [path] = write([text]) as [string];
    const room = join(import.meta.dirname, '../../../..');
    const script = `
      import { ContentPool } from ${JSON.stringify(join(room, 'engine/content/pipeline/pool.ts'))};
      import { ingestFile } from ${JSON.stringify(join(room, 'engine/content/pipeline/ingest.ts'))};
      const sink = { has: () => false, put() {}, batch: (work) => work() };
      const file = { path: ${JSON.stringify(path)}, size: 0 };
      const { size } = await ingestFile(new ContentPool({ inline: 0 }), file, sink);
      process.stdout.write(String(size));`;
    const options = { timeout: 15_000, encoding: 'utf8' } as const;
    const said = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], options);
    assert.equal(said, String(text.length));
  });
});
