/** A collection that is gone there, kept apart: what of it is mine, and what becomes of the rest. */
import assert from 'node:assert/strict';
import type { Item } from '../../../engine/domain/rows.ts';
import { freeName } from '../../../engine/sync/keep-tree.ts';
import { outbox } from '../../../engine/sync/outbox.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('a collection of which mine is kept', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  const known = (kind: Item['kind'], name: string, parentId = '') =>
    world.theirItem(world.item(kind, name, parentId));
  const trashed = (item: Item) =>
    world.theirItem({ ...item, trashed: true, trashedBy: world.other, trashedAt: 7_000 });
  const purged = (item: Item) => world.theirItem({ ...item, name: '', trashed: true, purged: true });
  const keep = () =>
    assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'kept' }).conflicts, []);
  /** Paths of what is live and not sent, and of versions. */
  const sends = () =>
    outbox(world.project, () => true).map(({ row }) =>
      row.kind === 'checkpoint'
        ? `version of ${world.path(row.row.assetId)}`
        : `${row.kind} ${row.kind === 'item' ? world.path(row.row.id) : ''}`,
    );
  const renames = () => world.project.working.relocations().map(({ from, to }) => `${from} → ${to}`);

  it('that I only moved is there as a new one, and the old one in the trash, where they had it', () => {
    const [set, props] = [known('collection', 'set'), known('collection', 'props')];
    world.pull();
    world.project.items.edit(props.id, { parentId: set.id, name: 'my props' });
    trashed(props);
    keep();
    assert.deepEqual(sends(), ['item set/kept']);
    assert.deepEqual([world.path(props.id), world.project.items.get(props.id)?.trashed], ['props', true]);
  });

  it('has all that I moved in it, with versions and files, also where that was purged; not what I only edited', () => {
    const props = known('collection', 'props');
    const deep = known('collection', 'deep', props.id);
    const [moved, edited] = [known('collection', 'moved', props.id), known('collection', 'edited', props.id)];
    const rock = known('asset', 'rock', props.id);
    world.pull();
    const { items } = world.project;
    items.edit(moved.id, { parentId: deep.id });
    items.edit(rock.id, { parentId: deep.id });
    items.edit(edited.id, { description: 'mine' });
    world.file(rock.id, 'props/deep/rock', world.myCheckpoint(rock.id, 'rock 1'));
    for (const item of [props, deep, moved, edited, rock]) purged(item);
    keep();
    assert.deepEqual(sends().sort(), [
      'item kept',
      'item kept/deep',
      'item kept/deep/moved',
      'item kept/deep/rock',
      'version of kept/deep/rock',
    ]);
    assert.deepEqual(renames(), ['props/deep/rock → kept/deep/rock']);
  });

  it('takes what I moved into it along as it is, with what I made in that', () => {
    const [props, moved] = [known('collection', 'props'), known('collection', 'moved')];
    const inner = known('collection', 'inner', moved.id);
    world.pull();
    world.project.items.edit(moved.id, { parentId: props.id });
    const leaf = world.mine('asset', 'leaf', inner.id);
    world.file(leaf.id, 'props/moved/inner/leaf', world.myCheckpoint(leaf.id, 'leaf 1'));
    trashed(props);
    keep();
    assert.equal(world.path(leaf.id), 'kept/moved/inner/leaf');
    assert.deepEqual(renames(), ['props/moved → kept/moved']);
  });

  it('has my edits of what I made a version of; nothing more is said of what is gone', () => {
    const props = known('collection', 'props');
    const [rock, leaf] = [known('asset', 'rock', props.id), known('asset', 'leaf')];
    for (const tag of ['old', 'plain'])
      world.theirs({ kind: 'tagging', row: { itemId: rock.id, tag, present: true } });
    world.theirs({ kind: 'dependency', row: { itemId: rock.id, targetId: leaf.id, present: true } });
    world.pull();
    const { tags, dependencies } = world.project;
    world.myCheckpoint(rock.id, 'rock 1');
    world.project.items.edit(rock.id, { status: 'done' });
    tags.set(rock.id, 'hero', true);
    tags.set(rock.id, 'old', false);
    dependencies.set(rock.id, leaf.id, false);
    trashed(props);
    keep();
    assert.deepEqual(
      tags
        .of(rock.id)
        .map(({ member, present }) => [member, present])
        .sort(),
      [
        ['old', true],
        ['plain', true],
      ],
    );
    assert.deepEqual(
      dependencies.of(rock.id).map(({ present }) => present),
      [true],
    );
    const kept = ['item kept', 'item kept/rock', 'version of kept/rock', 'tagging ', 'tagging '];
    assert.deepEqual(sends(), kept);
    assert.equal(world.project.paths.require('kept/rock').status, 'done');
  });

  it('has each under a name of its own, where they gave one the name of another that they trashed', () => {
    const props = known('collection', 'props');
    const [one, two] = [known('collection', 'one', props.id), known('collection', 'two', props.id)];
    const [rock, leaf] = [known('asset', 'rock', one.id), known('asset', 'leaf', two.id)];
    const [first, second] = [known('asset', 'first', props.id), known('asset', 'second', props.id)];
    world.pull();
    for (const { id, name } of [rock, leaf, first, second]) world.myCheckpoint(id, name);
    for (const item of [one, first]) trashed(item);
    world.theirItem({ ...two, name: 'one' });
    world.theirItem({ ...second, name: 'first' });
    trashed(props);
    // Restored, they would clash; what is kept apart does not.
    const gone = world.pull().conflicts.find(({ kind }) => kind === 'trashed-there');
    world.project.staging.decide(gone?.id ?? '', { choice: 'rename', name: 'kept' });
    assert.deepEqual(world.pull().conflicts, []);
    const versions = sends().filter((sent) => sent.startsWith('version'));
    assert.deepEqual(versions.sort(), [
      'version of kept/first',
      'version of kept/first-2',
      'version of kept/one-2/leaf',
      'version of kept/one/rock',
    ]);
  });

  it('calls what has lost its name something', () => {
    assert.equal(freeName(world.project, '', ''), 'kept');
  });
});
