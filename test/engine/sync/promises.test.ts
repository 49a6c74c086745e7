/** What people rely on most, each promise once, between two members and a studio over real sockets and files. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { Conflict, Decision, SyncReport } from '../../../engine/api.ts';
import { english } from '../../../engine/domain/said.ts';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import { CairnError } from '../../../engine/errors.ts';
import { Project } from '../../../engine/project/project.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { MAX_MESSAGE_BYTES } from '../../../proto/limits.ts';
import { item, newItem } from '../../support/changes.ts';
import { useNoPauses } from '../../support/no-pauses.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('promises', function () {
  this.timeout(60_000);
  useNoPauses();
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  /** Both have the file on disk, at its first version. */
  const both = async (...paths: string[]) => {
    for (const path of paths) await ann.track(path, `${path} 1`);
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(paths);
  };
  const entry = async (member: TestMember, path: string) =>
    (await member.project.status()).assets.find((one) => one.path === path);
  const trashedId = async (member: TestMember) => (await member.project.trashList())[0]?.id ?? '';
  const versions = async (member: TestMember, path: string) =>
    (await member.project.log(path)).checkpoints.map((c) => [c.version, c.author, c.comment]).reverse();

  const pausesOn = async (member: TestMember, ...kinds: Conflict['kind'][]): Promise<readonly Conflict[]> => {
    const { outcome, conflicts } = await member.project.sync();
    assert.deepEqual([outcome, conflicts.map((conflict) => conflict.kind)], ['conflicts', kinds]);
    return conflicts;
  };
  const decide = async (
    member: TestMember,
    conflicts: readonly Conflict[],
    ...decisions: Decision[]
  ): Promise<SyncReport> => {
    for (const [index, conflict] of conflicts.entries()) {
      const decision = decisions[index] ?? decisions[0];
      if (decision) await member.project.resolve(conflict.id, decision);
    }
    return member.project.sync();
  };
  const view = async (member: TestMember) =>
    (await member.project.status()).assets
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      .filter((one) => one.kind !== 'untracked')
      .map(({ path, id, latest, status, tags, assignee }) => ({ path, id, latest, status, tags, assignee }));
  const converged = async () => {
    for (const member of [ann, ben, ann, ben]) await member.sync();
    assert.deepEqual(await view(ann), await view(ben));
    for (const member of [ann, ben]) {
      assert.equal((await member.project.status()).unsent, 0);
      assert.deepEqual((await member.project.verify(false)).problems, []);
    }
  };
  let exported = 0;
  const bytesOf = async (member: TestMember, path: string, version: number) => {
    const name = `../export-${exported++}`;
    await member.project.exportVersion(path, version, join(member.folder, name));
    return member.read(name);
  };

  it('an offline status change by an artist without that permission stays here, blocks nothing, and goes once permitted', async () => {
    await both('lib/a', 'lib/b');
    await world.editRole('ann', 'Artist', [], ['status.change']);
    await ben.project.edit('lib/a', { status: 'done', description: 'mossy' });
    await ben.checkpoint('lib/b', 'b 2');
    const report = await ben.project.sync();
    assert.equal(report.outcome, 'attention');
    assert.deepEqual(
      report.rejected.map((row) => [row.path, row.kind, row.code]),
      [['lib/a', 'item', 'forbidden']],
    );
    await ann.sync();
    assert.deepEqual(
      [(await entry(ann, 'lib/a'))?.status, (await entry(ann, 'lib/a'))?.description],
      [null, 'mossy'],
      'the permitted field went through',
    );
    assert.equal((await entry(ann, 'lib/b'))?.latest, 2);
    assert.equal((await entry(ben, 'lib/a'))?.status, 'done', 'and mine is kept');
    await world.editRole('ann', 'Artist', ['status.change'], []);
    await ben.sync();
    assert.deepEqual((await ben.project.attention()).rejected, []);
    await converged();
    assert.equal((await entry(ann, 'lib/a'))?.status, 'done');
  });

  it('what was refused can be discarded: the row is as the studio has it, on disk too', async () => {
    await both('lib/a');
    await world.editRole('ann', 'Artist', [], ['asset.update', 'tag.edit', 'asset.create']);
    await ben.project.move('lib/a', 'lib/renamed');
    await ben.project.tag('lib/renamed', ['hero'], []);
    await ben.track('lib/new', 'new');
    const { rejected } = await ben.project.sync();
    assert.deepEqual(rejected.map((row) => row.code).sort(), [
      'depends-on-rejected',
      'forbidden',
      'forbidden',
      'forbidden',
    ]);
    for (const row of rejected) {
      if ((await ben.project.attention()).rejected.some((one) => one.id === row.id))
        await ben.project.attentionDiscard(row.id);
    }
    assert.deepEqual((await ben.project.attention()).rejected, []);
    assert.equal(ben.read('lib/a'), 'lib/a 1');
    assert.equal(existsSync(join(ben.folder, 'lib/renamed')), false);
    assert.equal(ben.read('lib/new'), 'new', 'a file stays, untracked');
    assert.equal(await ben.state('lib/new'), 'untracked');
    await assert.rejects(ben.project.attentionDiscard('item:gone'), (error) =>
      CairnError.is(error, 'not-found'),
    );
    await converged();
  });

  it('a tag edit on an asset that another member renamed: both hold', async () => {
    await both('lib/a');
    await ann.project.move('lib/a', 'lib/boulder');
    await ann.sync();
    await ben.project.tag('lib/a', ['hero'], []);
    await converged();
    assert.deepEqual((await entry(ann, 'lib/boulder'))?.tags, ['hero']);
  });

  it('same-second edits on two machines with clocks hours apart: the studio’s order counts, mine is kept and applied again on request', async () => {
    await both('lib/a');
    world.setClock('ben', (now) => now + 5 * 3_600_000);
    await ben.project.edit('lib/a', { status: 'bens', type: 'prop' });
    await ann.project.edit('lib/a', { status: 'anns', description: 'anns' });
    await ann.sync();
    const { superseded } = await ben.sync();
    assert.deepEqual(
      superseded.map(({ field, mine, theirs }) => [field, mine, theirs]),
      [['status', 'bens', 'anns']],
    );
    await converged();
    const merged = await entry(ann, 'lib/a');
    assert.deepEqual([merged?.status, merged?.type, merged?.description], ['anns', 'prop', 'anns']);
    assert.deepEqual(await ben.project.attentionApply(superseded[0]?.id ?? ''), {
      did: 'again',
      path: 'lib/a',
    });
    assert.deepEqual((await ben.project.attention()).superseded, []);
    await converged();
    assert.equal((await entry(ann, 'lib/a'))?.status, 'bens');
  });

  it('an assignment that gave way names people, and both renames of one asset can be had', async () => {
    await world.editRole('ann', 'Artist', ['assign'], []);
    await both('lib/a');
    await ann.project.assign('lib/a', 'ann');
    await ann.project.move('lib/a', 'lib/anns');
    await ben.project.assign('lib/a', 'ben');
    await ben.project.move('lib/a', 'lib/bens');
    await ann.sync();
    const { superseded } = await ben.sync();
    assert.deepEqual(superseded.map(({ field, mine, theirs }) => [field, mine, theirs]).sort(), [
      ['assigneeId', 'ben', 'ann'],
      ['name', 'bens', 'anns'],
    ]);
    for (const { id } of superseded) await ben.project.attentionApply(id);
    assert.equal(ben.read('lib/bens'), 'lib/a 1');
    await converged();
    assert.equal((await entry(ann, 'lib/bens'))?.assignee, 'ben');
  });

  describe('a checkpoint made offline on an asset meanwhile trashed', () => {
    const crossed = async () => {
      await both('lib/a');
      await ben.checkpoint('lib/a', 'ben 2');
      await ann.project.trash(['lib/a']);
      await ann.sync();
      return pausesOn(ben, 'trashed-there');
    };

    it('is kept as an asset of its own, working file and all', async () => {
      const conflicts = await crossed();
      assert.equal(conflicts[0]?.choices.find((choice) => choice.name === 'restore')?.enabled, false);
      assert.equal(await ben.project.checkRename(conflicts[0]?.id ?? '', 'a'), null);
      assert.equal((await decide(ben, conflicts, { choice: 'rename', name: 'mine' })).outcome, 'done');
      assert.equal(ben.read('lib/mine'), 'ben 2');
      assert.equal(await ben.state('lib/mine'), 'normal');
      assert.equal(existsSync(join(ben.folder, 'lib/a')), false);
      await converged();
      await ann.project.rebuild(['lib/mine']);
      assert.equal(ann.read('lib/mine'), 'ben 2');
      assert.equal((await ann.project.trashList()).length, 1);
    });

    it('comes out of the trash with it, for those who may', async () => {
      await world.editRole('ann', 'Artist', ['asset.trash'], []);
      assert.equal((await decide(ben, await crossed(), { choice: 'restore' })).outcome, 'done');
      await converged();
      assert.deepEqual(await versions(ann, 'lib/a'), [
        [1, 'ann', 'ann tracks lib/a'],
        [2, 'ben', 'ben 2'],
      ]);
    });

    it('goes into the trash with it, and is there after a restore', async () => {
      assert.equal((await decide(ben, await crossed(), { choice: 'trash' })).outcome, 'done');
      await ann.sync();
      await ann.project.trashRestore(await trashedId(ann));
      await converged();
      assert.equal((await versions(ann, 'lib/a')).length, 2);
      assert.equal(await bytesOf(ann, 'lib/a', 2), 'ben 2');
    });
  });

  it('a checkpoint made offline on an asset meanwhile purged is kept as an asset of its own', async () => {
    await both('lib/a');
    await ben.checkpoint('lib/a', 'ben 2');
    await ann.project.trash(['lib/a']);
    await ann.sync();
    await ann.project.trashPurge(await trashedId(ann));
    await ann.sync();
    const conflicts = await pausesOn(ben, 'trashed-there');
    assert.equal(conflicts[0]?.theirs.gone?.how, 'purged');
    assert.equal((await decide(ben, conflicts, { choice: 'rename', name: 'a' })).outcome, 'done');
    assert.equal(ben.read('lib/a'), 'ben 2');
    assert.equal(await ben.state('lib/a'), 'normal');
    await converged();
    assert.deepEqual(await versions(ann, 'lib/a'), [[1, 'ben', 'ben 2']]);
    assert.equal(await bytesOf(ann, 'lib/a', 1), 'ben 2');
  });

  it('new files in a collection meanwhile trashed go into one of their own', async () => {
    await both('lib/set/rock');
    await ben.track('lib/set/deep/leaf', 'leaf');
    await ben.checkpoint('lib/set/rock', 'ben 2');
    await ann.project.trash(['lib/set']);
    await ann.sync();
    const conflicts = await pausesOn(ben, 'trashed-there');
    assert.equal(conflicts[0]?.path, 'lib/set');
    assert.equal((await decide(ben, conflicts, { choice: 'rename', name: 'kept' })).outcome, 'done');
    assert.deepEqual([ben.read('lib/kept/deep/leaf'), ben.read('lib/kept/rock')], ['leaf', 'ben 2']);
    assert.equal(await ben.state('lib/kept/rock'), 'normal');
    await converged();
    assert.equal((await entry(ann, 'lib/kept/deep/leaf'))?.latest, 1);
  });

  it('work on what I trashed is not swept away: it stays, or goes to the trash knowingly', async () => {
    await both('lib/a', 'lib/b');
    await ann.project.trash(['lib/a', 'lib/b']);
    await ben.checkpoint('lib/a', 'ben a');
    await ben.checkpoint('lib/b', 'ben b');
    await ben.sync();
    const conflicts = await pausesOn(ann, 'trashed-here', 'trashed-here');
    const [kept, trashed] = conflicts.map((conflict) => conflict.path);
    assert.equal((await decide(ann, conflicts, { choice: 'keep' }, { choice: 'trash' })).outcome, 'done');
    await converged();
    assert.deepEqual((await versions(ben, kept ?? '')).length, 2);
    assert.deepEqual(
      (await ann.project.trashList()).map((item) => item.path),
      [trashed],
    );
  });

  it('a purge does not remove what its maker has never seen', async () => {
    await both('lib/a');
    await ann.project.trash(['lib/a']);
    await ann.project.trashPurge(await trashedId(ann));
    await ben.checkpoint('lib/a', 'ben 2');
    await ben.sync();
    assert.equal(
      (await decide(ann, await pausesOn(ann, 'trashed-here'), { choice: 'trash' })).outcome,
      'done',
    );
    await ann.project.trashRestore(await trashedId(ann));
    await converged();
    assert.equal(await bytesOf(ann, 'lib/a', 2), 'ben 2');
  });

  describe('what I moved out of a collection before I purged that', () => {
    const purge = async () => {
      const rights = ['asset.trash', 'asset.purge', 'collection.trash', 'collection.purge'];
      await world.editRole('ann', 'Artist', rights, []);
      await both('lib/props/set/leaf', 'lib/props/leaf');
      await ben.project.move('lib/props/set', 'lib/house');
      await ben.project.move('lib/props/leaf', 'lib/other');
      await ben.project.trash(['lib/props']);
      await ben.project.trashPurge(await trashedId(ben));
    };

    it('is not purged with it', async () => {
      await world.editRole('ann', 'Artist', ['collection.update'], []);
      await purge();
      assert.equal((await ben.project.sync()).outcome, 'done');
      await converged();
      assert.equal(await bytesOf(ann, 'lib/house/leaf', 1), 'lib/props/set/leaf 1');
      assert.equal(await bytesOf(ann, 'lib/other', 1), 'lib/props/leaf 1');
      assert.equal(await entry(ann, 'lib/props'), undefined);
      assert.deepEqual(await ann.project.trashList(), []);
    });

    it('nor where the studio refuses the move: then the purge waits for it', async () => {
      await world.editRole('ann', 'Artist', [], ['collection.update']);
      await purge();
      assert.equal((await ben.project.sync()).outcome, 'attention');
      await ann.sync();
      assert.equal(await bytesOf(ann, 'lib/props/set/leaf', 1), 'lib/props/set/leaf 1');
      await world.editRole('ann', 'Artist', ['collection.update'], []);
      assert.equal((await ben.project.sync()).outcome, 'done');
      await converged();
      assert.equal(await bytesOf(ann, 'lib/house/leaf', 1), 'lib/props/set/leaf 1');
      assert.equal(await entry(ann, 'lib/props'), undefined);
    });
  });

  it('a collection that I moved, and that was purged meanwhile where it was, is kept where I moved it', async () => {
    await world.editRole('ann', 'Artist', ['collection.update'], []);
    await both('lib/props/set/leaf', 'lib/props/set/rock');
    await ben.project.move('lib/props/set', 'lib/house');
    await ben.checkpoint('lib/house/rock', 'ben 2');
    await ann.project.trash(['lib/props']);
    await ann.project.trashPurge(await trashedId(ann));
    await ann.sync();
    const conflicts = await pausesOn(ben, 'trashed-there');
    assert.equal((await decide(ben, conflicts, { choice: 'rename', name: 'kept' })).outcome, 'done');
    await converged();
    assert.deepEqual(
      (await view(ann)).map(({ path }) => path),
      ['lib', 'lib/house', 'lib/house/rock'],
    );
    assert.equal(await bytesOf(ann, 'lib/house/rock', 1), 'ben 2');
  });

  describe('checkpoints on a task that is somebody else’s by now', () => {
    const crossed = async () => {
      await both('lib/a');
      await ben.checkpoint('lib/a', 'ben 2');
      await ann.project.assign('lib/a', 'ann');
      await ann.checkpoint('lib/a', 'ann 2');
      await ann.sync();
      return pausesOn(ben, 'lock-lost');
    };

    it('become an asset of their own', async () => {
      assert.equal((await decide(ben, await crossed(), { choice: 'rename', name: 'bens' })).outcome, 'done');
      assert.equal(ben.read('lib/bens'), 'ben 2');
      await converged();
      assert.equal((await entry(ann, 'lib/a'))?.latest, 2);
    });

    it('or stay here for later, shown, without stopping the rest, and go once the lock is back', async () => {
      const report = await decide(ben, await crossed(), { choice: 'later' });
      assert.deepEqual(
        [report.outcome, report.rejected.map((row) => [row.path, row.kind, row.code])],
        ['attention', [['lib/a', 'checkpoint', 'locked']]],
      );
      await ben.track('lib/b', 'b');
      assert.equal((await ben.project.sync()).outcome, 'attention', 'it is not asked about again');
      await ann.sync();
      assert.equal((await entry(ann, 'lib/b'))?.latest, 1);
      await ann.project.assign('lib/a', 'ben');
      await ann.sync();
      assert.equal(
        (await decide(ben, await pausesOn(ben, 'diverged'), { choice: 'stack-mine' })).outcome,
        'done',
      );
      await converged();
      assert.equal(await bytesOf(ann, 'lib/a', 3), 'ben 2');
    });

    it('or, left for later, are kept apart or given up from what needs attention', async () => {
      const { rejected } = await decide(ben, await crossed(), { choice: 'later' });
      assert.deepEqual(await ben.project.attentionApply(rejected[0]?.id ?? '', 'bens'), {
        did: 'separated',
        path: 'lib/bens',
      });
      assert.equal(ben.read('lib/bens'), 'ben 2');
      await converged();
      assert.equal(await bytesOf(ann, 'lib/bens', 1), 'ben 2');
    });

    it('or are discarded: the file stays, and is Modified', async () => {
      const { rejected } = await decide(ben, await crossed(), { choice: 'later' });
      await ben.project.attentionDiscard(rejected[0]?.id ?? '');
      assert.equal(ben.read('lib/a'), 'ben 2');
      assert.equal(await ben.state('lib/a'), 'modified');
      await converged();
    });

    it('do not stop me from giving the task away myself', async () => {
      await world.editRole('ann', 'Artist', ['assign'], []);
      await both('lib/a');
      await ben.checkpoint('lib/a', 'ben 2');
      await ben.project.assign('lib/a', 'ann');
      await ben.sync();
      await converged();
      assert.equal((await entry(ann, 'lib/a'))?.assignee, 'ann');
      assert.equal((await entry(ann, 'lib/a'))?.latest, 2);
    });
  });

  it('both sides rename different assets onto one free name at once: asked, both are kept', async () => {
    await both('lib/a', 'lib/b');
    await ann.project.move('lib/a', 'lib/final');
    await ben.project.move('lib/b', 'lib/final');
    await ann.sync();
    assert.equal(
      (await decide(ben, await pausesOn(ben, 'asset-name'), { choice: 'rename', name: 'final-2' })).outcome,
      'done',
    );
    assert.equal(ben.read('lib/final-2'), 'lib/b 1');
    await converged();
    assert.deepEqual(
      (await ann.paths()).filter((path) => path.startsWith('lib/f')),
      ['lib/final', 'lib/final-2'],
    );
  });

  const SAME_NAMES: readonly (readonly [string, string])[] = [
    ['Tex.PNG', 'tex.png'],
    ['é.png', 'e\u0301.png'],
    ['STRASSE', 'straße'],
  ];
  for (const [theirs, mine] of SAME_NAMES) {
    it(`${theirs} against ${mine} is one name, on every machine`, async () => {
      await ann.track(`lib/${theirs}`, 'ann');
      await ann.sync();
      await ben.track(`lib/${mine}`, 'ben');
      const conflicts = await pausesOn(ben, 'asset-name');
      const problem = await ben.project.checkRename(conflicts[0]?.id ?? '', theirs.toUpperCase());
      assert.match(problem === null ? '' : english(problem), /taken/u);
      assert.equal((await decide(ben, conflicts, { choice: 'merge' })).outcome, 'done');
      await converged();
      assert.equal(await bytesOf(ann, `lib/${theirs}`, 2), 'ben');
    });
  }

  it('a zero-byte checkpoint is a version like any other', async () => {
    await both('lib/a');
    await ben.checkpoint('lib/a', '');
    await ann.track('lib/empty', '');
    await converged();
    await ann.project.pull(['lib/a']);
    await ben.project.rebuild(['lib/empty']);
    assert.deepEqual([ann.read('lib/a'), ben.read('lib/empty')], ['', '']);
    assert.equal(await bytesOf(ann, 'lib/a', 1), 'lib/a 1');
  });

  it('a name freed by trash and taken again: no clash, and a restore asks', async () => {
    await both('lib/a');
    await ann.project.trash(['lib/a']);
    await ann.track('lib/a', 'another');
    await ann.sync();
    await ben.sync();
    await converged();
    assert.equal(await bytesOf(ben, 'lib/a', 1), 'another');
    const id = await trashedId(ann);
    await assert.rejects(ann.project.trashRestore(id), (error) => CairnError.is(error, 'name-taken'));
    await ann.project.move('lib/a', 'lib/b');
    await ann.project.trashRestore(id);
    await ben.track('lib/c', 'c');
    await converged();
    assert.equal(await bytesOf(ben, 'lib/a', 1), 'lib/a 1');
  });

  it('a swap of two names reaches everybody, with the files on disk following a pull', async () => {
    await both('lib/a', 'lib/b');
    await ann.project.move('lib/a', 'lib/c');
    await ann.project.move('lib/b', 'lib/a');
    await ann.project.move('lib/c', 'lib/b');
    await converged();
    assert.equal(await bytesOf(ben, 'lib/a', 1), 'lib/b 1');
    assert.equal(ben.read('lib/a'), 'lib/a 1', 'a sync moves no file');
    await ben.project.pull(['']);
    assert.deepEqual([ben.read('lib/a'), ben.read('lib/b')], ['lib/b 1', 'lib/a 1']);
  });

  it('deep trees moved into each other: asked once, and every file stays reachable', async () => {
    const deep = (top: string) => `lib/${top}/${Array.from({ length: 8 }, (_, i) => `${top}${i}`).join('/')}`;
    await world.editRole('ann', 'Artist', ['collection.update'], []);
    await both(`${deep('x')}/leaf`, `${deep('y')}/leaf`);
    await ann.project.move('lib/x', `${deep('y')}`);
    await ben.project.move('lib/y', `${deep('x')}`);
    await ann.sync();
    const conflicts = await pausesOn(ben, 'move-cycle');
    assert.equal((await decide(ben, conflicts, { choice: 'rename', name: 'lib/apart' })).outcome, 'done');
    await converged();
    const leaves = (await ann.paths()).filter((path) => path.endsWith('/leaf'));
    assert.equal(leaves.length, 2);
    assert.ok(leaves.every((path) => path.startsWith('lib/apart/')));
    await ben.project.pull(['']);
    for (const path of leaves) assert.match(ben.read(path), /leaf 1$/u);
  });

  it('both sides of a conflict can be seen before anything is decided', async () => {
    const png = (text: string) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(text)]);
    for (const member of [ann, ben]) {
      member.write('look.png', png(member.name));
      member.write('lib/a', member.name);
      await member.project.track(['lib/a'], { previewFile: join(member.folder, 'look.png') });
    }
    await ann.sync();
    const [conflict] = await pausesOn(ben, 'asset-name');
    for (const [side, name] of [
      [conflict?.mine, 'ben'],
      [conflict?.theirs, 'ann'],
    ] as const) {
      const preview = await ben.project.preview(side?.checkpointId ?? '');
      assert.deepEqual(Buffer.from(preview?.data ?? []), png(name));
    }
    assert.equal(await ben.state('lib/a'), 'normal');
  });

  it('500 conflicts in one sync are listed at once and decided in one go', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `lib/tex/${index}.png`);
    for (const name of names) ann.write(name, `ann ${name}`);
    for (const name of names) ben.write(name.replace('.png', '.PNG'), `ben ${name}`);
    await ann.project.track(['lib/tex'], {});
    await ben.project.track(['lib/tex'], {});
    await ann.sync();
    const { conflicts } = await ben.project.sync();
    assert.equal(conflicts.length, 501);
    for (const { id } of conflicts) await ben.project.resolve(id, { choice: 'merge' });
    await ben.sync();
    assert.equal(await bytesOf(ben, 'lib/tex/77.png', 2), 'ben lib/tex/77.png');
    await converged();
  });

  it('a lost response to an accepted push: sent again under its id, done once', async () => {
    await both('lib/a');
    await ben.checkpoint('lib/a', 'ben 2');
    await ben.project.tag('lib/a', ['hero'], []);
    await ben.project.edit('lib/a', { status: 'sent' });
    world.losePushAnswers(true);
    await assert.rejects(ben.project.sync(), (error) => CairnError.is(error, 'studio-unreachable'));
    world.losePushAnswers(false);
    assert.equal((await ben.project.status()).unsent > 0, true);
    await ben.project.edit('lib/a', { status: 'later' });
    await converged();
    assert.deepEqual(await versions(ann, 'lib/a'), [
      [1, 'ann', 'ann tracks lib/a'],
      [2, 'ben', 'ben 2'],
    ]);
    assert.deepEqual(
      [(await entry(ann, 'lib/a'))?.tags, (await entry(ann, 'lib/a'))?.status],
      [['hero'], 'later'],
    );
    const { superseded } = await ben.project.attention();
    assert.deepEqual(superseded, [], 'what was edited since does not give way to what was sent');
  });

  it('a version that garbage collection takes right before it is written is fetched again', async () => {
    await both('lib/a');
    await ann.checkpoint('lib/a', 'ann 2');
    await ann.sync();
    await ben.sync();
    ben.write('lib/a', 'edited');
    const local = await Project.open(ben.folder);
    const [first] = local.checkpoints.of(local.paths.find('lib/a')?.id ?? '');
    let swept = 0;
    // The time is asked for when the edits are kept, after the content was looked for.
    world.setClock('ben', (now) => {
      swept += local.db.run('DELETE FROM chunk WHERE hash = ?', hashToBytes(first?.manifest ?? ''));
      return now;
    });
    const { written, refused } = await ben.project.revert('lib/a', 1, 'overwrite');
    world.setClock('ben', (now) => now);
    local.close();
    assert.deepEqual([swept, written.length, refused], [1, 1, []]);
    assert.equal(ben.read('lib/a'), 'lib/a 1');
  });

  it('texts too long for one push go in several, also where a push of before was written down whole', async () => {
    const local = await Project.open(ann.folder);
    const lib = local.paths.find('lib')?.id ?? '';
    const text = '\u6f22'.repeat(10_000);
    const changes = Array.from({ length: 600 }, (_, index) => {
      const made = item({ kind: 'collection', name: `c${index}`, parentId: lib, description: text });
      return { made, change: newItem(made) };
    });
    const request = {
      pushId: uuid(),
      baseRevision: local.watermark,
      changes: changes.map(({ change }) => change),
    };
    const whole = cairn.v1.PushRequest.encode(request).finish();
    assert.ok(whole.length > MAX_MESSAGE_BYTES);
    local.db.transaction(() => {
      for (const { made } of changes) local.items.create(made);
      local.staging.setOutgoing(request.pushId, whole);
    });
    local.close();
    assert.equal((await ann.sync()).pushed, changes.length);
    await converged();
    assert.equal((await ben.paths()).length, changes.length + 1);
  });

  describe('a decision taken, then the world changed before resuming', () => {
    const clash = async () => {
      await ann.track('lib/a', 'ann');
      await ann.sync();
      await ben.track('lib/a', 'ben');
      return pausesOn(ben, 'asset-name');
    };

    it('the chosen name was taken: asked again', async () => {
      const [conflict] = await clash();
      await ben.project.resolve(conflict?.id ?? '', { choice: 'rename', name: 'b' });
      await ann.track('lib/B', 'taken');
      await ann.sync();
      const again = await pausesOn(ben, 'asset-name');
      assert.equal(again[0]?.decision, null);
      assert.equal((await decide(ben, again, { choice: 'rename', name: 'c' })).outcome, 'done');
      await converged();
    });

    it('the target of a merge became somebody’s task: asked again, merging closed', async () => {
      const [conflict] = await clash();
      await ben.project.resolve(conflict?.id ?? '', { choice: 'merge' });
      await ann.project.assign('lib/a', 'ann');
      await ann.sync();
      const again = await pausesOn(ben, 'asset-name');
      assert.deepEqual(
        [again[0]?.decision, again[0]?.choices.find((choice) => choice.name === 'merge')?.enabled],
        [null, false],
      );
    });

    it('the other side went away: nothing is asked, and mine keeps its name', async () => {
      const [conflict] = await clash();
      await ben.project.resolve(conflict?.id ?? '', { choice: 'rename', name: 'b' });
      await ann.project.move('lib/a', 'lib/elsewhere');
      await ann.sync();
      await ben.sync();
      assert.equal(ben.read('lib/a'), 'ben');
      await converged();
      assert.deepEqual(await versions(ann, 'lib/a'), [[1, 'ben', 'ben tracks lib/a']]);
    });

    it('what was to be restored was purged: asked again, restoring closed', async () => {
      await world.editRole('ann', 'Artist', ['asset.trash'], []);
      await both('lib/a');
      await ben.checkpoint('lib/a', 'ben 2');
      await ann.project.trash(['lib/a']);
      await ann.sync();
      const [conflict] = await pausesOn(ben, 'trashed-there');
      await ben.project.resolve(conflict?.id ?? '', { choice: 'restore' });
      await ann.project.trashPurge(await trashedId(ann));
      await ann.sync();
      const again = await pausesOn(ben, 'trashed-there');
      assert.equal(again[0]?.decision, null);
      assert.equal((await decide(ben, again, { choice: 'rename', name: 'a' })).outcome, 'done');
      await converged();
      assert.equal(await bytesOf(ann, 'lib/a', 1), 'ben 2');
    });

    it('it was restored there meanwhile: nothing is asked', async () => {
      await both('lib/a');
      await ben.checkpoint('lib/a', 'ben 2');
      await ann.project.trash(['lib/a']);
      await ann.sync();
      const [conflict] = await pausesOn(ben, 'trashed-there');
      await ben.project.resolve(conflict?.id ?? '', { choice: 'rename', name: 'mine' });
      await ann.project.trashRestore(await trashedId(ann));
      await ann.sync();
      await ben.sync();
      await converged();
      assert.equal((await versions(ann, 'lib/a')).length, 2);
      assert.equal(await entry(ann, 'lib/mine'), undefined);
    });
  });
});
