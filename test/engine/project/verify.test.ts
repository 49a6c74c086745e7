import assert from 'node:assert/strict';
import { readdirSync, renameSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { ActionContext } from '../../../engine/actions/context.ts';
import { verify } from '../../../engine/actions/verify.ts';
import { manifestHashes } from '../../../engine/content/manifest-read.ts';
import { ContentPool } from '../../../engine/content/pipeline/pool.ts';
import { PlainReader } from '../../../engine/content/plain.ts';
import type { Checkpoint, Hash } from '../../../engine/domain/rows.ts';
import { Project } from '../../../engine/project/project.ts';
import { seededBytes } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';
import { addAsset, addVersion, assertWhole, edited, pieces } from '../../support/history.ts';
import { testPorts } from '../../support/ports.ts';
import { flipByte } from '../../support/projectFile.ts';
import { useTempFolder } from '../../support/temp.ts';

const bytesOf = (hash: Hash) => Buffer.from(hash, 'hex');

describe('verifying', () => {
  const folder = useTempFolder();
  let project: Project;
  let versions: Checkpoint[];
  beforeEach(async () => {
    project = await Project.create(folder(), 'film', uuid());
    const asset = addAsset(project, 'a.bin');
    const data = pieces(6, 'verify');
    versions = [addVersion(project, asset, data, 0), addVersion(project, asset, edited(data, 2, 1), 0)];
  });
  afterEach(() => project.close());

  const context = (): ActionContext => ({
    project,
    ports: testPorts(),
    content: new ContentPool(),
    withStudio: () => assert.fail('no studio here'),
  });
  const found = async () => {
    const report = await verify(context(), false, {});
    assert.equal(report.ok, report.problems.length === 0);
    return report.problems.map(({ code }) => code).sort();
  };
  const chunksOf = (checkpoint: Checkpoint) => [
    ...manifestHashes(checkpoint.manifest, checkpoint.size, project.chunks).chunks.keys(),
  ];
  const deltas = () => chunksOf(versions[1]!).filter((hash) => project.chunks.info(hash)?.codec === 'delta');
  const place = (hash: Hash) =>
    project.chunks.locate(hash)!.place as { file: string; offset: number; length: number };

  it('finds nothing amiss in what is in order', async () => {
    assert.ok(deltas().length > 0);
    const report = await verify(context(), false, {});
    assert.deepEqual(report.problems, []);
    assert.equal(report.checked.chunks, project.chunks.page(0, 1000).length);
  });

  it('finds a damaged chunk in a pack, and what stands on it', async () => {
    const base = project.chunks.info(deltas()[0]!)!.base!.chunks[0]!;
    const { file, offset, length } = place(base);
    flipByte(file, offset + length - 1);
    const problems = await found();
    assert.deepEqual(problems, ['chunk-damaged', 'chunk-damaged', 'content-missing', 'content-missing']);
    flipByte(file, offset + length - 1);
    flipByte(file, offset + 8);
    assert.deepEqual(await found(), problems);
    flipByte(file, offset + 8);
    assert.deepEqual(await found(), []);
  });

  it('finds a delta whose base is gone', async () => {
    const base = project.chunks.info(deltas()[0]!)!.base!.chunks[0]!;
    project.db.run('DELETE FROM chunk WHERE hash = ?', bytesOf(base));
    assert.deepEqual(await found(), ['chunk-damaged', 'content-missing', 'content-missing']);
  });

  it('finds rows that say something else than their pack', async () => {
    const [delta, other] = deltas();
    const { base } = project.db.get<{ base: Buffer }>(
      'SELECT base FROM chunk WHERE hash = ?',
      bytesOf(other!),
    )!;
    project.db.run('UPDATE chunk SET base = ? WHERE hash = ?', base, bytesOf(delta!));
    assert.deepEqual(await found(), ['chunk-damaged', 'content-missing']);
  });

  it('finds a depth that cannot be', async () => {
    project.db.run('UPDATE chunk SET depth = 8 WHERE hash = ?', bytesOf(chunksOf(versions[0]!)[0]!));
    assert.deepEqual(await found(), ['chunk-damaged', 'content-missing']);
  });

  it('tells packs that are cut off or gone, and that they can be put back', async () => {
    const { folder: packs } = project.chunks.packs;
    renameSync(packs, `${packs}.away`);
    assert.ok((await found()).includes('pack-missing'));
    renameSync(`${packs}.away`, packs);
    assert.deepEqual(await found(), []);
    truncateSync(join(packs, readdirSync(packs)[0]!), 1000);
    assert.ok((await found()).includes('pack-damaged'));
  });

  describe('chunks that are to be had anew', () => {
    it('are not here until they are put again, and come back as they were if they are not', () => {
      const [hash, rest] = chunksOf(versions[0]!);
      const chunk = project.chunks.get(hash!)!;
      const { file, offset, length } = place(hash!);
      flipByte(file, offset + length - 1);
      project.chunks.distrust([hash!, rest!]);
      assert.equal(project.chunks.get(hash!), undefined);
      assert.equal(project.chunks.info(hash!), undefined);
      assert.equal(project.chunks.locate(hash!), undefined);
      assert.equal(project.chunks.has(hash!), false);
      project.chunks.put(chunk);
      assert.deepEqual([...project.chunks.trust()], [rest]);
      assert.ok(new PlainReader(project.chunks).read(hash!));
    });

    it('are kept whole in place of a delta, and are no base meanwhile', async () => {
      const [delta] = deltas();
      const chunk = project.chunks.get(delta!)!;
      project.chunks.distrust([delta!]);
      project.chunks.put({ ...chunk, data: Buffer.from(chunk.data) });
      assert.equal(project.chunks.info(delta!)?.codec, 'raw');
      project.chunks.distrust(chunk.base!.chunks);
      const hash = 'ab'.repeat(32);
      assert.throws(() => project.chunks.put({ ...chunk, hash }), coded('content-missing'));
      project.chunks.trust();
      await assertWhole(project);
    });

    it('are replaced only as a whole batch', () => {
      const [hash] = chunksOf(versions[0]!);
      const before = project.chunks.get(hash!)!;
      project.chunks.distrust([hash!]);
      assert.throws(() =>
        project.chunks.batch(() => {
          project.chunks.put({ ...before, data: seededBytes('other', before.data.length) });
          throw new Error('stop');
        }),
      );
      assert.deepEqual([...project.chunks.trust()], [hash]);
      assert.ok(new PlainReader(project.chunks).read(hash!));
    });
  });
});
