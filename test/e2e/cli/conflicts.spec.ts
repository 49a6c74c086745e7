/** Names that both sides took: sync pauses, nothing is decided for anybody, and no version is lost. */
import assert from 'node:assert/strict';
import {
  type CliMember,
  CliWorld,
  type ConflictDocument,
  type LogDocument,
  type Status,
  type SyncDocument,
} from '../../support/cliWorld.ts';
import { hashOf } from '../../support/content.ts';

describe('name conflicts by command line', () => {
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;

  before(async () => {
    world = new CliWorld();
    await world.startStudio();
  });
  after(() => world.end());

  let round = 0;
  /** Two members of a fresh project with one shared collection. */
  beforeEach(async () => {
    round++;
    [anna, ben] = await world.twoMembers('art', 'Supervisor', undefined, round);
  });

  const track = async (member: CliMember, path: string, content: string) => {
    await member.write(path, content);
    await member.cairn(['track', path, '-m', `${content} of ${member.name}`]);
  };

  const paused = async (member: CliMember): Promise<readonly ConflictDocument[]> => {
    const before = await member.cairn<Status>(['status']);
    const { outcome, conflicts } = await member.cairn<SyncDocument>(['sync'], 3);
    assert.equal(outcome, 'conflicts');
    const after = await member.cairn<Status>(['status']);
    assert.deepEqual([after.watermark, after.unsent], [before.watermark, before.unsent]);
    const listed = await member.cairn<{ conflicts: readonly ConflictDocument[] }>(['conflicts']);
    assert.deepEqual(
      listed.conflicts.map((c) => c.id),
      conflicts.map((c) => c.id),
    );
    return conflicts;
  };

  const only = (conflicts: readonly ConflictDocument[], kind: string): ConflictDocument => {
    assert.deepEqual(
      conflicts.map((c) => c.kind),
      [kind],
    );
    return conflicts[0] as ConflictDocument;
  };

  const done = async (member: CliMember) =>
    assert.equal((await member.cairn<SyncDocument>(['sync'])).outcome, 'done');

  const paths = async (member: CliMember) =>
    (await member.cairn<Status>(['status'])).assets
      .filter((asset) => asset.kind !== 'untracked')
      .map((asset) => asset.path)
      .toSorted();

  /** Both sync until nothing moves, and know the same. */
  const settle = async () => {
    for (const member of [anna, ben, anna, ben]) await done(member);
    assert.deepEqual(await paths(ben), await paths(anna));
    for (const member of [anna, ben]) await member.cairn(['verify']);
  };

  it('asset name, rename: both exist with their own bytes', async () => {
    await track(anna, 'art/rock.png', 'annas rock');
    await track(ben, 'art/Rock.PNG', 'bens rock');
    await done(anna);
    const conflict = only(await paused(ben), 'asset-name');
    assert.deepEqual(
      conflict.choices
        .filter((choice) => choice.enabled)
        .map((choice) => choice.name)
        .toSorted(),
      ['merge', 'rename'],
    );
    await ben.refused(['resolve', conflict.id, '--rename', 'rock.png'], 2, 'name-taken');
    await ben.refused(['resolve', conflict.id, '--rename', 'a:b'], 2, 'name-refused');
    await ben.refused(['resolve', conflict.id, '--stack', 'mine'], 2, 'usage');
    await ben.refused(['resolve', conflict.id], 2, 'usage');
    await ben.refused(['resolve', 'no-such-id', '--merge'], 2, 'not-found');
    await ben.cairn(['resolve', conflict.id, '--rename', 'rock-ben.png']);
    await done(ben);
    assert.equal(await ben.hash('art/rock-ben.png'), hashOf(Buffer.from('bens rock')));
    await settle();
    assert.deepEqual(await paths(anna), ['art', 'art/rock-ben.png', 'art/rock.png']);
    for (const member of [anna, ben]) {
      await member.cairn(['rebuild', '.']);
      assert.equal(await member.hash('art/rock.png'), hashOf(Buffer.from('annas rock')), member.name);
      assert.equal(await member.hash('art/rock-ben.png'), hashOf(Buffer.from('bens rock')), member.name);
    }
  });

  it('asset name, merge: one history, theirs and then mine, every version readable', async () => {
    await track(anna, 'art/rock.png', 'a1');
    await anna.write('art/rock.png', 'a2');
    await anna.cairn(['checkpoint', 'art/rock.png', '-m', 'a2']);
    await track(ben, 'art/rock.png', 'b1');
    await ben.cairn(['tag', 'art/rock.png', '+wet']);
    await done(anna);
    const conflict = only(await paused(ben), 'asset-name');
    await ben.cairn(['resolve', conflict.id, '--merge']);
    await ben.cairn(['resolve', conflict.id, '--undo']);
    await ben.cairn(['sync'], 3);
    await ben.cairn(['resolve', conflict.id, '--merge']);
    await done(ben);
    await settle();
    assert.equal(await ben.state('art/rock.png'), 'normal');
    for (const member of [anna, ben]) {
      const { checkpoints } = await member.cairn<LogDocument>(['log', 'art/rock.png']);
      assert.deepEqual(
        checkpoints.map((c) => c.version),
        [3, 2, 1],
      );
      for (const [index, content] of ['a1', 'a2', 'b1'].entries())
        assert.equal((await member.cat('art/rock.png', index + 1)).toString(), content, member.name);
    }
    assert.equal(await anna.state('art/rock.png'), 'outdated');
    await anna.cairn(['pull', '.']);
    assert.equal(await anna.hash('art/rock.png'), hashOf(Buffer.from('b1')));
  });

  it('collection name, merge: conflicts below show nested and at once', async () => {
    await track(anna, 'art/set/rock.png', 'annas rock');
    await track(anna, 'art/set/only-anna.png', 'x');
    await track(ben, 'art/set/rock.png', 'bens rock');
    await track(ben, 'art/set/deep/only-ben.png', 'y');
    await done(anna);
    const conflicts = await paused(ben);
    const outer = conflicts.find((c) => c.kind === 'collection-name');
    const inner = conflicts.find((c) => c.kind === 'asset-name');
    assert.deepEqual([conflicts.length, inner?.parent], [2, outer?.id]);
    await ben.cairn(['resolve', outer?.id ?? '', '--merge']);
    await ben.cairn(['resolve', inner?.id ?? '', '--rename', 'rock-b.png']);
    await done(ben);
    await settle();
    assert.deepEqual(await paths(anna), [
      'art',
      'art/set',
      'art/set/deep',
      'art/set/deep/only-ben.png',
      'art/set/only-anna.png',
      'art/set/rock-b.png',
      'art/set/rock.png',
    ]);
    assert.equal(await ben.hash('art/set/rock-b.png'), hashOf(Buffer.from('bens rock')));
    await anna.cairn(['rebuild', '.']);
    assert.equal(await anna.hash('art/set/deep/only-ben.png'), hashOf(Buffer.from('y')));
  });

  it('all of a kind get one decision, each with the name that is suggested for it, and others are left', async () => {
    for (const member of [anna, ben]) {
      for (const name of ['art/a.png', 'art/b.png', 'art/set/in.png']) await member.write(name, member.name);
      await member.cairn(['track', 'art', '-m', 'first']);
    }
    await done(anna);
    await paused(ben);
    await ben.refused(['resolve', '--kind', 'asset-names', '--rename'], 2, 'usage');
    const all = await ben.cairn<{ resolved: readonly unknown[]; undecided: number }>([
      'resolve',
      '--kind',
      'asset-name',
      '--rename',
    ]);
    assert.deepEqual([all.resolved.length, all.undecided], [3, 1]);
    await ben.cairn(['resolve', '--kind', 'asset-name', '--undo']);
    await ben.cairn(['resolve', '--kind', 'asset-name', '--merge']);
    await ben.cairn(['resolve', '--kind', 'collection-name', '--rename']);
    await done(ben);
    await settle();
    assert.deepEqual(await paths(anna), [
      'art',
      'art/a.png',
      'art/b.png',
      'art/set',
      'art/set-2',
      'art/set-2/in.png',
      'art/set/in.png',
    ]);
  });

  it('collection name, rename: the folder goes along on disk', async () => {
    await track(anna, 'art/set/rock.png', 'annas rock');
    await track(ben, 'art/set/rock.png', 'bens rock');
    await done(anna);
    const conflicts = await paused(ben);
    const outer = conflicts.find((c) => c.parent === null);
    await ben.cairn(['resolve', outer?.id ?? '', '--rename', 'set-ben']);
    await done(ben);
    assert.equal(await ben.hash('art/set-ben/rock.png'), hashOf(Buffer.from('bens rock')));
    await settle();
    assert.deepEqual(await paths(anna), [
      'art',
      'art/set',
      'art/set-ben',
      'art/set-ben/rock.png',
      'art/set/rock.png',
    ]);
    assert.equal(await ben.state('art/set/rock.png'), 'rebuild');
    assert.equal(await ben.state('art/set-ben/rock.png'), 'normal');
  });

  it('by rename and by move of what both had, and on top of each other', async () => {
    await track(anna, 'art/one.png', 'one');
    await track(anna, 'art/two.png', 'two');
    await track(anna, 'art/sub/three.png', 'three');
    await done(anna);
    await done(ben);
    await ben.cairn(['rebuild', '.']);
    await anna.cairn(['mv', 'art/one.png', 'art/final.png']);
    await done(anna);
    await ben.cairn(['mv', 'art/two.png', 'art/final.png']);
    const renamed = only(await paused(ben), 'asset-name');
    await ben.cairn(['resolve', renamed.id, '--rename', 'final-two.png']);
    await done(ben);
    assert.equal(await ben.hash('art/final-two.png'), hashOf(Buffer.from('two')));
    await settle();
    await anna.cairn(['mv', 'art/sub/three.png', 'art/moved.png']);
    await done(anna);
    await ben.cairn(['mv', 'art/final-two.png', 'art/moved.png']);
    const moved = only(await paused(ben), 'asset-name');
    await ben.cairn(['resolve', moved.id, '--merge']);
    await done(ben);
    await settle();
    const { checkpoints } = await anna.cairn<LogDocument>(['log', 'art/moved.png']);
    assert.equal(checkpoints.length, 2);
    assert.equal((await anna.cat('art/moved.png', 1)).toString(), 'three');
    assert.equal((await ben.cat('art/moved.png', 2)).toString(), 'two');
  });

  it('by restoring from the trash onto a name that was taken meanwhile', async () => {
    await track(anna, 'art/old.png', 'old');
    await done(anna);
    await done(ben);
    await ben.cairn(['rm', 'art/old.png']);
    await done(ben);
    await done(anna);
    await track(anna, 'art/old.png', 'new');
    await done(anna);
    const { items } = await ben.cairn<{ items: { id: string }[] }>(['trash', 'list']);
    await ben.cairn(['trash', 'restore', items[0]?.id ?? '']);
    const conflict = only(await paused(ben), 'asset-name');
    await ben.cairn(['resolve', conflict.id, '--rename', 'old-restored.png']);
    await done(ben);
    await settle();
    assert.equal((await anna.cat('art/old.png', 1)).toString(), 'new');
    assert.equal((await anna.cat('art/old-restored.png', 1)).toString(), 'old');
  });
});
