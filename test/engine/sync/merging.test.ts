/** Merge of what was synced before: redirects, undone merges, edits that were made meanwhile, deep trees. */
import assert from 'node:assert/strict';
import type { Checkpoint, Item } from '../../../engine/domain/rows.ts';
import { openProject } from '../../../engine/engine.ts';
import { outbox } from '../../../engine/sync/outbox.ts';
import { testPorts } from '../../support/ports.ts';
import { StagedWorld } from '../../support/staged-world.ts';
import { StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('a merge of two items that the studio has', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  /** Mine, renamed onto the name of theirs and merged into it, not sent. */
  const merged = () => {
    const mine = world.theirItem(world.item('asset', 'old.png'));
    const sent = world.theirCheckpoint(mine.id, 'sent');
    const user = world.theirItem(world.item('asset', 'scene.ma'));
    world.theirs({ kind: 'dependency', row: { itemId: user.id, targetId: mine.id, present: true } });
    world.theirs({ kind: 'tagging', row: { itemId: mine.id, tag: 'hero', present: true } });
    world.pull();
    const unsent = world.myCheckpoint(mine.id, 'unsent');
    world.project.items.edit(mine.id, { name: 'rock.png' });
    const theirs = world.theirItem(world.item('asset', 'rock.png'));
    world.theirCheckpoint(theirs.id, 'theirs');
    world.decide('asset-name', { choice: 'merge' });
    assert.deepEqual(world.comments(theirs.id), ['1 theirs', '2 sent', '3 unsent']);
    return { mine, theirs, sent, unsent, user };
  };
  const gone = (item: Item, more: Partial<Item> = {}) =>
    world.theirItem({ ...item, trashed: true, trashedBy: world.other, trashedAt: 7_000, ...more });
  const asItWas = ({ mine, theirs, user }: ReturnType<typeof merged>) => {
    const item = world.project.items.get(mine.id);
    assert.deepEqual([item?.mergedInto, world.path(mine.id)], ['', 'rock.png']);
    assert.deepEqual(world.comments(mine.id), ['1 sent', '2 unsent']);
    const needs = world.project.dependencies.of(user.id).filter((d) => d.present);
    assert.deepEqual(
      needs.map((d) => d.member),
      [mine.id],
    );
    assert.deepEqual(world.project.tags.of(theirs.id), []);
    assert.deepEqual(
      outbox(world.project, () => true).map(({ row, change }) => [row.kind, change.fields]),
      [
        ['item', ['name']],
        ['checkpoint', []],
      ],
    );
  };

  it('lists what mine differed in, whether the studio had that or not, and what I cleared', () => {
    const mine = world.theirItem(world.item('asset', 'old.png', '', { status: 'done', type: 'map' }));
    world.pull();
    world.project.items.edit(mine.id, { name: 'rock.png', type: '', description: 'mossy' });
    const theirs = world.theirItem(
      world.item('asset', 'rock.png', '', { status: 'wip', type: 'mesh', assigneeId: world.me }),
    );
    world.decide('asset-name', { choice: 'merge' });
    const kept = world.project.items.get(theirs.id);
    assert.deepEqual([kept?.status, kept?.type, kept?.description], ['wip', 'mesh', '']);
    assert.deepEqual(
      world.project.staging
        .superseded()
        .map(({ itemId, field, mine, theirs }) => [itemId, field, mine, theirs]),
      [
        [theirs.id, 'status', 'done', 'wip'],
        [theirs.id, 'type', '', 'mesh'],
        [theirs.id, 'description', 'mossy', ''],
      ],
    );
    for (const { id } of world.project.staging.superseded()) world.project.staging.clearSuperseded(id);
    world.theirItem({ ...mine, name: '', mergedInto: theirs.id });
    world.pull();
    assert.deepEqual(world.project.staging.superseded(), [], 'the echo of the merge lists nothing again');
  });

  it('that was decided the other way round there is theirs: the two are one, with all that both held', () => {
    const { mine, theirs, user } = merged();
    world.theirItem({ ...theirs, name: '', mergedInto: mine.id });
    const row = world.project.checkpoints
      .of(theirs.id)
      .find(({ comment }) => comment === 'theirs') as Checkpoint;
    world.theirs({ kind: 'checkpoint', row: { ...row, assetId: mine.id, version: 2 } });
    // What I had not sent was not made on theirs.
    assert.deepEqual(
      world.pull().conflicts.map(({ kind, mine: { id } }) => [kind, id]),
      [['diverged', mine.id]],
    );
    world.decide('diverged', { choice: 'stack-mine' });
    assert.deepEqual(world.comments(mine.id), ['1 sent', '2 theirs', '3 unsent']);
    assert.deepEqual([world.path(mine.id), world.project.items.get(mine.id)?.mergedInto], ['rock.png', '']);
    assert.deepEqual(
      world.project.dependencies.of(user.id).map(({ member, present }) => [member, present]),
      [[mine.id, true]],
    );
  });

  it('of somebody else lists nothing but my edits', () => {
    const from = world.theirItem(world.item('asset', 'a', '', { status: 'done', type: 'map' }));
    const into = world.theirItem(world.item('asset', 'b', '', { status: 'wip' }));
    world.pull();
    world.project.items.edit(from.id, { type: 'mesh' });
    world.theirItem({ ...from, name: '', mergedInto: into.id });
    world.pull();
    assert.deepEqual(
      world.project.staging.superseded().map(({ field, mine }) => [field, mine]),
      [['type', 'mesh']],
    );
  });

  it('does not happen where the target was trashed before it was sent', () => {
    const rows = merged();
    gone(rows.theirs);
    assert.deepEqual(world.pull().conflicts, []);
    asItWas(rows);
    assert.deepEqual(world.comments(rows.theirs.id), ['1 theirs']);
  });

  it('does not happen where the target was purged before it was sent', () => {
    const rows = merged();
    gone(rows.theirs, { purged: true, name: '' });
    assert.deepEqual(world.pull().conflicts, []);
    asItWas(rows);
  });

  for (const choice of ['rename', 'trash'] as const) {
    it(`does not happen where the target lies in something trashed; there, ${choice} is about what was merged, too`, () => {
      const set = world.theirItem(world.item('collection', 'set'));
      const mine = world.theirItem(world.item('asset', 'old.png'));
      world.theirCheckpoint(mine.id, 'sent');
      world.pull();
      world.project.items.edit(mine.id, { name: 'rock.png', parentId: set.id });
      const theirs = world.theirItem(world.item('asset', 'rock.png', set.id));
      world.theirCheckpoint(theirs.id, 'theirs');
      world.decide('asset-name', { choice: 'merge' });
      assert.deepEqual(world.comments(theirs.id), ['1 theirs', '2 sent']);
      gone(set);
      const [trashed, name, ...more] = world.pull().conflicts;
      assert.deepEqual([trashed?.kind, name?.kind, more], ['trashed-there', 'asset-name', []]);
      world.project.staging.decide(trashed?.id ?? '', { choice, name: 'kept' });
      // Where the one is kept elsewhere, the other does not come up any more.
      if (choice === 'trash')
        world.project.staging.decide(name?.id ?? '', { choice: 'rename', name: 'mine.png' });
      assert.deepEqual(world.pull().conflicts, []);
      const item = world.project.items.get(mine.id);
      const isLive = world.project.paths.reachable(item as never);
      assert.deepEqual(
        [item?.mergedInto, world.path(mine.id), isLive],
        choice === 'trash' ? ['', 'set/mine.png', false] : ['', 'kept/rock.png', true],
      );
      assert.deepEqual(world.comments(mine.id), ['1 sent']);
      assert.deepEqual(world.comments(theirs.id), ['1 theirs']);
    });
  }

  it('gives my file back where it did not happen, leaves the target the tags that were its own, and leaves no trace', () => {
    const mine = world.theirItem(world.item('asset', 'old.png'));
    const sent = world.theirCheckpoint(mine.id, 'sent');
    const hero = (itemId: string) =>
      world.theirs({ kind: 'tagging', row: { itemId, tag: 'hero', present: true } });
    hero(mine.id);
    world.pull();
    world.file(mine.id, 'old.png', sent);
    world.project.items.edit(mine.id, { name: 'rock.png' });
    const theirs = world.theirItem(world.item('asset', 'rock.png'));
    hero(theirs.id);
    world.decide('asset-name', { choice: 'merge' });
    assert.equal(world.project.working.get(theirs.id)?.path, 'old.png');
    gone(theirs);
    assert.deepEqual(world.pull().conflicts, []);
    assert.equal(world.project.working.get(mine.id)?.baseId, sent.id);
    assert.equal(world.project.tags.get(theirs.id, 'hero')?.present, true);
    assert.equal(world.project.meta(`moved/${mine.id}`), '');
  });

  it('leaves no trace once the studio has it', () => {
    const { mine, theirs } = merged();
    assert.notEqual(world.project.meta(`moved/${mine.id}`), '');
    world.theirItem({ ...mine, name: '', mergedInto: theirs.id });
    assert.deepEqual(world.pull().conflicts, []);
    assert.equal(world.project.meta(`moved/${mine.id}`), '');
  });

  it('takes along only what was not purged meanwhile', () => {
    const { mine, theirs } = merged();
    gone(mine, { purged: true, name: '' });
    assert.deepEqual(world.pull().conflicts, []);
    assert.deepEqual(
      world.project.checkpoints.of(theirs.id).map((c) => c.comment),
      ['theirs', 'unsent'],
    );
  });

  it('can be taken back where the studio refused it: the two are two again, under a free name each', async () => {
    const rows = merged();
    world.project.staging.reject('item', rows.mine.id, 'forbidden', 'no');
    const engine = await openProject(world.project.folder, testPorts());
    const { did, path } = await engine.attentionDiscard(`item:${rows.mine.id}`);
    await engine.close();
    assert.deepEqual([did, path], ['taken-back', 'rock.png']);
    assert.deepEqual(world.comments(rows.mine.id), ['1 sent', '2 unsent']);
    assert.deepEqual(world.comments(rows.theirs.id), ['1 theirs']);
    assert.equal(world.path(rows.mine.id), 'rock-2.png');
    assert.deepEqual(world.project.staging.rejected(), []);
  });

  it('there, while I edited or trashed it here: my edits are listed, and nothing is sent about a redirect', () => {
    const from = world.theirItem(world.item('asset', 'a'));
    const into = world.theirItem(world.item('asset', 'b'));
    world.pull();
    world.project.items.edit(from.id, { status: 'done' });
    world.project.items.edit(from.id, { trashed: true });
    world.theirItem({ ...from, name: '', mergedInto: into.id });
    assert.deepEqual(world.pull().conflicts, []);
    assert.deepEqual(
      world.project.staging.superseded().map((edit) => [edit.itemId, edit.field, edit.mine]),
      [
        [into.id, 'status', 'done'],
        [into.id, 'trashed', 'true'],
      ],
    );
    assert.deepEqual(
      outbox(world.project, () => true),
      [],
    );
  });

  it('there, into something that I trashed here: asked, since others’ versions are in it now', () => {
    const from = world.theirItem(world.item('asset', 'a'));
    const into = world.theirItem(world.item('asset', 'b'));
    const moved = world.theirCheckpoint(from.id, 'a1');
    world.pull();
    world.project.items.edit(into.id, { trashed: true });
    world.theirItem({ ...from, name: '', mergedInto: into.id });
    world.theirs({ kind: 'checkpoint', row: { ...moved, assetId: into.id } } as never);
    assert.deepEqual(
      world.pull().conflicts.map((conflict) => [conflict.kind, conflict.path]),
      [['trashed-here', 'b']],
    );
  });

  it('keeps trashed versions', () => {
    const mine = world.theirItem(world.item('asset', 'old.png'));
    const first = world.theirCheckpoint(mine.id, 'first');
    world.theirs({ kind: 'checkpoint', row: { ...first, trashed: true } } as never);
    world.theirCheckpoint(mine.id, 'second', first.id, 2);
    world.pull();
    world.project.items.edit(mine.id, { name: 'rock.png' });
    const theirs = world.theirItem(world.item('asset', 'rock.png'));
    world.theirCheckpoint(theirs.id, 'theirs');
    world.decide('asset-name', { choice: 'merge' });
    assert.deepEqual(
      world.project.checkpoints.of(theirs.id).map((c) => [c.version, c.comment, c.trashed]),
      [
        [1, 'theirs', false],
        [2, 'first', true],
        [3, 'second', false],
      ],
    );
  });
});

describe('merging deep trees that everybody has', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  let cas: TestMember;

  beforeEach(async () => {
    world = await StudioWorld.create();
    ann = await world.project('ann', [
      ['ben', 'Supervisor'],
      ['cas', 'Supervisor'],
    ]);
    await ann.project.mkdir('lib', true);
    for (const top of ['one', 'two']) {
      for (const path of ['rock', 'deep/leaf', 'deep/deeper/stone', `deep/only-${top}`]) {
        await ann.track(`lib/${top}/${path}`, `${top} ${path}`);
      }
    }
    await ann.sync();
    ben = await world.join('ben');
    cas = await world.join('cas');
    for (const member of [ben, cas]) await member.project.rebuild(['']);
  });
  afterEach(() => world.dispose());

  const view = async (member: TestMember) =>
    (await member.project.status()).assets
      .filter((entry) => entry.kind !== 'untracked')
      .map(({ path, id, latest, tags }) => ({ path, id, latest, tags }));

  it('ends in one tree for all, with the redirects followed by work that was not sent', async () => {
    await ann.project.move('lib/one', 'lib/final');
    await ann.sync();
    await ben.project.move('lib/two', 'lib/final');
    await cas.checkpoint('lib/two/rock', 'cas on two');
    await cas.project.tag('lib/two/deep/leaf', ['hero'], []);
    await cas.track('lib/two/deep/deeper/new', 'cas new');
    const { conflicts } = await ben.project.sync();
    assert.deepEqual(conflicts.map((conflict) => conflict.kind).sort(), [
      'asset-name',
      'asset-name',
      'asset-name',
      'collection-name',
      'collection-name',
      'collection-name',
    ]);
    for (const { id } of conflicts) await ben.project.resolve(id, { choice: 'merge' });
    await ben.sync();
    // What cas made was made on what is the newest of the merged history.
    await cas.sync();
    for (const member of [ann, ben, cas, ann, ben]) await member.sync();
    assert.deepEqual(await view(ben), await view(ann));
    assert.deepEqual(await view(cas), await view(ann));
    assert.deepEqual((await view(ann)).map(({ path, latest, tags }) => [path, latest, tags.join()]).sort(), [
      ['lib', null, ''],
      ['lib/final', null, ''],
      ['lib/final/deep', null, ''],
      ['lib/final/deep/deeper', null, ''],
      ['lib/final/deep/deeper/new', 1, ''],
      ['lib/final/deep/deeper/stone', 2, ''],
      ['lib/final/deep/leaf', 2, 'hero'],
      ['lib/final/deep/only-one', 1, ''],
      ['lib/final/deep/only-two', 1, ''],
      ['lib/final/rock', 3, ''],
    ]);
    for (const member of [ann, ben, cas]) {
      assert.deepEqual((await member.project.verify(false)).problems, []);
      assert.equal((await member.project.status()).unsent, 0);
    }
    await ann.project.pull(['']);
    assert.equal(ann.read('lib/final/rock'), 'cas on two');
  });
});
