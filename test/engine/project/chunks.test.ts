import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { PackFiles, readLocation } from '../../../engine/content/pack-read.ts';
import { PlainReader } from '../../../engine/content/plain.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { compressOn } from '../../../engine/content/zstd.ts';
import type { Chunks } from '../../../engine/project/chunks.ts';
import type { Db } from '../../../engine/project/db.ts';
import { packFolder } from '../../../engine/project/packs.ts';
import { MAX_DELTA_DEPTH } from '../../../proto/limits.ts';
import { useChunkFiles } from '../../support/chunk-files.ts';
import { seededBytes } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';
import { useTempFolder } from '../../support/temp.ts';

const chunkOf = (plain: Uint8Array): StoredChunk => encodeChunk(sha256(plain), plain);
const large = (seed: string | number) => chunkOf(seededBytes(seed, 100_000));
const small = (seed: string | number) => chunkOf(seededBytes(seed, 500));

/** `base` with one byte changed, as a delta on it. */
function deltaOn(base: Buffer, at: number): { plain: Buffer; chunk: StoredChunk } {
  const plain = Buffer.from(base);
  plain[at]! ^= 0xff;
  const data = compressOn(base, plain, 1);
  const chunks = [sha256(base)];
  const chunk: StoredChunk = {
    hash: sha256(plain),
    codec: 'delta',
    size: plain.length,
    data,
    base: { chunks, start: 0, length: base.length },
  };
  return { plain, chunk };
}

describe('chunks of a project file', () => {
  const folder = useTempFolder();
  const { file, connect } = useChunkFiles(folder);
  const packs = () => (existsSync(packFolder(file())) ? readdirSync(packFolder(file())) : []);
  const packBytes = () =>
    packs().reduce((sum, name) => sum + statSync(join(packFolder(file()), name)).size, 0);
  let chunks: Chunks;
  let db: Db;

  beforeEach(async () => {
    ({ db, chunks } = await connect(true));
  });

  it('say of many which are here as they say of each, asked once for some thousand', () => {
    const here = [small(1), large(2), small(3)];
    for (const chunk of here) chunks.put(chunk);
    chunks.distrust([here[2]!.hash]);
    const others = Array.from({ length: 5_000 }, (_, index) => sha256(Buffer.from(`other ${index}`)));
    const asked = [...others.slice(0, 10), ...here.map(({ hash }) => hash), ...others, here[0]!.hash];
    const rows = mock.method(db, 'rows');
    try {
      assert.deepEqual(chunks.among(asked), new Set(asked.filter((hash) => chunks.has(hash))));
      assert.equal(rows.mock.callCount(), 2);
      assert.deepEqual(chunks.among([]), new Set());
      assert.equal(rows.mock.callCount(), 2);
    } finally {
      rows.mock.restore();
    }
  });

  it('stay as they are where one that is here comes again in a pack of its own', () => {
    const chunk = large('twice');
    chunks.put(chunk);
    const before = chunks.locate(chunk.hash);
    chunks.batch(() => chunks.putAt(chunk, { pack: 1, offset: 4_711, length: 17 }));
    assert.deepEqual(chunks.locate(chunk.hash), before);
  });

  const put = (...some: StoredChunk[]) =>
    chunks.batch(() => {
      for (const chunk of some) chunks.put(chunk);
    });
  const same = (found: StoredChunk | undefined, chunk: StoredChunk) => {
    assert.ok(found, chunk.hash);
    assert.deepEqual(
      [found.hash, found.codec, found.size, found.base],
      [chunk.hash, chunk.codec, chunk.size, chunk.base],
    );
    assert.ok(Buffer.from(found.data).equals(chunk.data));
  };

  it('come back as they were put, small and large, from a new connection too', async () => {
    const base = seededBytes('base', 60_000);
    const some = [
      chunkOf(Buffer.alloc(0)),
      small(1),
      large(1),
      chunkOf(Buffer.alloc(500_000, 'abc')),
      chunkOf(base),
    ];
    put(...some, deltaOn(base, 7).chunk);
    some.push(deltaOn(base, 7).chunk);
    const other = await connect();
    for (const chunk of some) {
      same(chunks.get(chunk.hash), chunk);
      same(other.chunks.get(chunk.hash), chunk);
      assert.ok(chunks.storedSize(chunk.hash) >= chunk.data.length);
    }
    assert.equal(packs().length, 1);
    assert.equal(chunks.get(sha256(Buffer.from('?'))), undefined);
    assert.equal(chunks.locate(sha256(Buffer.from('?'))), undefined);
    assert.equal(chunks.info(sha256(Buffer.from('?'))), undefined);
  });

  it('make no pack while there are only small ones', () => {
    put(small(1), small(2));
    assert.deepEqual(packs(), []);
  });

  it('can be read by their place alone, also in the middle of a batch', () => {
    const files = new PackFiles();
    const some = [small(1), large(1)];
    chunks.batch(() => {
      for (const chunk of some) chunks.put(chunk);
      for (const chunk of some) {
        same(chunks.get(chunk.hash), chunk);
        same(readLocation(chunks.locate(chunk.hash)!, files), chunk);
      }
    });
    for (const chunk of some) same(readLocation(chunks.locate(chunk.hash)!, files), chunk);
    files.close();
  });

  it('are put once', () => {
    put(large(1), large(1));
    const before = packBytes();
    put(large(1));
    chunks.put(large(1));
    assert.equal(packBytes(), before);
    assert.equal(chunks.page(0, 10).length, 1);
  });

  it('of a batch that fails are all gone, and so is the space they took', () => {
    const fail = (work: () => void) =>
      assert.throws(() =>
        chunks.batch(() => {
          work();
          throw new Error('stop');
        }),
      );
    fail(() => chunks.put(large('first of all')));
    assert.deepEqual(packs(), []);
    put(large(1));
    const before = packBytes();
    fail(() => {
      chunks.put(large(2));
      same(chunks.get(large(2).hash), large(2));
      chunks.put(small(2));
    });
    assert.equal(packBytes(), before);
    assert.equal(chunks.has(large(2).hash) || chunks.has(small(2).hash), false);
    put(large(3));
    for (const seed of [1, 3]) same(chunks.get(large(seed).hash), large(seed));
  });

  it('of a batch in a batch that fails are gone, and of the outer one stay', () => {
    for (const outerFirst of [true, false]) {
      chunks.batch(() => {
        if (outerFirst) chunks.put(large('outer'));
        assert.throws(() =>
          chunks.batch(() => {
            chunks.put(large(`inner ${outerFirst}`));
            throw new Error('stop');
          }),
        );
        chunks.put(large(`outer ${outerFirst}`));
      });
      assert.equal(chunks.has(large(`inner ${outerFirst}`).hash), false);
      same(chunks.get(large(`outer ${outerFirst}`).hash), large(`outer ${outerFirst}`));
    }
  });

  it('are taken over when the batch they were put in ends, inner or outer', () => {
    const chunk = large('mine');
    const data = Buffer.from(chunk.data);
    chunks.batch(() => {
      chunks.batch(() => chunks.put({ ...chunk, data }));
      data.fill(0);
    });
    same(chunks.get(chunk.hash), chunk);
  });

  it('of a transaction around the batch that is undone are gone, and the next ones fine', () => {
    for (const round of [1, 2]) {
      assert.throws(() =>
        db.transaction(() => {
          put(large(`undone ${round}`));
          throw new Error('stop');
        }),
      );
      assert.equal(chunks.has(large(`undone ${round}`).hash), false);
      put(large(round));
    }
    for (const round of [1, 2]) same(chunks.get(large(round).hash), large(round));
  });

  it('of many small checkpoints share a pack, also after reopening', async () => {
    for (let n = 0; n < 5; n++) put(large(n));
    const other = await connect();
    for (let n = 5; n < 10; n++) {
      other.chunks.put(large(n));
      put(large(`mine ${n}`));
    }
    assert.equal(packs().length, 1);
    for (let n = 0; n < 10; n++) same(chunks.get(large(n).hash), large(n));
    for (let n = 5; n < 10; n++) same(other.chunks.get(large(`mine ${n}`).hash), large(`mine ${n}`));
  });

  it('survive what a crash left behind the last of them', async () => {
    put(large(1));
    const [name] = packs();
    appendFileSync(join(packFolder(file()), name!), seededBytes('torn', 5000));
    const other = await connect();
    other.chunks.put(large(2));
    put(large(3));
    for (const seed of [1, 2, 3]) same(chunks.get(large(seed).hash), large(seed));
    assert.equal(packs().length, 1);
  });

  it('go to another pack where one is gone, cut off or none', async () => {
    const path = () => join(packFolder(file()), packs()[0]!);
    for (const [round, harm] of [() => truncateSync(path(), 5000), () => rmSync(path())].entries()) {
      const other = await connect();
      other.chunks.put(large(`lost ${round}`));
      harm();
      put(large(`kept ${round}`));
      same(chunks.get(large(`kept ${round}`).hash), large(`kept ${round}`));
      assert.throws(() => chunks.get(large(`lost ${round}`).hash), coded('content-missing'));
      rmSync(packFolder(file()), { recursive: true });
    }
  });

  it('say clearly where the packs are when they are not there', () => {
    put(large(1), small(1));
    const away = join(folder(), 'elsewhere');
    renameSync(packFolder(file()), away);
    assert.throws(
      () => chunks.get(large(2).hash) ?? chunks.get(large(1).hash),
      (error: Error) => coded('content-missing')(error) && error.message.includes(packFolder(file())),
    );
    same(chunks.get(small(1).hash), small(1));
    renameSync(away, packFolder(file()));
    same(chunks.get(large(1).hash), large(1));
  });

  it('that are deltas need their bases, which may come in the same batch', () => {
    const base = seededBytes('base', 60_000);
    const { chunk, plain } = deltaOn(base, 5);
    assert.throws(() => put(small(1), chunk), coded('content-missing'));
    assert.equal(chunks.has(small(1).hash), false);
    put(chunkOf(base), chunk);
    assert.deepEqual(chunks.info(chunk.hash), { size: 60_000, codec: 'delta', depth: 1, base: chunk.base });
    assert.deepEqual(chunks.info(sha256(base)), { size: 60_000, codec: 'raw', depth: 0 });
    assert.deepEqual(chunks.locate(chunk.hash)?.base, chunk.base);
    assert.ok(new PlainReader(chunks).read(chunk.hash)!.equals(plain));
  });

  it('stand on at most so many deltas as the format allows', () => {
    let plain = seededBytes('base', 20_000);
    put(chunkOf(plain));
    for (let depth = 1; depth <= MAX_DELTA_DEPTH; depth++) {
      const next = deltaOn(plain, depth * 100);
      put(next.chunk);
      plain = next.plain;
      assert.equal(chunks.info(next.chunk.hash)?.depth, depth);
    }
    assert.throws(() => put(deltaOn(plain, 1).chunk), coded('integrity'));
    assert.ok(new PlainReader(chunks).read(sha256(plain))?.equals(plain));
  });

  it('are not held open for long, so that the disk has the space of packs that went', function () {
    if (process.platform !== 'linux') this.skip();
    const held = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        const path = join('/proc/self/fd', fd);
        return existsSync(path) && readlinkSync(path).startsWith(packFolder(file()));
      }).length;
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      put(large(1));
      chunks.get(large(1).hash);
      assert.ok(held() > 0);
      mock.timers.tick(60_000);
      assert.equal(held(), 0);
      put(large(2));
      for (const seed of [1, 2]) same(chunks.get(large(seed).hash), large(seed));
    } finally {
      mock.timers.reset();
    }
  });

  it('from before there were packs stay in their rows', () => {
    const chunk = large('old');
    db.run(
      'INSERT INTO chunk (hash, codec, size, data) VALUES (?, 0, ?, ?)',
      Buffer.from(chunk.hash, 'hex'),
      chunk.size,
      chunk.data,
    );
    same(chunks.get(chunk.hash), chunk);
    assert.equal(chunks.storedSize(chunk.hash), chunk.size);
    assert.deepEqual(packs(), []);
  });

  it('can be walked in pages', () => {
    put(...Array.from({ length: 7 }, (_, n) => small(n)));
    const found: string[] = [];
    for (let page = chunks.page(0, 3); page.length > 0; page = chunks.page(page.at(-1)!.id, 3))
      found.push(...page.map(({ hash }) => hash));
    assert.deepEqual(
      found,
      Array.from({ length: 7 }, (_, n) => small(n).hash),
    );
  });
});
