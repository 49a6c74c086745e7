/** Syncs whose process is gone between two steps, power and all; the next one goes on from there. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProjectApi } from '../../../engine/api.ts';
import { openProject } from '../../../engine/engine.ts';
import { Project } from '../../../engine/project/project.ts';
import { testPorts } from '../../support/ports.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

const DYING = fileURLToPath(new URL('../../support/dying-sync.ts', import.meta.url));

interface Left {
  /** How far the watermark was from what the studio had. */
  readonly behind: boolean;
  readonly staged: boolean;
  readonly outgoing: boolean;
}
const NOTHING: Left = { behind: false, staged: false, outgoing: false };

/** What is found in the project file by the process that comes next. */
const CUTS: readonly (readonly [what: string, transition: string, left: Left])[] = [
  ['before anything is pulled', 'resending → pulling', { ...NOTHING, behind: true }],
  ['between staged pull and apply', 'pulling → reconciling', { behind: true, staged: true, outgoing: false }],
  ['between apply and upload', 'relocating → uploading', NOTHING],
  ['between upload and push', 'uploading → pushing', NOTHING],
  ['between push and download', 'pushing → downloading', NOTHING],
];

describe('a power cut in a sync', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  let again: ProjectApi | undefined;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
    await ann.track('lib/theirs', 'of ann');
    await ann.project.edit('lib', { description: 'by ann' });
    await ann.sync();
    await ben.track('lib/mine', 'of ben');
    await ben.project.close();
  });
  afterEach(async () => {
    await again?.close();
    again = undefined;
    await world.dispose();
  });

  const states = async (project: ProjectApi) =>
    (await project.status()).assets
      .filter(({ kind }) => kind === 'asset')
      .map(({ path, latest }) => `${path} ${latest}`)
      .sort();

  for (const [what, transition, left] of CUTS) {
    it(`${what}: the project file is as it was or as it became, and the next sync finishes`, async () => {
      const before = await Project.open(ben.folder);
      const was = before.watermark;
      before.close();
      const child = spawn(process.execPath, [DYING, ben.folder, world.token('ben'), transition], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [, signal] = await once(child, 'exit');
      assert.equal(signal, 'SIGKILL');
      const home = join(ben.folder, '.cairn');
      // Shared memory is what no power cut leaves.
      for (const name of readdirSync(home)) if (name.endsWith('-shm')) rmSync(join(home, name));

      const found = await Project.open(ben.folder);
      assert.deepEqual(
        {
          behind: found.watermark === was,
          staged: found.staging.stagedCount() > 0,
          outgoing: found.staging.outgoing() !== undefined,
        },
        left,
      );
      assert.equal(found.paths.find('lib/theirs') === undefined, left.behind);
      assert.equal(found.paths.find('lib')?.description, left.behind ? '' : 'by ann');
      found.close();

      again = await openProject(
        ben.folder,
        testPorts(() => world.token('ben')),
      );
      assert.equal((await again.sync()).outcome, 'done');
      assert.equal((await again.status()).unsent, 0);
      assert.deepEqual((await again.verify(false)).problems, []);
      assert.equal((await again.rebuild([''])).written.length, 1);
      assert.equal(ben.read('lib/theirs'), 'of ann');
      await ann.sync();
      assert.deepEqual(await states(again), await states(ann.project));
      assert.equal((await states(ann.project)).length, 2);
    });
  }
});
