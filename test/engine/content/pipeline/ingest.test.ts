import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { buildManifest } from '../../../../engine/content/manifest.ts';
import { manifestHashes, readManifest } from '../../../../engine/content/manifest-read.ts';
import { type Ingested, ingestFile as ingest } from '../../../../engine/content/pipeline/ingest.ts';
import { ContentPool } from '../../../../engine/content/pipeline/pool.ts';
import type { ReadOptions } from '../../../../engine/content/restore.ts';
import { CairnError } from '../../../../engine/errors.ts';
import { digest, seededBytes } from '../../../support/chunks.ts';
import { coded } from '../../../support/errors.ts';
import { asOrdinaryUser } from '../../../support/ordinary-user.ts';
import { readContent } from '../../../support/read-content.ts';
import { useTempFolder } from '../../../support/temp.ts';
import { CataloguedStore } from '../../../support/versions.ts';

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const MIB = 1024 * 1024;

/** The same with threads and without: `inline` is the size from which threads are used. */
for (const [how, inline] of [
  ['in threads', 0],
  ['inline', Number.POSITIVE_INFINITY],
] as const)
  describe(`ingest and restore, ${how}`, () => {
    const folder = useTempFolder();
    let pool: ContentPool;

    // Slabs as small as can be: every file spans several, and the reader cannot be far ahead.
    before(() => {
      pool = new ContentPool({ inline, encoders: 2, memory: { slabs: 2, slabBytes: MIB } });
    });
    after(() => pool.close());

    const ingestFile = (path: string, store: CataloguedStore, options?: ReadOptions): Promise<Ingested> =>
      ingest(pool, { path, size: 0 }, store.both, options);

    for (const size of [0, 1, 65_536, 65_537, 1_048_576, 5_000_000]) {
      it(`brings back ${size} bytes`, async () => {
        const path = join(folder(), 'file.bin');
        const data = seededBytes(size, size);
        writeFileSync(path, data);
        const store = new CataloguedStore();
        const version = await ingestFile(path, store);
        assert.equal(version.size, size);
        assert.equal(version.contentHash, digest(data));
        assert.equal(version.bytesStored, store.bytes());
        const restored = await collect(readContent(version, store));
        assert.equal(digest(restored), digest(data));
        assert.deepEqual(readManifest(version.manifest, size, store), version.chunks);
        const hashes = manifestHashes(version.manifest, size, store);
        assert.deepEqual(new Set([...hashes.nodes, ...hashes.chunks.keys()]), new Set(store.chunks.keys()));
      });
    }

    it('stores nothing for what is already there, and one chunk for a long run of zeros', async () => {
      const path = join(folder(), 'file.bin');
      writeFileSync(path, Buffer.concat([seededBytes('a', 2_000_000), Buffer.alloc(30_000_000)]));
      const store = new CataloguedStore();
      const first = await ingestFile(path, store);
      assert.ok(first.bytesStored < 2_100_000, String(first.bytesStored));
      const again = await ingestFile(path, store);
      assert.equal(again.bytesStored, 0);
      assert.equal(again.manifest, first.manifest);
      appendFileSync(path, 'one more stroke');
      const third = await ingestFile(path, store);
      assert.ok(third.bytesStored < 10_000, String(third.bytesStored));
    });

    it('fails with the error of the sink and keeps nothing of that batch', async () => {
      const path = join(folder(), 'file.bin');
      writeFileSync(path, seededBytes('sink', 1_000_000));
      const store = new CataloguedStore();
      store.put = () => {
        throw new CairnError('disk-full', 'full');
      };
      await assert.rejects(ingestFile(path, store), coded('disk-full'));
      assert.equal(store.chunks.size, 0);
    });

    describe('a file that does not hold still', () => {
      const changes: Record<string, (path: string) => void> = {
        'is appended to': (path) => appendFileSync(path, 'x'),
        'is overwritten in place with the same size': (path) =>
          writeFileSync(path, seededBytes('other', 20_000_000)),
        'is replaced by rename': (path) => {
          writeFileSync(`${path}.new`, seededBytes('change', 20_000_000));
          renameSync(`${path}.new`, path);
        },
        'is removed': (path) => rmSync(path),
        'is touched': (path) => utimesSync(path, 1, 1),
      };
      for (const [what, change] of Object.entries(changes)) {
        it(`is no version if it ${what}`, async () => {
          const path = join(folder(), 'file.bin');
          writeFileSync(path, seededBytes('change', 20_000_000));
          let done = false;
          const onProgress = () => {
            if (!done) change(path);
            done = true;
          };
          await assert.rejects(
            ingestFile(path, new CataloguedStore(), { onProgress }),
            coded('file-changed'),
          );
        });
      }
    });

    describe('what is no readable file', () => {
      it('does not exist', async () => {
        await assert.rejects(
          ingestFile(join(folder(), 'none'), new CataloguedStore()),
          coded('file-unreadable'),
        );
      });

      it('may not be read', async function () {
        if (process.platform === 'win32') this.skip();
        const path = join(folder(), 'secret');
        writeFileSync(path, 'x', { mode: 0o000 });
        const refused = await asOrdinaryUser(folder(), () =>
          ingestFile(path, new CataloguedStore()).catch((error) => error),
        );
        coded('file-unreadable')(refused);
        assert.deepEqual(refused.details, { path, reason: 'no permission to read it' });
      });

      it('is a folder or a link', async () => {
        mkdirSync(join(folder(), 'dir'));
        writeFileSync(join(folder(), 'real'), 'x');
        symlinkSync('real', join(folder(), 'link'));
        await assert.rejects(
          ingestFile(join(folder(), 'dir'), new CataloguedStore()),
          coded('file-unreadable'),
        );
        await assert.rejects(
          ingestFile(join(folder(), 'link'), new CataloguedStore()),
          coded('file-unreadable'),
        );
      });

      it('is a pipe or a socket, and nobody waits for it', async function () {
        if (process.platform === 'win32') this.skip();
        const pipe = join(folder(), 'pipe');
        assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
        await assert.rejects(ingestFile(pipe, new CataloguedStore()), coded('file-unreadable'));
        const socket = join(folder(), 'socket');
        const server = createServer().listen(socket);
        await new Promise((resolve) => server.once('listening', resolve));
        try {
          await assert.rejects(ingestFile(socket, new CataloguedStore()), coded('file-unreadable'));
        } finally {
          server.close();
        }
      });
    });

    it('stops within a slab when it is cancelled', async () => {
      const path = join(folder(), 'file.bin');
      writeFileSync(path, seededBytes('cancel', 30_000_000));
      const abort = new AbortController();
      let read = 0;
      const onProgress = (bytes: number) => {
        read = bytes;
        abort.abort();
      };
      const running = ingestFile(path, new CataloguedStore(), { signal: abort.signal, onProgress });
      await assert.rejects(running, coded('cancelled'));
      assert.ok(read < 3 * MIB, String(read));
      await assert.rejects(
        ingestFile(path, new CataloguedStore(), { signal: abort.signal }),
        coded('cancelled'),
      );
    });

    it('lets timers run while it works', async () => {
      const path = join(folder(), 'file.bin');
      writeFileSync(path, seededBytes('turns', 30_000_000));
      const store = new CataloguedStore();
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      const version = await ingestFile(path, store);
      clearInterval(timer);
      assert.ok(ticks >= 3, `${ticks} ticks`);
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 1);
      // A version of some gigabytes without the bytes: the same chunks again and again.
      const refs = Array.from({ length: 100 }, () => version.chunks).flat();
      const { root, nodes } = buildManifest(refs);
      for (const node of nodes) store.put(node);
      const restore = async () => {
        const large = { manifest: root, size: version.size * 100 };
        for await (const _ of readContent(large, store, abort));
      };
      await assert.rejects(restore, coded('cancelled'));
    });

    it('never hands out a piece of a damaged or missing chunk', async () => {
      const path = join(folder(), 'file.bin');
      const data = seededBytes('damage', 3_000_000);
      writeFileSync(path, data);
      const store = new CataloguedStore();
      const version = await ingestFile(path, store);
      const victim = store.chunks.get(version.chunks[3]!.hash)!;
      const bad = Buffer.from(victim.data);
      bad[100]! ^= 1;
      store.chunks.set(victim.hash, { ...victim, data: bad });
      let good = 0;
      const read = async () => {
        for await (const piece of readContent(version, store)) good += piece.length;
      };
      await assert.rejects(read, coded('integrity'));
      assert.equal(
        good,
        version.chunks.slice(0, 3).reduce((sum, chunk) => sum + chunk.size, 0),
      );
      store.chunks.delete(victim.hash);
      await assert.rejects(read, coded('content-missing'));
      store.chunks.delete(version.manifest);
      await assert.rejects(read, coded('content-missing'));
    });
  });
