import assert from 'node:assert/strict';
import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { manifestHashes } from '../../../engine/content/manifest-read.ts';
import { Project } from '../../../engine/project/project.ts';
import { seededBytes } from '../../support/chunks.ts';
import { flipByte } from '../../support/projectFile.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('content that is damaged in the project file', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  const versionsOf = async (path: string) => {
    const local = await Project.open(ben.folder);
    const versions = local.checkpoints.of(local.paths.find(path)?.id ?? '');
    const found = versions.map(({ manifest, size }) => {
      const hash = [...manifestHashes(manifest, size, local.chunks).chunks.keys()].at(-1)!;
      return { codec: local.chunks.info(hash)?.codec, place: local.chunks.locate(hash)!.place as Place };
    });
    local.close();
    return found;
  };

  type Place = { readonly file: string; readonly offset: number; readonly length: number };
  const placeOfList = async (path: string) => {
    const local = await Project.open(ben.folder);
    const [version] = local.checkpoints.of(local.paths.find(path)?.id ?? '');
    const place = local.chunks.locate(version!.manifest)!.place as Place;
    local.close();
    assert.ok(place.file, 'it lies in a pack');
    return place;
  };
  const damage = async (path: string, how: (place: Place) => void) => {
    const [first] = await versionsOf(path);
    how(first!.place);
  };
  const HOW: readonly (readonly [what: string, how: (place: Place) => void])[] = [
    ['holds other bytes', ({ file, offset, length }) => flipByte(file, offset + length - 1)],
    ['is cut off', ({ file, offset, length }) => truncateSync(file, offset + length - 1)],
  ];

  for (const [what, how] of HOW) {
    it(`and ${what}: its version stays and is told, everything else goes`, async () => {
      await ben.track('lib/good', seededBytes(1, 200_000));
      await ben.track('lib/bad', seededBytes(2, 200_000));
      await damage('lib/bad', how);
      await ben.track('lib/small', 'small');
      await ann.track('lib/anns', 'ann');
      await ann.sync();
      for (const round of ['first', 'second']) {
        const { outcome, rejected } = await ben.project.sync();
        assert.deepEqual(
          [outcome, rejected.map(({ path, kind, code }) => [path, kind, code])],
          ['attention', [['lib/bad', 'checkpoint', 'content-missing']]],
          round,
        );
      }
      await ann.sync();
      const entries = (await ann.project.status()).assets;
      const latest = (path: string) => entries.find((entry) => entry.path === path)?.latest;
      assert.deepEqual(['lib/good', 'lib/small', 'lib/bad'].map(latest), [1, 1, null]);
      assert.deepEqual((await ann.project.verify(false)).problems, []);
      assert.equal((await ben.project.status()).assets.find(({ path }) => path === 'lib/anns')?.latest, 1);
    });

    it(`and ${what}: so is a later version that stands on it, and everything else goes`, async () => {
      const bytes = seededBytes(2, 200_000);
      await ben.track('lib/bad', bytes);
      bytes.set([1, 2, 3], 199_000);
      ben.write('lib/bad', bytes);
      await ben.project.checkpoint(['lib/bad'], { comment: 'again' });
      assert.equal((await versionsOf('lib/bad'))[1]?.codec, 'delta');
      await damage('lib/bad', how);
      await ben.track('lib/small', 'small');
      for (const round of ['first', 'second']) {
        const { outcome, rejected } = await ben.project.sync();
        assert.deepEqual(
          [outcome, rejected.map(({ path, kind, code }) => [path, kind, code])],
          [
            'attention',
            [
              ['lib/bad', 'checkpoint', 'content-missing'],
              ['lib/bad', 'checkpoint', 'content-missing'],
            ],
          ],
          round,
        );
      }
      await ann.sync();
      const entries = (await ann.project.status()).assets;
      assert.equal(entries.find(({ path }) => path === 'lib/small')?.latest, 1);
      assert.deepEqual((await ann.project.verify(false)).problems, []);
    });

    it(`and ${what}, and is what says which chunks a version has: the same`, async () => {
      await ben.track('lib/bad', seededBytes(2, 40_000_000));
      how(await placeOfList('lib/bad'));
      await ben.track('lib/small', 'small');
      const { outcome, rejected } = await ben.project.sync();
      assert.deepEqual(
        [outcome, rejected.map(({ path, kind, code }) => [path, kind, code])],
        ['attention', [['lib/bad', 'checkpoint', 'content-missing']]],
      );
      await ann.sync();
      const entries = (await ann.project.status()).assets;
      assert.equal(entries.find(({ path }) => path === 'lib/small')?.latest, 1);
    });

    for (const list of [false, true])
      it(`and ${what}: versions that others made on top of it come (${list ? 'the list of its chunks' : 'a chunk'})`, async () => {
        const bytes = seededBytes(2, list ? 40_000_000 : 200_000);
        await ben.track('lib/bad', bytes);
        await ben.sync();
        await ann.sync();
        await ann.project.rebuild(['lib/bad']);
        if (list) how(await placeOfList('lib/bad'));
        else await damage('lib/bad', how);
        bytes.set([1, 2, 3], 1_000);
        ann.write('lib/bad', bytes);
        await ann.project.checkpoint(['lib/bad'], { comment: 'on top' });
        await ann.track('lib/other', 'other');
        await ann.sync();
        await ben.sync();
        await ben.project.free(['lib/bad']);
        await ben.project.rebuild(['lib/bad', 'lib/other']);
        assert.equal(ben.read('lib/other'), 'other');
        assert.ok(readFileSync(join(ben.folder, 'lib/bad')).equals(bytes));
      });
  }
});
