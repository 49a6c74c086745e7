import assert from 'node:assert/strict';
import { StagedWorld } from '../../support/staged-world.ts';

describe('reconciling a pull with local edits', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  it('applies rows in any order, with the watermark, and clears the staging area', () => {
    const folder = world.item('collection', 'props');
    world.theirItem(world.item('asset', 'rock.png', folder.id));
    world.theirItem(folder);
    assert.deepEqual(world.pull().conflicts, []);
    assert.ok(world.project.paths.find('props/ROCK.png'));
    assert.equal(world.project.watermark, 5);
    assert.equal(world.project.staging.stagedCount(), 0);
  });

  it('swaps two names', () => {
    const a = world.theirItem(world.item('asset', 'a'));
    const b = world.theirItem(world.item('asset', 'b'));
    world.pull();
    world.theirItem({ ...a, name: 'b' });
    world.theirItem({ ...b, name: 'a' });
    assert.deepEqual(world.pull().conflicts, []);
    assert.equal(world.path(a.id), 'b');
    assert.equal(world.path(b.id), 'a');
  });

  it('merges different fields and lists what lost in the same field', () => {
    const item = world.theirItem(world.item('asset', 'a', '', { status: 'wip' }));
    world.pull();
    world.project.items.edit(item.id, { status: 'review', description: 'mine' });
    world.theirItem({ ...item, status: 'done', type: 'prop' });
    world.pull();
    const merged = world.project.items.get(item.id);
    assert.deepEqual(
      [merged?.status, merged?.type, merged?.description, merged?.base],
      ['done', 'prop', 'mine', { description: '' }],
    );
    const lost = world.project.staging.superseded();
    assert.deepEqual(
      lost.map((edit) => [edit.field, edit.mine, edit.theirs]),
      [['status', 'review', 'done']],
    );
  });

  it('knows the echo of its own push and keeps what was edited since', () => {
    const mine = world.mine('asset', 'a');
    world.theirItem({ ...mine });
    world.project.items.edit(mine.id, { status: 'later' });
    assert.deepEqual(world.pull().conflicts, []);
    assert.deepEqual(world.project.items.get(mine.id)?.base, { status: '' });
    assert.equal(world.project.items.get(mine.id)?.status, 'later');
  });

  describe('two assets of one name', () => {
    const clash = () => {
      const mine = world.mine('asset', 'Rock.PNG');
      world.myCheckpoint(mine.id, 'mine 1');
      world.myCheckpoint(mine.id, 'mine 2');
      const theirs = world.theirItem(
        world.item('asset', 'rock.png', '', { status: 'wip', createdBy: world.other }),
      );
      world.theirCheckpoint(theirs.id, 'theirs 1');
      return { mine, theirs };
    };

    it('pause the sync and change nothing', () => {
      const { mine, theirs } = clash();
      const { conflicts } = world.pull();
      assert.equal(conflicts.length, 1);
      assert.equal(conflicts[0]?.kind, 'asset-name');
      assert.deepEqual(
        conflicts[0]?.choices.map((choice) => [choice.name, choice.enabled]),
        [
          ['rename', true],
          ['merge', true],
        ],
      );
      assert.deepEqual([conflicts[0]?.mine.versions, conflicts[0]?.theirs.versions], [2, 1]);
      assert.equal(conflicts[0]?.theirs.author, 'ben');
      assert.equal(conflicts[0]?.suggestion, 'Rock-2.PNG');
      assert.equal(world.project.items.get(theirs.id), undefined);
      assert.ok(world.project.items.get(mine.id));
      assert.equal(world.project.watermark, 3);
    });

    it('both exist after Rename', () => {
      const { mine, theirs } = clash();
      const [conflict] = world.pull().conflicts;
      world.project.staging.decide(conflict?.id ?? '', { choice: 'rename', name: 'stone.png' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.equal(world.path(mine.id), 'stone.png');
      assert.equal(world.path(theirs.id), 'rock.png');
      assert.deepEqual(world.comments(mine.id), ['1 mine 1', '2 mine 2']);
    });

    it('ask again where the chosen name was taken meanwhile', () => {
      clash();
      const [conflict] = world.pull().conflicts;
      world.project.staging.decide(conflict?.id ?? '', { choice: 'rename', name: 'stone.png' });
      world.theirItem(world.item('asset', 'STONE.png'));
      const again = world.pull().conflicts;
      assert.equal(again.length, 1);
      assert.equal(again[0]?.decision, null);
    });

    it('become one under the studio’s id after Merge, mine on top', () => {
      const { mine, theirs } = clash();
      world.project.tags.set(mine.id, 'hero', true);
      world.project.items.edit(mine.id, { status: 'final' });
      const user = world.mine('asset', 'scene.ma');
      world.project.dependencies.set(user.id, mine.id, true);
      const [conflict] = world.pull().conflicts;
      world.project.staging.decide(conflict?.id ?? '', { choice: 'merge' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.equal(world.project.items.get(mine.id), undefined);
      assert.deepEqual(world.comments(theirs.id), ['1 theirs 1', '2 mine 1', '3 mine 2']);
      const [first, second, third] = world.project.checkpoints.of(theirs.id);
      assert.equal(second?.parentId, first?.id);
      assert.equal(third?.parentId, second?.id);
      assert.deepEqual(
        world.project.tags.of(theirs.id).map((tag) => [tag.member, tag.present]),
        [['hero', true]],
      );
      assert.equal(world.project.items.get(theirs.id)?.status, 'wip');
      assert.deepEqual(
        world.project.staging.superseded().map((edit) => [edit.itemId, edit.mine]),
        [[theirs.id, 'final']],
      );
      assert.deepEqual(
        world.project.dependencies
          .of(user.id)
          .filter((d) => d.present)
          .map((d) => d.member),
        [theirs.id],
      );
    });

    it('cannot be merged where the soft lock forbids it', () => {
      const mine = world.mine('asset', 'a');
      world.myCheckpoint(mine.id, 'mine');
      world.theirItem(world.item('asset', 'a', '', { task: true, assigneeId: world.other }));
      const [conflict] = world.pull().conflicts;
      const merge = conflict?.choices.find((choice) => choice.name === 'merge');
      assert.equal(merge?.enabled, false);
      assert.match(merge?.reason ?? '', /ben/u);
      world.project.staging.decide(conflict?.id ?? '', { choice: 'merge' });
      assert.equal(world.pull().conflicts.length, 1, 'a decision that is not allowed does not count');
    });
  });

  it('merges an asset that the studio knows already, by a redirect', () => {
    const mine = world.theirItem(world.item('asset', 'old.png'));
    world.theirCheckpoint(mine.id, 'mine, sent');
    world.pull();
    world.project.items.edit(mine.id, { name: 'rock.png' });
    const theirs = world.theirItem(world.item('asset', 'rock.png'));
    world.theirCheckpoint(theirs.id, 'theirs');
    const [conflict] = world.pull().conflicts;
    world.project.staging.decide(conflict?.id ?? '', { choice: 'merge' });
    assert.deepEqual(world.pull().conflicts, []);
    assert.equal(world.project.items.get(mine.id)?.mergedInto, theirs.id);
    assert.deepEqual(world.comments(theirs.id), ['1 theirs', '2 mine, sent']);
    assert.equal(world.project.paths.find('rock.png')?.id, theirs.id);
  });

  it('follows a redirect with work that was not sent', () => {
    const from = world.theirItem(world.item('asset', 'a'));
    const into = world.theirItem(world.item('asset', 'b'));
    const sent = world.theirCheckpoint(from.id, 'a1');
    world.theirCheckpoint(into.id, 'b1');
    world.pull();
    world.myCheckpoint(from.id, 'mine');
    world.project.tags.set(from.id, 'hero', true);
    world.theirItem({ ...from, mergedInto: into.id });
    world.theirs({ kind: 'checkpoint', row: { ...sent, assetId: into.id, version: 2 } } as never);
    assert.deepEqual(world.pull().conflicts, []);
    assert.deepEqual(world.comments(into.id), ['1 b1', '2 a1', '3 mine']);
    assert.equal(world.project.tags.get(into.id, 'hero')?.present, true);
  });

  describe('two collections of one name', () => {
    const clash = () => {
      const mine = world.mine('collection', 'props');
      const rock = world.mine('asset', 'rock.png', mine.id);
      world.myCheckpoint(rock.id, 'my rock');
      const deep = world.mine('collection', 'deep', mine.id);
      const leaf = world.mine('asset', 'leaf.png', deep.id);
      const only = world.mine('asset', 'only-mine.png', deep.id);
      const theirs = world.theirItem(world.item('collection', 'Props'));
      const theirRock = world.theirItem(world.item('asset', 'rock.png', theirs.id));
      world.theirCheckpoint(theirRock.id, 'their rock');
      const theirDeep = world.theirItem(world.item('collection', 'deep', theirs.id));
      const theirLeaf = world.theirItem(world.item('asset', 'leaf.png', theirDeep.id));
      return { mine, rock, deep, leaf, only, theirs, theirRock, theirDeep, theirLeaf };
    };

    it('show the conflicts nested in them at once', () => {
      clash();
      const { conflicts } = world.pull();
      const byPath = new Map(conflicts.map((conflict) => [conflict.mine.name, conflict]));
      assert.deepEqual([...byPath.keys()].sort(), ['deep', 'leaf.png', 'props', 'rock.png']);
      assert.equal(byPath.get('props')?.parent, null);
      assert.equal(byPath.get('rock.png')?.parent, byPath.get('props')?.id);
      assert.equal(byPath.get('deep')?.parent, byPath.get('props')?.id);
      assert.equal(byPath.get('leaf.png')?.parent, byPath.get('deep')?.id);
    });

    it('become one with everything in them after Merge', () => {
      const ids = clash();
      for (const conflict of world.pull().conflicts) {
        const decision =
          conflict.mine.name === 'leaf.png'
            ? { choice: 'rename' as const, name: 'blade.png' }
            : { choice: 'merge' as const };
        world.project.staging.decide(conflict.id, decision);
      }
      assert.deepEqual(world.pull().conflicts, []);
      assert.equal(world.path(ids.leaf.id), 'Props/deep/blade.png');
      assert.equal(world.path(ids.theirLeaf.id), 'Props/deep/leaf.png');
      assert.equal(world.path(ids.only.id), 'Props/deep/only-mine.png');
      assert.deepEqual(world.comments(ids.theirRock.id), ['1 their rock', '2 my rock']);
      assert.equal(world.project.items.get(ids.mine.id), undefined);
      assert.equal(world.project.items.get(ids.deep.id), undefined);
    });

    it('need no further decisions after Rename', () => {
      const ids = clash();
      const top = world.pull().conflicts.find((conflict) => conflict.parent === null);
      world.project.staging.decide(top?.id ?? '', { choice: 'rename', name: 'my props' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.equal(world.path(ids.rock.id), 'my props/rock.png');
      assert.equal(world.path(ids.theirRock.id), 'Props/rock.png');
    });
  });

  it('asks when a file and a folder would be one path', () => {
    world.mine('asset', 'readme');
    world.theirItem(world.item('collection', 'README'));
    const [conflict] = world.pull().conflicts;
    assert.equal(conflict?.kind, 'file-folder');
    assert.deepEqual(
      conflict?.choices.map((choice) => choice.name),
      ['rename'],
    );
  });

  describe('a history that grew on both sides', () => {
    const diverge = () => {
      const item = world.theirItem(world.item('asset', 'a'));
      const base = world.theirCheckpoint(item.id, 'base');
      world.pull();
      world.myCheckpoint(item.id, 'mine');
      world.theirCheckpoint(item.id, 'theirs', base.id, 2);
      const [conflict] = world.pull().conflicts;
      assert.equal(conflict?.kind, 'diverged');
      return { item, id: conflict?.id ?? '' };
    };

    it('stacks mine on top', () => {
      const { item, id } = diverge();
      world.project.staging.decide(id, { choice: 'stack-mine' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.deepEqual(world.comments(item.id), ['1 base', '2 theirs', '3 mine']);
    });

    it('stacks theirs on top', () => {
      const { item, id } = diverge();
      world.project.staging.decide(id, { choice: 'stack-theirs' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.deepEqual(world.comments(item.id), ['1 base', '2 theirs', '3 mine', '4 Back to version 2']);
    });

    it('keeps mine as an asset of its own', () => {
      const { item, id } = diverge();
      world.project.staging.decide(id, { choice: 'rename', name: 'mine' });
      assert.deepEqual(world.pull().conflicts, []);
      assert.deepEqual(world.comments(item.id), ['1 base', '2 theirs']);
      assert.deepEqual(world.comments(world.project.paths.require('mine').id), ['1 mine']);
    });
  });

  it('asks when two moves would make a loop, and undoes mine on request', () => {
    const a = world.theirItem(world.item('collection', 'a'));
    const b = world.theirItem(world.item('collection', 'b'));
    world.pull();
    world.project.items.edit(a.id, { parentId: b.id });
    world.theirItem({ ...b, parentId: a.id });
    const [conflict] = world.pull().conflicts;
    assert.equal(conflict?.kind, 'move-cycle');
    world.project.staging.decide(conflict?.id ?? '', { choice: 'theirs' });
    assert.deepEqual(world.pull().conflicts, []);
    assert.equal(world.path(b.id), 'a/b');
  });

  it('unites sets: additions of both sides, removals of what was seen', () => {
    const item = world.theirItem(world.item('asset', 'a'));
    const tag = (name: string, present: boolean) =>
      world.theirs({ kind: 'tagging', row: { itemId: item.id, tag: name, present } });
    tag('seen', true);
    tag('kept', true);
    world.pull();
    world.project.tags.set(item.id, 'seen', false);
    world.project.tags.set(item.id, 'mine', true);
    tag('theirs', true);
    tag('kept', false);
    world.pull();
    const present = world.project.tags
      .of(item.id)
      .filter((t) => t.present)
      .map((t) => t.member);
    assert.deepEqual(present.sort(), ['mine', 'theirs']);
    assert.deepEqual(
      world.project.tags
        .outbox()
        .map((t) => [t.member, t.present])
        .sort(),
      [
        ['mine', true],
        ['seen', false],
      ],
    );
  });

  it('goes through what was not sent as often for many things that are gone as for one', () => {
    const { items } = world.project;
    const outbox = items.outbox.bind(items);
    let looks = 0;
    items.outbox = () => {
      looks++;
      return outbox();
    };
    const looksFor = (count: number) => {
      const mine = Array.from({ length: count }, (_, index) =>
        world.theirItem(world.item('asset', `${count}-${index}`)),
      );
      world.pull();
      for (const item of mine) {
        world.myCheckpoint(item.id, 'mine');
        world.theirItem({ ...item, trashed: true, trashedBy: world.other, trashedAt: 1 });
      }
      looks = 0;
      const { conflicts } = world.pull();
      assert.equal(conflicts.length, count);
      for (const { id } of conflicts) world.project.staging.decide(id, { choice: 'restore' });
      assert.deepEqual(world.pull().conflicts, []);
      return looks;
    };
    assert.equal(looksFor(40), looksFor(1));
  });

  it('shows hundreds of conflicts in well under a second', () => {
    for (let index = 0; index < 500; index++) {
      world.mine('asset', `clash-${index}`);
      world.theirItem(world.item('asset', `CLASH-${index}`));
    }
    assert.equal(world.pull().conflicts.length, 500);
  });
});
