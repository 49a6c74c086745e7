import assert from 'node:assert/strict';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { manifestHashes } from '../../../engine/content/manifest-read.ts';
import { Project } from '../../../engine/project/project.ts';
import { keepNodes } from '../../../engine/sync/transfer/keep-nodes.ts';
import { Wisher } from '../../../engine/sync/transfer/wishes.ts';
import { coded } from '../../support/errors.ts';
import { addAsset, addVersion, pieces } from '../../support/history.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('the manifest of a version that was fetched', () => {
  const folder = useTempFolder();

  it('is kept only where all of the version is here', async () => {
    const there = await Project.create(join(folder(), 'there'), 'film', uuid());
    const here = await Project.create(join(folder(), 'here'), 'film', uuid());
    try {
      const checkpoint = addVersion(there, addAsset(there, 'a.bin'), pieces(4, 'fetched'), 1);
      const { nodes, chunks } = manifestHashes(checkpoint.manifest, checkpoint.size, there.chunks);
      const [first, ...rest] = [...chunks.keys()];
      for (const hash of rest) here.chunks.put(there.chunks.get(hash)!);
      const keep = () => {
        const wisher = new Wisher({ ...checkpoint, rev: 1 });
        wisher.nodes = nodes.map((hash) => there.chunks.get(hash)!);
        here.chunks.batch(() => keepNodes(here, wisher));
        return wisher.failure;
      };
      assert.ok(coded('project-busy')(keep()));
      assert.equal(here.chunks.has(checkpoint.manifest), false);
      here.chunks.put(there.chunks.get(first!)!);
      assert.equal(keep(), undefined);
      assert.equal(here.chunks.has(checkpoint.manifest), true);
    } finally {
      there.close();
      here.close();
    }
  });
});
