import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { type Item, ROOT } from '../../../engine/domain/rows.ts';
import { isLive } from '../../../engine/project/items.ts';
import type { Project } from '../../../engine/project/project.ts';
import type { WorkingFile } from '../../../engine/project/working.ts';
import { settleOutstanding } from '../../../engine/sync/downloads.ts';
import { mergeItems, undoMerge } from '../../../engine/sync/merge-items.ts';
import { StagedWorld } from '../../support/staged-world.ts';
import { visibleTo } from '../../support/visible.ts';

const STEP = fc.record({
  what: fc.constantFrom(
    ...([
      'folder',
      'asset',
      'version',
      'version',
      'version',
      'share',
      'assign',
      'move',
      'trash',
      'restore',
    ] as const),
    ...([
      'depend',
      'depend',
      'file',
      'merge',
      'undo',
      'purge',
      'drop',
      'bring',
      'me',
      'settle',
      'settle',
    ] as const),
  ),
  a: fc.nat(40),
  b: fc.nat(40),
});
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

const signal = new AbortController().signal;

/** Assets whose newest version should be here and is not, found by going through everything. */
function missing(project: Project): Set<string> {
  const rows = project.db.all<{ id: string }>('SELECT id FROM item');
  const items = rows.map(({ id }) => project.items.get(id)!);
  const dependencies = project.dependencies.present().map(({ itemId, member, present }) => ({
    ...{ itemId, targetId: member, present },
  }));
  const wanted = visibleTo(project.me, items, dependencies);
  for (const { itemId } of project.working.all()) wanted.add(itemId);
  return new Set(
    [...wanted].filter((id) => {
      const newest = project.checkpoints.latestOf(id);
      return newest !== undefined && !project.holds(newest);
    }),
  );
}

function putContent(project: Project, text: string): void {
  const plain = Buffer.from(`manifest of ${text}`);
  project.chunks.batch(() => project.chunks.put(encodeChunk(sha256(plain), plain)));
}

function act(world: StagedWorld, { what, a, b }: Step, count: number): void {
  const { project } = world;
  const ids = project.db.all<{ id: string }>('SELECT id FROM item ORDER BY id').map(({ id }) => id);
  const all = ids.map((id) => project.items.get(id)!);
  const pick = (list: typeof all, index: number) => list[index % Math.max(1, list.length)];
  const folders = all.filter((item) => item.kind === 'collection' && isLive(item));
  const one = pick(all, a);
  const assets = all.filter((item) => item.kind === 'asset');
  const asset = pick(assets, a);
  const other = pick(
    assets.filter((item) => item !== asset),
    b,
  );
  const parentId = b % 3 === 0 ? ROOT : (pick(folders, b)?.id ?? ROOT);
  const isInside = (id: string): boolean =>
    id !== ROOT && (id === one?.id || isInside(project.items.get(id)?.parentId ?? ROOT));
  switch (what) {
    case 'folder':
    case 'asset':
      return project.items.put(
        world.item(what === 'folder' ? 'collection' : 'asset', `n${count}`, parentId),
        1,
        undefined,
        `n${count}`,
      );
    case 'version': {
      if (!asset) return;
      const newest = project.checkpoints.latestOf(asset.id);
      const mine = b % 4 === 0;
      const text = `text ${count}`;
      if (mine && b % 8 === 0) putContent(project, text);
      const made = world.checkpoint(
        asset.id,
        text,
        newest?.id ?? '',
        (newest?.version ?? 0) + 1,
        world.other,
      );
      return project.checkpoints.put(made, mine ? 0 : 1);
    }
    case 'share':
      if (one?.kind === 'collection') project.items.edit(one.id, { shared: b % 3 > 0 }, isLive(one));
      return;
    case 'assign': {
      const assigneeId = b % 3 > 0 ? project.me : world.other;
      if (asset) project.items.edit(asset.id, { task: b % 5 > 0, assigneeId }, isLive(asset));
      return;
    }
    case 'move':
      if (one && isLive(one) && !isInside(parentId)) project.items.edit(one.id, { parentId });
      return;
    case 'trash':
    case 'restore':
      if (one && one.mergedInto === '' && !one.purged)
        project.items.edit(one.id, { trashed: what === 'trash' });
      return;
    case 'depend':
      if (one && asset && one !== asset)
        project.dependencies.put(
          b % 2 ? one.id : asset.id,
          b % 2 ? asset.id : one.id,
          b % 5 > 0,
          1,
          undefined,
        );
      return;
    case 'file': {
      if (!asset) return;
      if (b % 4 === 0) return project.working.remove(asset.id);
      const baseId = project.checkpoints.of(asset.id)[0]?.id ?? '';
      return project.working.put({ ...fileOf(asset.id), baseId });
    }
    case 'merge':
      if (asset && other && isLive(asset) && isLive(other)) mergeItems(project, asset, other, 1);
      return;
    case 'undo': {
      const merged = project.items.outbox().find((item) => item.base?.mergedInto === '');
      if (merged) undoMerge(project, merged.id);
      return;
    }
    case 'purge':
      if (asset) project.items.edit(asset.id, { purged: true });
      return;
    case 'drop': {
      const newest = asset && project.checkpoints.latestOf(asset.id);
      if (newest?.rev === 0) project.checkpoints.remove(newest.id);
      return;
    }
    case 'bring': {
      const newest = asset && project.checkpoints.latestOf(asset.id);
      if (newest) putContent(project, newest.comment);
      return;
    }
    case 'me':
      if (b % 4 === 0) project.setMeta('user-id', project.me === world.me ? world.other : world.me);
      return;
    case 'settle':
  }
}

/** Something to begin with: nested collections, one shared, with assets that have versions; and a look at all of it. */
function furnish(world: StagedWorld): void {
  const { project } = world;
  let parentId = ROOT;
  for (let index = 0; index < 9; index++) {
    const asset = world.item('asset', `first ${index}`, parentId, {
      task: index % 3 === 0,
      assigneeId: world.other,
    });
    project.items.put(asset, 1, undefined, asset.name);
    project.checkpoints.put(world.checkpoint(asset.id, asset.name, '', 1, world.other), 1);
    if (index % 2 === 1) continue;
    const folder = world.item('collection', `folder ${index}`, parentId, { shared: index === 4 });
    project.items.put(folder, 1, undefined, folder.name);
    parentId = index === 4 ? ROOT : folder.id;
  }
  project.outstanding.beginAll();
  project.outstanding.endAll();
  for (const { id } of project.items.live()) project.outstanding.note(id);
}

describe('what a sync has to bring', function () {
  this.timeout(180_000);

  it('is found from what changed as it is found from everything', async () => {
    let [found, steps] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 10, maxLength: 60, size: 'max' }), async (list) => {
        const world = await StagedWorld.create();
        const { project } = world;
        try {
          furnish(world);
          for (const [count, step] of list.entries()) {
            project.db.transaction(() => {
              project.db.deferForeignKeys();
              act(world, step, count);
            });
            steps++;
            if (step.what !== 'settle') continue;
            await settleOutstanding(project, signal);
            const expected = missing(project);
            assert.deepEqual(new Set(noted(project)), expected);
            found += expected.size;
          }
          await settleOutstanding(project, signal);
          assert.deepEqual(new Set(noted(project)), missing(project));
        } finally {
          world.dispose();
        }
      }),
      { numRuns: 12 },
    );
    assert.ok(found > 0, `nothing was to be brought in ${steps} steps`);
  });

  /** One change each, from a state in which all is looked into and `hidden` and `seen` are not here. */
  const CHANGES: Record<string, (world: StagedWorld, at: { shelf: Item; hidden: Item; seen: Item }) => void> =
    {
      'the collection above is shared': ({ project }, { hidden }) =>
        project.items.edit(hidden.parentId, { shared: true }),
      'it is assigned': ({ project }, { hidden }) =>
        project.items.edit(hidden.id, { task: true, assigneeId: project.me }),
      'it is moved': ({ project }, { hidden, shelf }) =>
        project.items.edit(hidden.id, { parentId: shelf.id }),
      'something visible comes to need it': ({ project }, { hidden, seen }) =>
        project.dependencies.put(seen.id, hidden.id, true, 1, undefined),
      'something visible comes to need it again': ({ project }, { hidden, seen }) => {
        project.dependencies.put(seen.id, hidden.id, false, 1, undefined);
        project.dependencies.put(seen.id, hidden.id, true, 1, undefined);
      },
      'it lies in something shared, in something that is restored': (world, { hidden }) => {
        const { project } = world;
        const above = hidden.parentId;
        const inner = world.item('collection', 'inner', above, { shared: true });
        project.items.put(inner, 1, undefined, inner.name);
        project.items.edit(hidden.id, { parentId: inner.id });
        project.items.edit(above, { trashed: true });
        project.db.run('DELETE FROM outstanding');
        project.items.edit(above, { trashed: false });
      },
      'its file is on this disk': ({ project }, { hidden }) => project.working.put(fileOf(hidden.id)),
      'a file comes to be its own': ({ project }, { hidden, seen }) => {
        project.working.put(fileOf(seen.id));
        project.working.reassign(seen.id, hidden.id);
      },
      'I turn out to be somebody else': (world, { hidden }) => {
        world.project.items.edit(hidden.id, { task: true, assigneeId: world.other });
        world.project.db.run('DELETE FROM outstanding');
        world.project.setMeta('user-id', world.other);
      },
      'its history is put on top of something visible': ({ project }, { hidden, seen }) => {
        project.checkpoints.put(
          { ...project.checkpoints.latestOf(hidden.id)!, assetId: seen.id, version: 2 },
          1,
        );
      },
      'the version on top of it is discarded': (world, { seen }) => {
        putContent(world.project, 'mine');
        const mine = world.myCheckpoint(seen.id, 'mine');
        world.project.checkpoints.remove(mine.id);
      },
      'a version whose content is not here is put on top again': (world, { seen }) => {
        world.myCheckpoint(seen.id, 'again');
      },
    };
  for (const [name, change] of Object.entries(CHANGES)) {
    it(`is noted when ${name}`, async () => {
      const world = await StagedWorld.create();
      const { project } = world;
      try {
        const put = (item: Item) => {
          project.items.put(item, 1, undefined, item.name);
          if (item.kind === 'asset')
            project.checkpoints.put(world.checkpoint(item.id, item.name, '', 1, world.other), 1);
          return item;
        };
        const shelf = put(world.item('collection', 'shelf', ROOT, { shared: true }));
        const corner = put(world.item('collection', 'corner'));
        const hidden = put(world.item('asset', 'hidden', corner.id));
        const seen = put(world.item('asset', 'seen', shelf.id));
        await settleOutstanding(project, signal);
        // As if it had been brought and dropped: nothing is noted.
        project.db.run('DELETE FROM outstanding');
        change(world, { shelf, hidden, seen });
        const about = /visible|on top/u.test(name) && !/need/u.test(name) ? seen : hidden;
        await settleOutstanding(project, signal);
        assert.ok(noted(project).includes(about.id));
        assert.ok(missing(project).has(about.id));
      } finally {
        world.dispose();
      }
    });
  }

  it('is looked into again from the start where the first look was interrupted', async () => {
    const world = await StagedWorld.create();
    const { project } = world;
    try {
      const shelf = world.item('collection', 'shelf', ROOT, { shared: true });
      project.items.put(shelf, 1, undefined, 'shelf');
      const asset = world.item('asset', 'a', shelf.id);
      project.items.put(asset, 1, undefined, 'a');
      project.checkpoints.put(world.checkpoint(asset.id, 'text', '', 1, world.other), 1);
      project.db.transaction(() => project.outstanding.beginAll());
      assert.deepEqual(noted(project), []);
      await settleOutstanding(project, signal);
      assert.deepEqual(noted(project), [asset.id]);
      assert.equal(project.outstanding.isEverything, false);
    } finally {
      world.dispose();
    }
  });

  it('is looked for again below what changed while it was looked for there', async () => {
    const world = await StagedWorld.create();
    const { project } = world;
    try {
      const shelf = world.theirItem(world.item('collection', 'shelf', ROOT, { shared: true }));
      const inside = world.theirItem(world.item('asset', 'rock.png', shelf.id));
      world.theirCheckpoint(inside.id, 'theirs');
      world.pull();
      project.items.edit(shelf.id, { shared: false });
      await settleOutstanding(project, signal);
      assert.deepEqual(noted(project), []);
      project.items.edit(shelf.id, { shared: true });
      const from = project.visible.from.bind(project.visible);
      let walks = 0;
      project.visible.from = function* (me, id) {
        if (walks++ > 0) return yield* from(me, id);
        project.items.edit(shelf.id, { shared: false });
        yield* [...from(me, id)];
        project.items.edit(shelf.id, { shared: true });
      };
      await settleOutstanding(project, signal);
      assert.deepEqual(noted(project), [inside.id]);
    } finally {
      world.dispose();
    }
  });
});

const fileOf = (itemId: string): WorkingFile => ({
  ...{ itemId, path: 'f', baseId: '', size: 1, mtimeNs: 1n, ino: 1n, cachedAtNs: 1n },
  contentHash: sha256(Buffer.from('')),
});

const noted = (project: Project): string[] => [
  ...project.db
    .all<{ id: string }>("SELECT item_id AS id FROM outstanding WHERE item_id <> ''")
    .map(({ id }) => id),
];
