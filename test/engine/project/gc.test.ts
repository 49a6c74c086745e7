import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { collectGarbage } from '../../../engine/actions/gc.ts';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { manifestHashes } from '../../../engine/content/manifest-read.ts';
import { PackFiles, readLocation } from '../../../engine/content/pack-read.ts';
import type { Checkpoint, Id } from '../../../engine/domain/rows.ts';
import { Project } from '../../../engine/project/project.ts';
import { seededBytes } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';
import { addAsset, addVersion, assertWhole, contentHash, edited, pieces } from '../../support/history.ts';
import { flipByte } from '../../support/projectFile.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('garbage collection', () => {
  const folder = useTempFolder();
  const open: Project[] = [];
  let project: Project;
  let asset: Id;

  const connect = async () => {
    const other = await Project.open(folder());
    open.push(other);
    return other;
  };
  beforeEach(async () => {
    project = await Project.create(folder(), 'film', uuid());
    open.push(project);
    asset = addAsset(project, 'a.bin');
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  const packs = () => readdirSync(project.chunks.packs.folder);
  const packBytes = () =>
    packs().reduce((sum, name) => sum + statSync(join(project.chunks.packs.folder, name)).size, 0);
  const here = (checkpoint: Checkpoint) => project.chunks.has(checkpoint.manifest);
  const rows = () => project.db.value<number>('SELECT count(*) FROM chunk') ?? 0;
  /** Makes a version one that working files are based on. */
  const need = (checkpoint: Checkpoint, of = project) =>
    of.working.put({
      itemId: checkpoint.assetId,
      path: 'a.bin',
      baseId: checkpoint.id,
      size: checkpoint.size,
      mtimeNs: 1n,
      ino: 1n,
      contentHash: checkpoint.contentHash,
      cachedAtNs: 1n,
    });
  /** Versions with an edit each, which the studio has. */
  function history(count: number, size = 20): { versions: Checkpoint[]; data: Buffer } {
    let data = pieces(size, 'history');
    const versions = [addVersion(project, asset, data, 1)];
    for (let n = 1; n < count; n++) {
      data = edited(data, 3, n);
      versions.push(addVersion(project, asset, data, n + 1));
    }
    return { versions, data };
  }

  it('drops nothing where a sync finds out, up to the moment it begins, that the studio has lost something', async () => {
    history(3);
    const before = rows();
    const other = await connect();
    const collecting = collectGarbage(project, false);
    other.setMeta('history-lost', '1');
    await assert.rejects(collecting, coded('usage'));
    assert.equal(rows(), before);
    assert.ok((await collectGarbage(project, true)).chunks > 0, 'a dry run tells what it would drop');
  });

  it('drops what the studio has and nobody needs, and its packs with it', async () => {
    const { versions } = history(3);
    const before = project.chunks.page(0, 1000);
    const report = await collectGarbage(project, false);
    assert.equal(report.chunks, before.length);
    assert.equal(
      report.bytes,
      before.reduce((sum, { stored }) => sum + stored, 0),
    );
    assert.equal(rows(), 0);
    assert.deepEqual(packs(), []);
    assert.equal(versions.some(here), false);
    addVersion(project, asset, pieces(20, 'new'), 0);
    assert.equal(await assertWhole(project), 1);
  });

  it('only looks where that is asked for', async () => {
    history(3);
    const [count, bytes] = [rows(), packBytes()];
    const looked = await collectGarbage(project, true);
    assert.deepEqual([rows(), packBytes(), looked.chunks], [count, bytes, count]);
    const { chunks } = await collectGarbage(project, false);
    assert.equal(chunks, looked.chunks);
  });

  it('keeps what a kept version stands on, and of its bases’ versions nothing else', async () => {
    const { versions, data } = history(4);
    assert.ok(versions.slice(1).some((v) => project.chunks.info(v.manifest)?.codec === 'delta'));
    need(versions[3]!);
    await collectGarbage(project, false);
    assert.deepEqual(versions.map(here), [false, false, false, true]);
    assert.equal(await assertWhole(project), 1);
    assert.equal(await contentHash(project, versions[3]!), sha256(data));
    const needed = new Set(manifestHashes(versions[3]!.manifest, data.length, project.chunks).chunks.keys());
    const kept = project.chunks.page(0, 1000).map(({ hash }) => hash);
    const bases = kept.filter((hash) => !needed.has(hash) && hash !== versions[3]!.manifest);
    assert.ok(bases.length > 0, 'deltas stand on something');
    for (const hash of bases)
      assert.ok(
        kept.some((other) => project.chunks.info(other)?.base?.chunks.includes(hash)),
        `${hash} is kept for nothing`,
      );
  });

  it('keeps what was never sent', async () => {
    const { data } = history(2);
    const unsent = addVersion(project, asset, edited(data, 2, 9), 0);
    await collectGarbage(project, false);
    assert.ok(here(unsent));
    assert.equal(await assertWhole(project), 1);
  });

  it('compacts a pack of which little is needed, and finds all afterwards, elsewhere too', async () => {
    const { versions } = history(1, 40);
    const small = addAsset(project, 'b.bin');
    const kept = addVersion(project, small, pieces(3, 'kept'), 0);
    const other = await connect();
    const hash = [...manifestHashes(kept.manifest, kept.size, project.chunks).chunks.keys()][0]!;
    const place = other.chunks.locate(hash)!;
    const files = new PackFiles();
    const [name] = packs();
    const before = packBytes();
    await collectGarbage(project, false);
    assert.equal(here(versions[0]!), false);
    assert.ok(packBytes() < before / 4, `${packBytes()} of ${before}`);
    assert.equal(packs().includes(name!), false);
    assert.equal(readLocation(place, files), undefined);
    assert.ok(readLocation(other.chunks.locate(hash)!, files));
    assert.equal(await assertWhole(other), 1);
    other.chunks.put(encodeChunk(...hashed('after')));
    assert.equal(await assertWhole(project), 1);
    assert.equal(packs().length, 1);
    files.close();
  });
  const hashed = (seed: string): [string, Buffer] => {
    const plain = seededBytes(seed, 50_000);
    return [sha256(plain), plain];
  };

  it('leaves a pack of which most is needed', async () => {
    const first = addVersion(project, asset, pieces(10, 'kept'), 0);
    addVersion(project, addAsset(project, 'b.bin'), pieces(3, 'dropped'), 1);
    const [name] = packs();
    await collectGarbage(project, false);
    assert.deepEqual(packs(), [name]);
    assert.ok(here(first));
    assert.equal(await assertWhole(project), 1);
  });

  it('removes files that a crash left, not those that are new or not its own', async () => {
    history(1);
    need(project.checkpoints.latestOf(asset)!);
    const leave = (name: string, ageHours: number) => {
      const file = join(project.chunks.packs.folder, name);
      writeFileSync(file, 'CRNP');
      const when = new Date(Date.now() - ageHours * 3_600_000);
      utimesSync(file, when, when);
    };
    const mine = packs();
    leave('00000000000a.pack', 5);
    leave('00000000000b.pack', 0);
    leave('notes.txt', 5);
    await collectGarbage(project, false);
    assert.deepEqual(packs().sort(), [...mine, '00000000000b.pack', 'notes.txt'].sort());
  });

  it('keeps what others come to need between any two of its steps', async () => {
    const { versions, data } = history(3);
    need(versions[2]!);
    const other = await connect();
    const made: Checkpoint[] = [];
    let step = 0;
    // Asked before each step: the first marks, the others remove.
    const signal = {
      get aborted() {
        const last = made.at(-1) ? data.length : 0;
        made.push(addVersion(other, asset, edited(data, 4, 70 + step), 0));
        made.push(addVersion(other, addAsset(other, `${step++}.bin`), pieces(2, `new ${step} ${last}`), 0));
        return false;
      },
    } as unknown as AbortSignal;
    await collectGarbage(project, false, { signal });
    assert.ok(step >= 3, String(step));
    assert.equal(await assertWhole(project), made.length + 1);
  });

  it('drops nothing where it cannot know what a version needs', async () => {
    const { versions } = history(2);
    need(versions[1]!);
    const before = rows();
    const base = project.chunks.info(versions[1]!.manifest)!.base!;
    project.db.run('DELETE FROM chunk WHERE hash = ?', Buffer.from(base.chunks[0]!, 'hex'));
    await assert.rejects(collectGarbage(project, false), coded('content-missing'));
    assert.equal(rows(), before - 1);
  });

  it('leaves a damaged frame and its pack', async () => {
    history(1, 20);
    const kept = addVersion(project, addAsset(project, 'b.bin'), pieces(2, 'kept'), 0);
    const [name] = packs();
    const hash = [...manifestHashes(kept.manifest, kept.size, project.chunks).chunks.keys()][0]!;
    const { file, offset } = project.chunks.locate(hash)!.place as { file: string; offset: number };
    flipByte(file, offset + 10);
    await collectGarbage(project, false);
    assert.ok(here(kept));
    await assert.rejects(contentHash(project, kept), coded('integrity'));
    assert.equal(packs().includes(name!), true);
    flipByte(file, offset + 10);
    assert.equal(await assertWhole(project), 1);
  });

  it('goes on without packs that are gone', async () => {
    history(1);
    rmSync(project.chunks.packs.folder, { recursive: true });
    await collectGarbage(project, false);
    assert.equal(rows(), 0);
    assert.equal(project.db.value<number>('SELECT count(*) FROM pack'), 0);
    assert.equal(existsSync(project.chunks.packs.folder), false);
  });

  it('ends when it is cancelled, and nothing is amiss', async () => {
    const { versions } = history(3);
    need(versions[2]!);
    await assert.rejects(collectGarbage(project, false, { signal: AbortSignal.abort() }), coded('cancelled'));
    await assertWhole(project);
  });
});
