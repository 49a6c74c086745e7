/** Single guards of applying a pull and of the outbox that no other small test would miss, each found by taking it away. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { mergeItems, undoMerge } from '../../../engine/sync/merge-items.ts';
import { outbox } from '../../../engine/sync/outbox.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('guards of a sync', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  const sent = () => outbox(world.project, () => true);

  it('what I made in something that I trashed is no news when it comes back from the studio', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    world.pull();
    const made = world.mine('asset', 'rock.png', folder.id);
    world.project.items.edit(made.id, { status: 'done' });
    world.project.items.edit(folder.id, { trashed: true });
    world.theirItem(made);
    assert.deepEqual(world.pull().conflicts, []);
  });

  it('a version of something that was purged before leaves nothing behind', () => {
    const item = world.theirItem(world.item('asset', 'rock.png'));
    world.pull();
    world.theirItem({ ...item, name: '', trashed: true, purged: true });
    world.pull();
    world.theirCheckpoint(item.id, 'late');
    world.pull();
    assert.deepEqual(world.comments(item.id), []);
  });

  it('a tag that I took away again while it travelled stays taken away when it comes back', () => {
    const item = world.theirItem(world.item('asset', 'rock.png'));
    const tag = () => world.theirs({ kind: 'tagging', row: { itemId: item.id, tag: 'hero', present: true } });
    tag();
    world.pull();
    world.project.tags.set(item.id, 'hero', false);
    tag();
    world.pull();
    assert.deepEqual(
      world.project.tags.outbox().map(({ member, present }) => [member, present]),
      [['hero', false]],
    );
  });

  it('the first history of what I made goes, whoever’s task it is by then', () => {
    const made = world.mine('asset', 'rock.png');
    world.myCheckpoint(made.id, 'mine');
    world.theirItem(made);
    world.pull();
    world.theirItem({ ...made, task: true, assigneeId: world.other });
    assert.deepEqual(world.pull().conflicts, []);
    assert.ok(sent().some(({ row }) => row.kind === 'checkpoint'));
  });

  it('a collection goes before what was moved into it, however much older that is', () => {
    const item = world.theirItem(world.item('asset', 'rock.png'));
    world.pull();
    const folder = world.mine('collection', 'props');
    world.project.items.edit(item.id, { parentId: folder.id });
    assert.deepEqual(
      sent().map(({ row }) => row.kind === 'item' && row.row.id),
      [folder.id, item.id],
    );
  });

  it('what is merged goes from the inside out', () => {
    const [one, two] = ['one', 'two'].map((name) => world.theirItem(world.item('collection', name)));
    const [inner, other] = [one!, two!].map(({ id }) =>
      world.theirItem(world.item('collection', 'inner', id)),
    );
    world.pull();
    world.project.items.edit(one!.id, { mergedInto: two!.id }, false);
    world.project.items.edit(inner!.id, { mergedInto: other!.id }, false);
    assert.deepEqual(
      sent().map(({ row }) => row.kind === 'item' && row.row.id),
      [inner!.id, one!.id],
    );
  });

  it('a purge waits for what was moved out of it', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    const item = world.theirItem(world.item('asset', 'rock.png', folder.id));
    world.pull();
    world.project.items.edit(item.id, { parentId: '' });
    world.project.items.edit(folder.id, { trashed: true, purged: true });
    assert.deepEqual(
      sent().map(({ change }) => change.fields),
      [['parentId']],
    );
  });

  it('what I made and trashed in what was purged there is asked about: its versions are nowhere else', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    world.pull();
    const made = world.mine('asset', 'rock.png', folder.id);
    world.myCheckpoint(made.id, 'mine');
    world.project.items.edit(made.id, { trashed: true });
    world.theirItem({ ...folder, name: '', trashed: true, purged: true });
    assert.deepEqual(
      world.pull().conflicts.map(({ kind }) => kind),
      ['trashed-there'],
    );
  });

  it('what I made and trashed in what went to the trash there is not: both agree', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    world.pull();
    const made = world.mine('asset', 'rock.png', folder.id);
    world.myCheckpoint(made.id, 'mine');
    world.project.items.edit(made.id, { trashed: true });
    world.theirItem({ ...folder, trashed: true });
    assert.deepEqual(world.pull().conflicts, []);
  });

  for (const kind of ['trashed-there', 'diverged', 'lock-lost'] as const) {
    it(`${kind}: a name that is taken by the time is asked about again`, () => {
      const item = world.theirItem(world.item('asset', 'rock.png'));
      const first = world.theirCheckpoint(item.id, 'first');
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      if (kind === 'trashed-there') world.theirItem({ ...item, trashed: true });
      else if (kind === 'lock-lost') world.theirItem({ ...item, task: true, assigneeId: world.other });
      else world.theirCheckpoint(item.id, 'theirs', first.id, 2);
      world.mine('asset', 'TAKEN.png');
      const asked = world.decide(kind, { choice: 'rename', name: 'taken.png' }).conflicts;
      assert.deepEqual(
        asked.map((conflict) => [conflict.kind, conflict.decision]),
        [[kind, null]],
      );
      assert.deepEqual(world.decide(kind, { choice: 'rename', name: 'free.png' }).conflicts, []);
      assert.deepEqual(world.comments(world.project.paths.require('free.png').id), ['1 mine']);
    });
  }

  it('a lock that is lost on what both put into the trash is nothing to decide', () => {
    const item = world.theirItem(world.item('asset', 'rock.png'));
    world.theirCheckpoint(item.id, 'first');
    world.pull();
    world.myCheckpoint(item.id, 'mine');
    world.project.items.edit(item.id, { trashed: true });
    world.theirItem({ ...item, trashed: true, task: true, assigneeId: world.other });
    assert.deepEqual(world.pull().conflicts, []);
  });

  it('tags that I gave what went to the trash there go with what I keep apart, and are not sent for the other', () => {
    const item = world.theirItem(world.item('asset', 'rock.png'));
    world.pull();
    world.myCheckpoint(item.id, 'mine');
    world.project.tags.set(item.id, 'hero', true);
    world.theirItem({ ...item, trashed: true });
    assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'mine.png' }).conflicts, []);
    const kept = world.project.paths.require('mine.png').id;
    assert.deepEqual(
      world.project.tags.outbox().map(({ itemId, member }) => [itemId, member]),
      [[kept, 'hero']],
    );
  });

  it('what is kept of something purged, in something that went to the trash, is kept with the rest of that', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    const rock = world.theirItem(world.item('asset', 'rock.png', folder.id));
    world.pull();
    const made = world.mine('asset', 'tree.png', folder.id);
    world.myCheckpoint(made.id, 'my tree');
    world.myCheckpoint(rock.id, 'my rock');
    world.theirItem({ ...folder, trashed: true });
    world.theirItem({ ...rock, name: '', trashed: true, purged: true });
    const decided = (name: string) => {
      for (const { id, mine, kind } of world.pull().conflicts) {
        assert.equal(kind, 'trashed-there');
        const own = mine.kind === 'collection' ? 'my props' : name;
        world.project.staging.decide(id, { choice: 'rename', name: own });
      }
    };
    decided('my rock.png');
    assert.deepEqual(world.pull().conflicts, []);
    const paths = world.project.items
      .live()
      .filter((item) => item.kind === 'asset' && world.project.paths.reachable(item))
      .map((item) => world.path(item.id));
    assert.deepEqual(paths.sort(), ['my props/my rock.png', 'my props/tree.png']);
  });

  it('what I had moved into what went to the trash there is carried to what I keep, and is no copy', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    const rock = world.theirItem(world.item('asset', 'rock.png'));
    world.pull();
    world.project.items.edit(rock.id, { parentId: folder.id });
    world.theirItem({ ...folder, trashed: true });
    assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'my props' }).conflicts, []);
    assert.equal(world.project.paths.require('my props/rock.png').id, rock.id);
  });

  it('what I had moved into what was purged there, and was purged as well, is kept as a copy', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    const rock = world.theirItem(world.item('asset', 'rock.png'));
    world.pull();
    world.project.items.edit(rock.id, { parentId: folder.id });
    world.theirItem({ ...folder, name: '', trashed: true, purged: true });
    world.theirItem({ ...rock, parentId: folder.id, name: '', trashed: true, purged: true });
    assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'my props' }).conflicts, []);
    const kept = world.project.paths.require('my props/rock.png');
    assert.notEqual(kept.id, rock.id);
    assert.equal(kept.rev, 0);
  });

  it('what I had only moved, was purged, and whose content is not here, can be given up: some choice is always open', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    const rock = world.theirItem(world.item('asset', 'rock.png'));
    world.theirCheckpoint(rock.id, 'not here');
    world.pull();
    world.project.items.edit(rock.id, { parentId: folder.id });
    world.theirItem({ ...rock, name: '', trashed: true, purged: true });
    assert.deepEqual(world.decide('trashed-there', { choice: 'theirs' }).conflicts, []);
    assert.deepEqual(
      world.project.staging.superseded().map(({ itemId, field }) => [itemId, field]),
      [[rock.id, 'parentId']],
    );
    assert.deepEqual(sent(), []);
  });

  it('theirs on top of mine, of which mine was sent and the content is not here, can be given up where it was purged', () => {
    const rock = world.theirItem(world.item('asset', 'rock.png'));
    const first = world.theirCheckpoint(rock.id, 'not here');
    const second = world.theirCheckpoint(rock.id, 'mine, sent', first.id, 2);
    world.pull();
    world.project.checkpoints.put({ ...first, id: uuid(), version: 3, parentId: second.id }, 0);
    world.theirItem({ ...rock, name: '', trashed: true, purged: true });
    assert.deepEqual(world.decide('trashed-there', { choice: 'theirs' }).conflicts, []);
    assert.deepEqual([sent(), world.comments(rock.id)], [[], []]);
  });

  it('edits of a collection that went to the trash there go with what I keep apart, and are not sent for the other', () => {
    const folder = world.theirItem(world.item('collection', 'props'));
    world.pull();
    world.project.items.edit(folder.id, { description: 'of wood' });
    world.project.tags.set(folder.id, 'hero', true);
    world.mine('asset', 'rock.png', folder.id);
    world.theirItem({ ...folder, trashed: true });
    assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'my props' }).conflicts, []);
    const kept = world.project.paths.require('my props');
    assert.equal(kept.description, 'of wood');
    assert.deepEqual(
      sent().map(({ row }) => (row.kind === 'item' ? row.row.name : row.kind)),
      ['my props', 'rock.png', 'tagging'],
    );
  });

  it('a merge that did not happen leaves what the studio has of a history as that has it', () => {
    const [rock, stone] = ['rock.png', 'stone.png'].map((name) => world.theirItem(world.item('asset', name)));
    world.theirCheckpoint(rock!.id, 'first');
    // Of an asset that was merged into it before: made on nothing.
    const second = world.theirCheckpoint(rock!.id, 'second', '', 2);
    world.pull();
    const { project } = world;
    mergeItems(project, project.items.get(rock!.id)!, project.items.get(stone!.id)!, 1);
    undoMerge(project, rock!.id);
    assert.deepEqual(world.comments(rock!.id), ['1 first', '2 second']);
    assert.equal(project.checkpoints.get(second.id)?.parentId, '');
  });

  it('what clashes in collections of which it is decided that they are merged stays nested in their conflict', () => {
    for (const make of [
      (name: string, parent?: string) => world.mine('collection', name, parent).id,
      (name: string, parent?: string) => world.theirItem(world.item('collection', name, parent)).id,
    ]) {
      const parent = make('props');
      make('rocks', parent);
    }
    const [outer, inner] = world.pull().conflicts;
    assert.equal(inner?.parent, outer?.id);
    world.project.staging.decide(outer?.id ?? '', { choice: 'merge' });
    const again = world.pull().conflicts;
    assert.deepEqual(
      again.map(({ id, parent, decision }) => [id, parent, decision?.choice]),
      [
        [outer?.id, null, 'merge'],
        [inner?.id, outer?.id, undefined],
      ],
    );
  });
});
