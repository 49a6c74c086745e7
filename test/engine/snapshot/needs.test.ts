import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectApi } from '../../../engine/api.ts';
import { initProject } from '../../../engine/engine.ts';
import { coded } from '../../support/errors.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('what comes down with an item', () => {
  const folder = useTempFolder();
  let project: ProjectApi;
  const write = (name: string, bytes: number) =>
    writeFileSync(join(folder(), name), Buffer.alloc(bytes, name));

  beforeEach(async () => {
    project = await initProject(folder(), 'film', testPorts());
    mkdirSync(join(folder(), 'tex'));
    for (const [name, bytes] of [
      ['shot.ma', 100],
      ['rig.ma', 30],
      ['tex/a.png', 7],
      ['tex/b.png', 5],
      ['other', 3],
    ] as const)
      write(name, bytes);
    await project.track(['.'], {});
  });
  afterEach(() => project.close());

  it('is what it needs, what that needs, and what is in a collection, each once, also in a loop', async () => {
    await project.depend('shot.ma', ['rig.ma', 'tex'], []);
    await project.depend('rig.ma', ['tex/a.png', 'shot.ma'], []);
    const needs = await project.needs('shot.ma');
    const told = needs.items.map(({ path, depth }) => [path, depth]);
    assert.deepEqual(told.slice(0, 1), [['shot.ma', 0]]);
    assert.deepEqual(told.toSorted(), [
      ['rig.ma', 1],
      ['shot.ma', 0],
      ['tex', 1],
      ['tex/a.png', 2],
      ['tex/b.png', 2],
    ]);
    assert.deepEqual([needs.assets, needs.bytes, needs.missingBytes], [4, 142, 0]);
    assert.equal(needs.links.length, 6);
    await project.depend('shot.ma', [], ['tex']);
    assert.equal((await project.needs('shot.ma')).assets, 3);
  });

  it('is a collection with all it holds, and not what is in the trash', async () => {
    await project.trash(['tex/b.png']);
    const needs = await project.needs('tex');
    assert.deepEqual(
      needs.items.map(({ path }) => path),
      ['tex', 'tex/a.png'],
    );
    assert.deepEqual([needs.assets, needs.bytes], [1, 7]);
    await assert.rejects(project.needs('nowhere'), coded('not-found'));
  });
});
