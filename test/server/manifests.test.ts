import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { buildManifest } from '../../engine/content/manifest.ts';
import type { Hash } from '../../engine/domain/rows.ts';
import { Manifests } from '../../server/chunks/manifests.ts';
import { PackStore } from '../../server/chunks/packs/pack-store.ts';
import { useTempFolder } from '../support/temp.ts';

/** Entries of each manifest: five are more than are kept. */
const ENTRIES = 90_000;

describe('manifests that are read together', () => {
  const folder = useTempFolder();

  it('are read once, also where they are more than memory keeps', async () => {
    const project = uuid();
    const store = await PackStore.open(folder());
    try {
      const built = Array.from({ length: 5 }, (_, file) =>
        buildManifest(
          Array.from({ length: ENTRIES }, (_, at) => ({
            hash: createHash('sha256').update(`${file} ${at}`).digest('hex'),
            size: 1,
          })),
        ),
      );
      for (const { nodes } of built) await store.put(project, nodes);
      const asked: Hash[] = [];
      const get = store.get.bind(store);
      store.get = (projectId, hash) => {
        asked.push(hash);
        return get(projectId, hash);
      };
      const manifests = new Manifests(store);
      await manifests.warm(
        project,
        built.map(({ root }) => ({ manifest: root, size: ENTRIES })),
      );
      for (const { root, nodes } of built)
        assert.equal((await manifests.read(project, root, ENTRIES)).size, ENTRIES + nodes.length);
      const roots = new Set(built.map(({ root }) => root));
      const below = asked.filter((hash) => !roots.has(hash));
      assert.ok(below.length > 0);
      assert.equal(new Set(below).size, below.length);
    } finally {
      await store.close();
    }
  });
});
