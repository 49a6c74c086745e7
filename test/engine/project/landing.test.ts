import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { PlainReader } from '../../../engine/content/plain.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import type { Chunks } from '../../../engine/project/chunks.ts';
import type { Db } from '../../../engine/project/db.ts';
import { Landing } from '../../../engine/project/landing.ts';
import { packFolder } from '../../../engine/project/packs.ts';
import { reclaimPacks } from '../../../engine/project/reclaim.ts';
import { useChunkFiles } from '../../support/chunk-files.ts';
import { seededBytes } from '../../support/chunks.ts';
import { useTempFolder } from '../../support/temp.ts';

const chunkOf = (seed: string): StoredChunk => {
  const plain = seededBytes(seed, 100_000);
  return encodeChunk(sha256(plain), plain);
};

describe('the pack of a download', () => {
  const folder = useTempFolder();
  // As another process would: a download that dies is one that is simply not gone on with.
  const { file, connect } = useChunkFiles(folder);
  const packs = () => readdirSync(packFolder(file()));
  let db: Db;
  let chunks: Chunks;

  beforeEach(async () => {
    ({ db, chunks } = await connect(true));
  });

  async function land(landing: Landing, ...arrived: StoredChunk[]): Promise<void> {
    const places = await landing.write(arrived);
    chunks.batch(() => {
      assert.ok(landing.enter());
      for (const chunk of arrived) chunks.putAt(chunk, places.get(chunk.hash)!);
    });
    landing.entered();
  }
  const assertHere = (of: Chunks, ...expected: StoredChunk[]) => {
    for (const { hash } of expected) assert.ok(new PlainReader(of).read(hash), hash);
  };
  const rows = () =>
    db.all<{ id: number; size: number; is_full: number }>('SELECT * FROM pack ORDER BY rowid');
  const sizeOf = (name: string) => statSync(join(packFolder(file()), name)).size;

  it('is nobody else’s while it grows, and everybody’s afterwards', async () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(chunkOf) as [
      StoredChunk,
      StoredChunk,
      StoredChunk,
      StoredChunk,
    ];
    const landing = new Landing(db, chunks.packs);
    await land(landing, a);
    const other = await connect();
    other.chunks.put(b);
    assert.equal(packs().length, 2, 'one of its own');
    await land(landing, c);
    assertHere(other.chunks, a, b, c);
    landing.close();
    const [first] = rows();
    assert.equal(first?.is_full, 0);
    other.chunks.put(d);
    assert.equal(packs().length, 2);
    assertHere((await connect()).chunks, a, b, c, d);
  });

  it('whose process died before anything counted is a file that garbage collection removes after an hour', async () => {
    await new Landing(db, chunks.packs).write([chunkOf('a')]);
    const other = await connect();
    assert.equal(other.chunks.has(chunkOf('a').hash), false);
    other.chunks.put(chunkOf('b'));
    const before = packs();
    await reclaimPacks(other.db, other.chunks, undefined);
    assert.deepEqual(packs(), before, 'its owner may be about to enter it');
    const hours = Date.now() / 1000 - 7200;
    for (const name of before) utimesSync(join(packFolder(file()), name), hours, hours);
    await reclaimPacks(other.db, other.chunks, undefined);
    assert.equal(packs().length, 1);
    assertHere(other.chunks, chunkOf('b'));
  });

  it('whose process died between writing and the commit keeps what counted, and what came behind is of no account', async () => {
    const landing = new Landing(db, chunks.packs);
    await land(landing, chunkOf('a'));
    await landing.write([chunkOf('b')]);
    const other = await connect();
    assertHere(other.chunks, chunkOf('a'));
    assert.equal(other.chunks.has(chunkOf('b').hash), false);
    other.chunks.put(chunkOf('b'));
    assertHere(other.chunks, chunkOf('a'), chunkOf('b'));
    assert.equal(packs().length, 2, 'it is not appended to any more');
  });

  it('gives nothing up where the rows of what it wrote are undone', async () => {
    const landing = new Landing(db, chunks.packs);
    await land(landing, chunkOf('a'));
    const size = rows()[0]?.size;
    const places = await landing.write([chunkOf('b')]);
    assert.throws(() =>
      chunks.batch(() => {
        assert.ok(landing.enter());
        chunks.putAt(chunkOf('b'), places.get(chunkOf('b').hash)!);
        throw new Error('undone');
      }),
    );
    landing.close();
    assert.equal(rows()[0]?.size, size);
    chunks.put(chunkOf('c'));
    assert.equal(packs().length, 1, 'whoever is next cuts off what is of no account');
    assertHere(chunks, chunkOf('a'), chunkOf('c'));
  });

  it('that garbage collection removed meanwhile does not count, and what comes goes elsewhere', async () => {
    const landing = new Landing(db, chunks.packs);
    await land(landing, chunkOf('a'));
    const other = await connect();
    other.db.run('DELETE FROM chunk');
    await reclaimPacks(other.db, other.chunks, undefined);
    assert.equal(packs().length, 0);
    await landing.write([chunkOf('b')]);
    chunks.batch(() => {
      assert.equal(landing.enter(), false);
      chunks.put(chunkOf('b'));
    });
    landing.entered();
    await land(landing, chunkOf('c'));
    landing.close();
    assertHere((await connect()).chunks, chunkOf('b'), chunkOf('c'));
  });

  it('that cannot be made says why, and leaves nothing', async () => {
    rmSync(packFolder(file()), { recursive: true, force: true });
    writeFileSync(packFolder(file()), 'in the way');
    await assert.rejects(new Landing(db, chunks.packs).write([chunkOf('a')]), { code: 'folder-gone' });
    rmSync(packFolder(file()));
    const landing = new Landing(db, chunks.packs);
    await land(landing, chunkOf('a'));
    landing.close();
    assertHere(chunks, chunkOf('a'));
  });

  it('that came to nothing is no file', async () => {
    const landing = new Landing(db, chunks.packs);
    await landing.write([chunkOf('a')]);
    landing.close();
    assert.equal(existsSync(packFolder(file())) ? packs().length : 0, 0);
    landing.close();
  });

  it('ends without an error where the project file cannot be written: what is recorded is recorded', async () => {
    const landing = new Landing(db, chunks.packs);
    await land(landing, chunkOf('a'));
    db.run('PRAGMA query_only = 1');
    assert.throws(() => db.run('DELETE FROM pack'));
    landing.close();
    db.run('PRAGMA query_only = 0');
    assert.equal(rows()[0]?.is_full, 1);
    const other = await connect();
    other.chunks.put(chunkOf('b'));
    assertHere(other.chunks, chunkOf('a'), chunkOf('b'));
  });

  it('takes in what is here already without a second row', async () => {
    const landing = new Landing(db, chunks.packs);
    chunks.put(chunkOf('a'));
    await land(landing, chunkOf('a'), chunkOf('b'));
    assert.equal(db.value<number>('SELECT count(*) FROM chunk'), 2);
    assertHere(chunks, chunkOf('a'), chunkOf('b'));
    landing.close();
    assert.ok(packs().every((name) => sizeOf(name) > 0));
  });
});
