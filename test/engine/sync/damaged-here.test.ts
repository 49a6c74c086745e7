import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
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

  type Place = { readonly file: string; readonly offset: number; readonly length: number };
  const damage = async (path: string, how: (place: Place) => void) => {
    const local = await Project.open(ben.folder);
    const [version] = local.checkpoints.of(local.paths.find(path)?.id ?? '');
    const { chunks } = manifestHashes(version!.manifest, version!.size, local.chunks);
    how(local.chunks.locate([...chunks.keys()].at(-1)!)!.place as Place);
    local.close();
  };
  const HOW: readonly (readonly [what: string, how: (place: Place) => void])[] = [
    ['holds other bytes', ({ file, offset, length }) => flipByte(file, offset + length - 1)],
    ['is cut off', ({ file, offset, length }) => truncateSync(file, offset + length - 1)],
  ];

  for (const [what, how] of HOW)
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
});
