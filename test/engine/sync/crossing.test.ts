/** Work on one side, trash, purge or another assignee on the other: asked, never lost, never guessed. */
import assert from 'node:assert/strict';
import type { Conflict } from '../../../engine/api.ts';
import { encodeChunk } from '../../../engine/content/codec.ts';
import type { Item } from '../../../engine/domain/rows.ts';
import { outbox } from '../../../engine/sync/outbox.ts';
import { StagedWorld } from '../../support/staged-world.ts';

const open = (conflict: Conflict | undefined): string[] =>
  (conflict?.choices ?? []).map((choice) => `${choice.name}${choice.enabled ? '' : ' (closed)'}`);

describe('work that crosses trash, purge or the lock', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  const gone = (item: Item, more: Partial<Item> = {}) =>
    world.theirItem({ ...item, trashed: true, trashedBy: world.other, trashedAt: 7_000, ...more });
  const purged = (item: Item) => gone(item, { purged: true, name: '', description: '' });
  const live = (id: string) => world.project.paths.reachable(world.project.items.get(id) as never);

  const known = (name = 'rock.png', parentId = '') => {
    const item = world.theirItem(world.item('asset', name, parentId));
    const first = world.theirCheckpoint(item.id, `${name} 1`);
    return { item, first };
  };

  /** A collection that lay in another, which lies in the first now, with something new beside. */
  const turnedInsideOut = () => {
    const props = world.theirItem(world.item('collection', 'props'));
    const set = world.theirItem(world.item('collection', 'set', props.id));
    world.pull();
    world.project.items.edit(set.id, { parentId: '', name: 'house' });
    world.project.items.edit(props.id, { parentId: set.id });
    const leaf = world.mine('asset', 'leaf.png', set.id);
    return { props, set, leaf };
  };

  describe('trashed there, worked on here', () => {
    const KINDS: readonly (readonly [string, (item: Item) => void])[] = [
      ['a checkpoint', (item) => void world.myCheckpoint(item.id, 'mine')],
      ['an edit of a field', (item) => void world.project.items.edit(item.id, { status: 'done' })],
      ['a tag', (item) => world.project.tags.set(item.id, 'hero', true)],
    ];
    for (const [what, work] of KINDS) {
      it(`asks for ${what}`, () => {
        const { item } = known();
        world.pull();
        work(item);
        gone(item);
        const [conflict, ...more] = world.pull().conflicts;
        assert.deepEqual([conflict?.kind, conflict?.path, more.length], ['trashed-there', 'rock.png', 0]);
        assert.deepEqual(
          [conflict?.theirs.gone?.how, conflict?.theirs.gone?.by, conflict?.mine.gone],
          ['trashed', 'ben', null],
        );
      });
    }

    it('asks for a new child, once for all that is below', () => {
      const folder = world.theirItem(world.item('collection', 'props'));
      const { item } = known('rock.png', folder.id);
      world.pull();
      world.mine('asset', 'tree.obj', folder.id);
      world.myCheckpoint(item.id, 'mine');
      gone(folder);
      const { conflicts } = world.pull();
      assert.deepEqual(
        conflicts.map((conflict) => [conflict.kind, conflict.path]),
        [['trashed-there', 'props']],
      );
      assert.deepEqual(open(conflicts[0]), ['restore', 'rename', 'trash']);
    });

    it('does not ask where nothing was done here', () => {
      const { item } = known();
      world.pull();
      gone(item);
      assert.deepEqual(world.pull().conflicts, []);
    });

    it('does not ask where both trashed it, and sends what was not sent into the trash', () => {
      const { item } = known();
      world.pull();
      const mine = world.myCheckpoint(item.id, 'mine');
      world.project.items.edit(item.id, { trashed: true });
      gone(item);
      assert.deepEqual(world.pull().conflicts, []);
      const sent = outbox(world.project, () => true);
      assert.deepEqual(
        sent.map(({ row, change }) => [row.kind, change.intoTrash]),
        [['checkpoint', true]],
      );
      assert.equal(world.project.checkpoints.get(mine.id)?.version, 2);
    });

    it('restore: it is live again with my work, for everybody', () => {
      const folder = world.theirItem(world.item('collection', 'props'));
      const { item } = known('rock.png', folder.id);
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      gone(folder);
      gone(item);
      assert.deepEqual(world.decide('trashed-there', { choice: 'restore' }).conflicts, []);
      assert.ok(live(item.id));
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1', '2 mine']);
      const sent = outbox(world.project, () => true).map(({ row, change }) => [row.kind, change.fields]);
      assert.deepEqual(sent, [
        ['item', ['trashed']],
        ['item', ['trashed']],
        ['checkpoint', []],
      ]);
    });

    it('restore is closed to those who may not, and says why', () => {
      const { item } = known();
      world.permit('checkpoint.create');
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      gone(item);
      const [conflict] = world.pull().conflicts;
      assert.deepEqual(open(conflict), ['restore (closed)', 'rename', 'trash']);
      assert.match(conflict?.choices[0]?.reason ?? '', /role/u);
      world.project.staging.decide(conflict?.id ?? '', { choice: 'restore' });
      assert.equal(world.pull().conflicts[0]?.decision, null, 'a decision that is not open does not count');
    });

    it('rename: mine is an asset of its own, with a fresh id; theirs stays in the trash', () => {
      const { item } = known();
      world.pull();
      const mine = world.myCheckpoint(item.id, 'mine');
      world.project.items.edit(item.id, { status: 'done' });
      world.project.tags.set(item.id, 'hero', true);
      world.theirs({ kind: 'tagging', row: { itemId: item.id, tag: 'old', present: false } });
      gone(item);
      assert.equal(world.pull().conflicts[0]?.suggestion, 'rock.png', 'the name is free again');
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'rock.png' }).conflicts, []);
      const kept = world.project.paths.require('rock.png');
      assert.notEqual(kept.id, item.id);
      assert.deepEqual([kept.rev, kept.status], [0, 'done']);
      assert.deepEqual(world.comments(kept.id), ['1 mine']);
      assert.equal(world.project.checkpoints.get(mine.id)?.parentId, '');
      assert.deepEqual(
        world.project.tags.of(kept.id).map(({ member, present }) => [member, present]),
        [['hero', true]],
        'a tag that was taken away does not come back',
      );
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1']);
      assert.equal(
        world.project.items.get(item.id)?.base,
        undefined,
        'nothing is sent about what is in the trash',
      );
      assert.equal(live(item.id), false);
    });

    it('rename without a checkpoint of mine: a copy of the newest version goes along, theirs stays where it is', () => {
      const { item, first } = known();
      world.pull();
      const manifest = Buffer.from(`manifest of ${first.comment}`);
      world.project.chunks.put(encodeChunk(first.manifest, manifest));
      world.project.items.edit(item.id, { status: 'done' });
      gone(item);
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'rock.png' }).conflicts, []);
      const kept = world.project.paths.require('rock.png');
      const [copy] = world.project.checkpoints.of(kept.id);
      assert.deepEqual(
        [copy?.id === first.id, copy?.rev, copy?.authorId, copy?.manifest],
        [false, 0, world.me, first.manifest],
      );
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1']);
    });

    it('rename of a collection: what I made and checkpointed goes into a new one, the rest stays', () => {
      const folder = world.theirItem(world.item('collection', 'props'));
      const deep = world.theirItem(world.item('collection', 'deep', folder.id));
      const { item: rock } = known('rock.png', deep.id);
      const { item: other } = known('other.png', folder.id);
      world.pull();
      world.myCheckpoint(rock.id, 'mine');
      const made = world.mine('collection', 'new', deep.id);
      const leaf = world.mine('asset', 'leaf.png', made.id);
      world.project.items.edit(other.id, { status: 'done' });
      gone(folder);
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'my props' }).conflicts, []);
      assert.equal(world.path(leaf.id), 'my props/deep/new/leaf.png');
      assert.deepEqual(world.comments(world.project.paths.require('my props/deep/rock.png').id), ['1 mine']);
      assert.equal(world.project.paths.find('my props/other.png'), undefined);
      assert.equal(live(other.id), false);
      assert.equal(
        world.project.items.get(other.id)?.status,
        'done',
        'an edit stays with what it was made on',
      );
    });

    it('rename of a collection that I moved, with what it lay in moved into it: all of mine is in the new one', () => {
      const { props, set, leaf } = turnedInsideOut();
      gone(set);
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'kept' }).conflicts, []);
      assert.deepEqual([world.path(props.id), world.path(leaf.id)], ['kept/props', 'kept/leaf.png']);
      assert.deepEqual([live(props.id), live(leaf.id), live(set.id)], [true, true, false]);
      assert.equal(world.project.items.get(set.id)?.parentId, props.id, 'as the studio has it');
      assert.deepEqual(world.pull().conflicts, []);
    });

    it('the same where I trashed what it lay in: that goes back to its place, and neither lies in the other', () => {
      const { props, set, leaf } = turnedInsideOut();
      world.project.items.edit(props.id, { trashed: true });
      gone(set);
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'kept' }).conflicts, []);
      assert.deepEqual([world.path(leaf.id), world.path(set.id)], ['kept/leaf.png', 'props/set']);
      assert.deepEqual([live(props.id), live(set.id)], [false, false]);
    });

    it('trash: it stays there, and my work goes along', () => {
      const { item } = known();
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      gone(item);
      assert.deepEqual(world.decide('trashed-there', { choice: 'trash' }).conflicts, []);
      assert.equal(live(item.id), false);
      assert.deepEqual(
        outbox(world.project, () => true).map(({ change }) => change.intoTrash),
        [true],
      );
      assert.deepEqual(world.pull().conflicts, [], 'it is not asked again');
    });

    it('shows at once that the name was taken meanwhile, nested', () => {
      const { item } = known();
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      gone(item);
      world.theirItem(world.item('asset', 'ROCK.png'));
      const [trash, name, ...more] = world.pull().conflicts;
      assert.deepEqual([trash?.kind, name?.kind, more.length], ['trashed-there', 'asset-name', 0]);
      assert.equal(name?.parent, trash?.id);
      world.project.staging.decide(trash?.id ?? '', { choice: 'restore' });
      world.project.staging.decide(name?.id ?? '', { choice: 'rename', name: 'stone.png' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.equal(world.path(item.id), 'stone.png');
      assert.ok(live(item.id));
    });

    it('shows at once that their history grew too, nested', () => {
      const { item, first } = known();
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      world.theirCheckpoint(item.id, 'theirs', first.id, 2);
      gone(item);
      const [trash, diverged] = world.pull().conflicts;
      assert.deepEqual([diverged?.kind, diverged?.parent], ['diverged', trash?.id]);
      world.project.staging.decide(trash?.id ?? '', { choice: 'trash' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1', '2 theirs', '3 mine']);
    });
  });

  describe('purged there, worked on here', () => {
    it('a checkpoint made meanwhile is kept as an asset of its own', () => {
      const { item } = known();
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      purged(item);
      const [conflict] = world.pull().conflicts;
      assert.deepEqual(
        [conflict?.kind, conflict?.path, conflict?.theirs.name, conflict?.theirs.gone?.how],
        ['trashed-there', 'rock.png', 'rock.png', 'purged'],
      );
      assert.deepEqual(open(conflict), ['restore (closed)', 'rename', 'theirs (closed)']);
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'rock.png' }).conflicts, []);
      assert.deepEqual(world.comments(world.project.paths.require('rock.png').id), ['1 mine']);
      assert.deepEqual(world.comments(item.id), []);
      assert.equal(world.project.items.get(item.id)?.purged, true);
    });

    it('a file that I did not work on is nobody’s any more', () => {
      const { item, first } = known();
      world.pull();
      world.file(item.id, 'rock.png', first);
      purged(item);
      assert.deepEqual(world.pull().conflicts, []);
      assert.deepEqual(world.project.working.all(), []);
    });

    it('offers a name that can be one, also where nothing here knows the name any more', () => {
      const { item } = known();
      world.pull();
      purged(item);
      assert.deepEqual(world.pull().conflicts, []);
      const made = world.myCheckpoint(item.id, 'of another window that had not heard of it');
      world.project.staging.reject('checkpoint', made.id, 'trashed', 'It was purged');
      world.theirItem(world.item('asset', 'other.png'));
      const [conflict] = world.pull().conflicts;
      assert.deepEqual(
        [conflict?.kind, conflict?.path, conflict?.suggestion],
        ['trashed-there', 'asset', 'asset'],
      );
    });

    it('also where I had trashed it myself', () => {
      const { item } = known();
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      world.project.items.edit(item.id, { trashed: true });
      purged(item);
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'mine.png' }).conflicts, []);
      assert.deepEqual(world.comments(world.project.paths.require('mine.png').id), ['1 mine']);
    });

    it('edits alone can be given up, and are listed', () => {
      const { item } = known();
      world.pull();
      world.project.items.edit(item.id, { status: 'done' });
      purged(item);
      const [conflict] = world.pull().conflicts;
      assert.deepEqual(open(conflict), ['restore (closed)', 'rename (closed)', 'theirs']);
      assert.deepEqual(world.decide('trashed-there', { choice: 'theirs' }).conflicts, []);
      assert.deepEqual(
        world.project.staging.superseded().map((edit) => [edit.field, edit.mine]),
        [['status', 'done']],
      );
      assert.deepEqual(
        outbox(world.project, () => true),
        [],
      );
    });

    it('a collection with all below it: mine goes into a new one', () => {
      const folder = world.theirItem(world.item('collection', 'props'));
      const deep = world.theirItem(world.item('collection', 'deep', folder.id));
      const { item: rock } = known('rock.png', deep.id);
      world.pull();
      world.myCheckpoint(rock.id, 'mine');
      const leaf = world.mine('asset', 'leaf.png', deep.id);
      for (const item of [folder, deep, rock]) purged(item);
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'props' }).conflicts, []);
      assert.equal(world.path(leaf.id), 'props/deep/leaf.png');
      assert.deepEqual(world.comments(world.project.paths.require('props/deep/rock.png').id), ['1 mine']);
    });

    it('below something only trashed: first what is purged is kept, then the rest is asked', () => {
      const folder = world.theirItem(world.item('collection', 'props'));
      const { item: rock } = known('rock.png', folder.id);
      world.pull();
      world.myCheckpoint(rock.id, 'mine');
      purged(rock);
      gone(folder);
      const first = world.decide('trashed-there', { choice: 'rename', name: 'rock.png' }).conflicts;
      const rest = first.find((conflict) => conflict.decision === null);
      assert.deepEqual([rest?.kind, rest?.path], ['trashed-there', 'props']);
      world.project.staging.decide(rest?.id ?? '', { choice: 'restore' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.deepEqual(world.comments(world.project.paths.require('props/rock.png').id), ['1 mine']);
    });
  });

  describe('moved there into what I purged here', () => {
    const moved = () => {
      const bin = world.theirItem(world.item('collection', 'bin'));
      const folder = world.theirItem(world.item('collection', 'props'));
      world.pull();
      const leaf = world.mine('asset', 'leaf.png', folder.id);
      world.myCheckpoint(leaf.id, 'mine');
      world.project.items.edit(bin.id, { trashed: true, purged: true });
      return { bin, leaf, folder: { ...folder, parentId: bin.id } };
    };

    it('and purged: what I made in it is kept beside, not in what goes', () => {
      const { leaf, folder } = moved();
      purged(folder);
      assert.deepEqual(world.decide('trashed-there', { choice: 'rename', name: 'props' }).conflicts, []);
      assert.equal(world.path(leaf.id), 'props/leaf.png');
      assert.ok(live(leaf.id));
    });

    it('and trashed: restored, it is asked about, and the purge becomes a trashing', () => {
      const { bin, leaf, folder } = moved();
      gone(folder);
      const { conflicts } = world.pull();
      assert.deepEqual(
        conflicts.map((conflict) => [conflict.kind, conflict.path]),
        [
          ['trashed-there', 'bin/props'],
          ['trashed-here', 'bin'],
        ],
      );
      world.project.staging.decide(conflicts[0]?.id ?? '', { choice: 'restore' });
      world.project.staging.decide(conflicts[1]?.id ?? '', { choice: 'keep' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.ok(live(leaf.id));
      assert.equal(world.project.items.get(bin.id)?.purged, false);
    });

    it('and trashed, with nothing of mine in it: my purge does not take what I never saw there', () => {
      const bin = world.theirItem(world.item('collection', 'bin'));
      const { item } = known();
      world.pull();
      world.project.items.edit(bin.id, { trashed: true, purged: true });
      gone({ ...item, parentId: bin.id });
      assert.deepEqual(world.decide('trashed-here', { choice: 'trash' }).conflicts, []);
      assert.deepEqual(
        outbox(world.project, () => true).map(({ change }) => change.fields),
        [['trashed']],
      );
    });

    it('or only trashed here, and trashed there: both agree', () => {
      const bin = world.theirItem(world.item('collection', 'bin'));
      const { item } = known();
      world.pull();
      world.project.items.edit(bin.id, { trashed: true });
      gone({ ...item, parentId: bin.id });
      assert.deepEqual(world.pull().conflicts, []);
    });
  });

  describe('worked on there, trashed here', () => {
    const NEWS: readonly (readonly [string, (item: Item) => void])[] = [
      ['a checkpoint', (item) => void world.theirCheckpoint(item.id, 'theirs', '', 2)],
      ['an edit', (item) => void world.theirItem({ ...item, status: 'done' })],
      [
        'a tag',
        (item) => world.theirs({ kind: 'tagging', row: { itemId: item.id, tag: 'x', present: true } }),
      ],
    ];
    for (const [what, news] of NEWS) {
      it(`asks for ${what}`, () => {
        const { item } = known();
        world.pull();
        world.project.items.edit(item.id, { trashed: true, trashedBy: world.me });
        news(item);
        const [conflict, ...more] = world.pull().conflicts;
        assert.deepEqual([conflict?.kind, conflict?.path, more.length], ['trashed-here', 'rock.png', 0]);
        assert.deepEqual(open(conflict), ['trash', 'keep']);
        assert.deepEqual([conflict?.mine.gone?.how, conflict?.theirs.gone], ['trashed', null]);
      });
    }

    it('asks for a new child, and a move into it', () => {
      const folder = world.theirItem(world.item('collection', 'props'));
      const { item: outside } = known();
      world.pull();
      world.project.items.edit(folder.id, { trashed: true });
      world.theirItem(world.item('asset', 'new.png', folder.id));
      world.theirItem({ ...outside, parentId: folder.id });
      assert.deepEqual(
        world.pull().conflicts.map((conflict) => [conflict.kind, conflict.path]),
        [['trashed-here', 'props']],
      );
    });

    it('does not ask for the echo of what I sent myself', () => {
      const { item } = known();
      world.pull();
      const mine = world.myCheckpoint(item.id, 'mine');
      world.project.items.edit(item.id, { trashed: true });
      world.theirs({ kind: 'checkpoint', row: { ...mine, authorId: world.me } } as never);
      assert.deepEqual(world.pull().conflicts, []);
    });

    it('trash: my trashing stands', () => {
      const { item } = known();
      world.pull();
      world.project.items.edit(item.id, { trashed: true });
      world.theirCheckpoint(item.id, 'theirs', '', 2);
      assert.deepEqual(world.decide('trashed-here', { choice: 'trash' }).conflicts, []);
      assert.equal(live(item.id), false);
      assert.deepEqual(world.project.items.get(item.id)?.base, { trashed: false });
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1', '2 theirs']);
    });

    it('keep: theirs stays, also from under a purge', () => {
      const folder = world.theirItem(world.item('collection', 'props'));
      const { item } = known('rock.png', folder.id);
      world.pull();
      world.project.items.edit(folder.id, { trashed: true });
      world.project.items.edit(folder.id, { purged: true }, false);
      world.theirCheckpoint(item.id, 'theirs', '', 2);
      assert.deepEqual(world.decide('trashed-here', { choice: 'keep' }).conflicts, []);
      assert.ok(live(item.id));
      assert.deepEqual(
        outbox(world.project, () => true),
        [],
      );
    });

    it('a purge does not take what I have never seen: it becomes a trashing', () => {
      const { item } = known();
      world.pull();
      world.project.items.edit(item.id, { trashed: true });
      world.project.items.edit(item.id, { purged: true }, false);
      world.theirCheckpoint(item.id, 'theirs', '', 2);
      assert.deepEqual(world.decide('trashed-here', { choice: 'trash' }).conflicts, []);
      assert.deepEqual(world.project.items.get(item.id)?.base, { trashed: false });
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1', '2 theirs']);
    });

    it('keep onto a name that was taken meanwhile: asked at once, nested', () => {
      const { item } = known();
      world.pull();
      world.project.items.edit(item.id, { trashed: true });
      const mine = world.mine('asset', 'rock.png');
      world.theirCheckpoint(item.id, 'theirs', '', 2);
      const [trash, name] = world.pull().conflicts;
      assert.deepEqual([trash?.kind, name?.kind, name?.parent], ['trashed-here', 'asset-name', trash?.id]);
      assert.equal(name?.mine.id, mine.id);
    });
  });

  describe('lock lost', () => {
    const lost = () => {
      const { item, first } = known();
      world.pull();
      const mine = world.myCheckpoint(item.id, 'mine');
      const task = world.theirItem({ ...item, task: true, assigneeId: world.other });
      return { item, first, mine, task };
    };

    it('asks, and does not offer to stack where both went on', () => {
      const { item, first } = lost();
      world.theirCheckpoint(item.id, 'theirs', first.id, 2);
      const { conflicts } = world.pull();
      assert.deepEqual(
        conflicts.map((conflict) => [conflict.kind, open(conflict)]),
        [['lock-lost', ['rename', 'later']]],
      );
      assert.equal(conflicts[0]?.theirs.assignee, 'ben');
    });

    it('rename: mine is an asset of its own', () => {
      const { item } = lost();
      assert.deepEqual(world.decide('lock-lost', { choice: 'rename', name: 'mine.png' }).conflicts, []);
      const kept = world.project.paths.require('mine.png');
      assert.deepEqual([kept.task, world.comments(kept.id)], [false, ['1 mine']]);
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1']);
    });

    it('later: mine stays here, above theirs, is not asked about again, and goes when the lock is back', () => {
      const { item, first, mine, task } = lost();
      const theirs = world.theirCheckpoint(item.id, 'theirs', first.id, 2);
      assert.deepEqual(world.decide('lock-lost', { choice: 'later' }).conflicts, []);
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1', '2 theirs', '3 mine']);
      assert.equal(world.project.staging.rejection('checkpoint', mine.id)?.code, 'locked');
      world.theirCheckpoint(item.id, 'theirs again', theirs.id, 3);
      assert.deepEqual(world.pull().conflicts, []);
      assert.equal(world.project.checkpoints.get(mine.id)?.version, 4);
      world.theirItem({ ...task, assigneeId: world.me });
      assert.deepEqual(world.decide('diverged', { choice: 'stack-mine' }).conflicts, []);
      assert.deepEqual(world.comments(item.id), ['1 rock.png 1', '2 theirs', '3 theirs again', '4 mine']);
    });

    it('does not ask where I give the task away myself: my checkpoints go first', () => {
      const { item } = known();
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      world.project.items.edit(item.id, { task: true, assigneeId: world.other, status: 'for ben' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.deepEqual(
        outbox(world.project, () => true).map(({ row, change }) => [row.kind, change.fields]),
        [
          ['item', ['status']],
          ['checkpoint', []],
          ['item', ['task', 'assigneeId']],
        ],
      );
    });

    it('does not ask where I take the task myself: that goes first', () => {
      const { item, task } = lost();
      world.project.items.edit(item.id, { task: true, assigneeId: world.me });
      world.theirItem({ ...task, assigneeId: '' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.deepEqual(
        outbox(world.project, () => true).map(({ row, change }) => [row.kind, change.fields]),
        [
          ['item', ['assigneeId']],
          ['checkpoint', []],
        ],
      );
    });
  });

  it('a loop of moves: mine can go elsewhere', () => {
    const a = world.theirItem(world.item('collection', 'a'));
    const b = world.theirItem(world.item('collection', 'b'));
    const c = world.theirItem(world.item('collection', 'c'));
    world.pull();
    world.project.items.edit(a.id, { parentId: b.id });
    world.theirItem({ ...b, parentId: a.id });
    const [conflict] = world.pull().conflicts;
    assert.deepEqual(open(conflict), ['theirs', 'rename']);
    world.project.staging.decide(conflict?.id ?? '', { choice: 'rename', name: 'c/a here' });
    assert.deepEqual(world.pull().conflicts, []);
    assert.deepEqual([world.path(b.id), world.project.items.get(a.id)?.parentId], ['c/a here/b', c.id]);
  });

  it('a loop of moves: a place inside itself is no place', () => {
    const a = world.theirItem(world.item('collection', 'a'));
    const b = world.theirItem(world.item('collection', 'b'));
    world.pull();
    world.project.items.edit(a.id, { parentId: b.id });
    world.theirItem({ ...b, parentId: a.id });
    const again = world.decide('move-cycle', { choice: 'rename', name: 'a/b/c' }).conflicts;
    assert.deepEqual(
      again.map((conflict) => [conflict.kind, conflict.decision]),
      [['move-cycle', null]],
    );
  });

  it('deep trees moved into each other: one question for each move that has to be undone', () => {
    const top = ['a', 'b', 'c'].map((name) => world.theirItem(world.item('collection', name)));
    const deep = top.map((item) => {
      let at = item;
      for (let level = 0; level < 12; level++)
        at = world.theirItem(world.item('collection', `d${level}`, at.id));
      return at;
    });
    world.pull();
    const [a, b, c] = top as [Item, Item, Item];
    const [inA, inB, inC] = deep as [Item, Item, Item];
    world.project.items.edit(a.id, { parentId: inB.id });
    world.project.items.edit(b.id, { parentId: inC.id });
    world.theirItem({ ...c, parentId: inA.id });
    for (let round = 0; round < 3; round++) {
      const { conflicts } = world.pull();
      if (conflicts.length === 0) break;
      for (const conflict of conflicts) world.project.staging.decide(conflict.id, { choice: 'theirs' });
    }
    assert.deepEqual(world.pull().conflicts, []);
    assert.match(world.path(inC.id), /^(b\/.*\/)?a\/.*\/c\/.*\/d11$/u);
  });
});
