import assert from 'node:assert/strict';
import { discardCheckpoints, discardItem, discardMembership } from '../../../engine/actions/discard.ts';
import type { Id } from '../../../engine/domain/rows.ts';
import { outbox } from '../../../engine/sync/outbox.ts';
import { coded } from '../../support/errors.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('giving up what the studio refused', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  const discard = (id: Id) => world.project.db.transaction(() => discardItem(world.project, id));
  const renames = () => world.project.working.relocations().map(({ from, to }) => `${from} → ${to}`);
  const unsent = () => outbox(world.project, () => true).map(({ row }) => row.kind);
  /** Everything of an item that the studio can refuse. */
  const refused = (...keys: (readonly [kind: string, key: string])[]) => {
    for (const [kind, key] of keys) world.project.staging.reject(kind, key, 'forbidden', '');
  };

  it('refuses to put a collection back into what lies in it now, and says what to do first', () => {
    const { items } = world.project;
    const props = world.theirItem(world.item('collection', 'props'));
    const set = world.theirItem(world.item('collection', 'set', props.id));
    world.pull();
    items.edit(set.id, { parentId: '' });
    items.edit(props.id, { parentId: set.id });
    assert.throws(() => discardItem(world.project, set.id), {
      code: 'usage',
      message: 'set would lie in itself again: first move out of it what it lay in',
    });
    assert.deepEqual([world.path(set.id), world.path(props.id)], ['set', 'set/props']);
    items.edit(props.id, { parentId: '' });
    discardItem(world.project, set.id);
    assert.equal(world.path(set.id), 'props/set');
  });

  it('makes an edit what the studio has, its file too; of what is gone or was not edited, nothing', () => {
    const { items } = world.project;
    const set = world.theirItem(world.item('collection', 'set'));
    const rock = world.theirItem(world.item('asset', 'rock', set.id, { status: 'wip' }));
    world.pull();
    for (const id of ['gone', rock.id]) discard(id);
    items.edit(rock.id, { status: 'done' });
    discard(rock.id);
    assert.equal(world.project.paths.require('set/rock').status, 'wip');
    items.edit(rock.id, { parentId: '', name: 'stone', status: 'done' });
    world.file(rock.id, 'stone');
    discard(rock.id);
    assert.deepEqual([world.path(rock.id), items.get(rock.id)?.status], ['set/rock', 'wip']);
    assert.deepEqual([renames(), unsent()], [['stone → set/rock'], []]);
  });

  it('does not take a name from what has it now: all stays as it was', () => {
    const rock = world.theirItem(world.item('asset', 'rock'));
    world.pull();
    world.project.items.edit(rock.id, { name: 'stone' });
    world.mine('asset', 'Rock');
    assert.throws(() => discard(rock.id), coded('name-taken'));
    assert.deepEqual([world.path(rock.id), renames()], ['stone', []]);
  });

  it('takes out of the trash what I put there, and puts back what I took out, whose file stays where it is', () => {
    const { items } = world.project;
    const rock = world.theirItem(world.item('asset', 'rock'));
    const leaf = world.theirItem(
      world.item('asset', 'leaf', '', { trashed: true, trashedBy: world.other, trashedAt: 7 }),
    );
    world.pull();
    items.edit(rock.id, { trashed: true, trashedBy: world.me, trashedAt: 8 });
    discard(rock.id);
    const { trashed, trashedBy, trashedAt } = items.get(rock.id) ?? {};
    assert.deepEqual([trashed, trashedBy, trashedAt], [false, '', 0]);
    assert.equal(world.project.paths.require('rock').id, rock.id, 'under its name');
    items.edit(leaf.id, { description: 'mine' });
    discard(leaf.id);
    assert.deepEqual([items.get(leaf.id)?.trashedBy, items.get(leaf.id)?.trashedAt], [world.other, 7]);
    items.edit(leaf.id, { trashed: false, trashedBy: '', trashedAt: 0, name: 'twig' });
    world.file(leaf.id, 'twig');
    world.mine('asset', 'leaf');
    discard(leaf.id);
    assert.equal(items.get(leaf.id)?.trashed, true);
    assert.deepEqual(renames(), []);
  });

  it('forgets what was made here with all in it; what the studio has of that goes back, its file too', () => {
    const { project } = world;
    const rock = world.theirItem(world.item('asset', 'rock'));
    world.pull();
    const set = world.mine('collection', 'set');
    const props = world.mine('collection', 'props', set.id);
    const leaf = world.mine('asset', 'leaf', props.id);
    const versions = ['leaf 1', 'leaf 2'].map((text) => world.myCheckpoint(leaf.id, text));
    project.items.edit(rock.id, { parentId: props.id });
    project.tags.set(leaf.id, 'wet', true);
    project.dependencies.set(leaf.id, rock.id, true);
    project.dependencies.set(rock.id, leaf.id, true);
    world.file(leaf.id, 'set/props/leaf', versions[1]);
    world.file(rock.id, 'set/props/rock');
    refused(...[set, props, leaf, rock].map(({ id }) => ['item', id] as const));
    refused(...versions.map(({ id }) => ['checkpoint', id] as const));
    discard(set.id);
    for (const { id } of [set, props, leaf]) assert.equal(project.items.get(id), undefined);
    assert.deepEqual([unsent(), project.checkpoints.all(), project.tags.of(leaf.id)], [[], [], []]);
    assert.deepEqual(
      project.working.all().map(({ path }) => path),
      ['set/props/rock'],
    );
    assert.deepEqual([world.path(rock.id), renames()], ['rock', ['set/props/rock → rock']]);
    assert.deepEqual(
      project.staging.rejected().map(({ key }) => key),
      [rock.id],
      'that is its caller’s to strike off',
    );
  });

  it('makes two of what I merged again, under names that are free, and leaves what is in the trash its name', () => {
    const { items, paths } = world.project;
    const mine = world.theirItem(world.item('collection', 'old'));
    const [a, b] = [world.item('asset', 'a', mine.id), world.item('asset', 'b', mine.id)];
    for (const item of [a, b]) world.theirItem(item);
    world.permit('collection.update');
    world.pull();
    items.edit(mine.id, { name: 'props' });
    const theirs = world.theirItem(world.item('collection', 'props'));
    assert.deepEqual(world.decide('collection-name', { choice: 'merge' }).conflicts, []);
    items.edit(b.id, { trashed: true });
    items.edit(a.id, { name: 'b' });
    discard(mine.id);
    assert.deepEqual(
      ['props', 'props-2', 'props-2/b'].map((path) => paths.require(path).id),
      [theirs.id, mine.id, a.id],
    );
    assert.equal(items.get(b.id)?.name, 'b');
  });

  it('takes a version back with those on top of it; edits of the file are based on what is left', () => {
    const { project } = world;
    const rock = world.theirItem(world.item('asset', 'rock'));
    const sent = world.theirCheckpoint(rock.id, '1');
    world.pull();
    const [second, third, fourth] = [2, 3, 4].map((version) => world.myCheckpoint(rock.id, `${version}`).id);
    world.file(rock.id, 'rock', sent);
    refused(...[second, third, fourth].map((id) => ['checkpoint', id ?? ''] as const));
    const refusals = () => project.staging.rejected().map(({ key }) => key);
    const base = () => project.working.get(rock.id)?.baseId;
    discardCheckpoints(project, 'gone');
    discardCheckpoints(project, fourth ?? '');
    assert.deepEqual([world.comments(rock.id), base()], [['1 1', '2 2', '3 3'], sent.id]);
    assert.deepEqual(refusals(), [second, third].sort());
    project.working.setBase(rock.id, third ?? '');
    // As where what it was merged into has a version of the studio's above mine.
    project.checkpoints.put(world.checkpoint(rock.id, 'theirs', sent.id, 4, world.other), 9);
    discardCheckpoints(project, second ?? '');
    assert.deepEqual([world.comments(rock.id), base(), refusals()], [['1 1', '4 theirs'], sent.id, []]);
  });

  it('takes a version out of the trash that is the newest again, and of one that the studio has nothing but that', () => {
    const { checkpoints, versionEdits, staging } = world.project;
    const rock = world.theirItem(world.item('asset', 'rock'));
    const first = world.theirCheckpoint(rock.id, '1');
    const second = world.theirCheckpoint(rock.id, '2', first.id, 2);
    world.pull();
    const third = world.myCheckpoint(rock.id, '3');
    const fourth = world.myCheckpoint(rock.id, '4');
    for (const { id } of [first, second, third]) {
      const version = checkpoints.get(id);
      if (version) versionEdits.set(version, true);
    }
    refused(...[first, second, third, fourth].map(({ id }) => ['checkpoint', id] as const));
    const trashed = () => versionEdits.outbox().map(({ id }) => checkpoints.get(id)?.comment);
    const told = () => staging.rejected().map(({ key }) => checkpoints.get(key)?.comment);
    discardCheckpoints(world.project, fourth.id);
    assert.deepEqual(
      [trashed(), told().sort()],
      [
        ['1', '2'],
        ['1', '2', '3'],
      ],
      'not sent, it is refused for itself',
    );
    discardCheckpoints(world.project, third.id);
    assert.deepEqual([trashed(), told()], [['1'], ['1']]);
    discardCheckpoints(world.project, first.id);
    assert.deepEqual([trashed(), world.comments(rock.id)], [[], ['1 1', '2 2']]);
  });

  it('gives a tag and a dependency back that I took away, and forgets those that I added', () => {
    const { project } = world;
    const [rock, leaf] = ['rock', 'leaf'].map((name) => world.theirItem(world.item('asset', name)).id) as [
      Id,
      Id,
    ];
    world.theirs({ kind: 'tagging', row: { itemId: rock, tag: 'old', present: true } });
    world.theirs({ kind: 'dependency', row: { itemId: rock, targetId: leaf, present: true } });
    world.pull();
    project.tags.set(rock, 'old', false);
    project.tags.set(rock, 'new', true);
    project.dependencies.set(rock, leaf, false);
    project.dependencies.set(leaf, rock, true);
    discardMembership(project, 'tagging', `${rock}/gone`);
    for (const tag of ['old', 'new', 'old']) discardMembership(project, 'tagging', `${rock}/${tag}`);
    for (const key of [`${rock}/${leaf}`, `${leaf}/${rock}`]) discardMembership(project, 'dependency', key);
    const present = [project.tags, project.dependencies].map((set) =>
      set.present().map(({ itemId, member }) => [itemId, member]),
    );
    assert.deepEqual(present, [[[rock, 'old']], [[rock, leaf]]]);
    assert.deepEqual(unsent(), []);
  });
});
