/** Work that crosses trash, purge and the lock; what the studio refused and what gave way: decided by command line. */
import assert from 'node:assert/strict';
import {
  type CliMember,
  CliWorld,
  type ConflictDocument,
  type LogDocument,
  type Status,
  type SyncDocument,
} from '../../support/cliWorld.ts';

interface Attention {
  readonly rejected: readonly { id: string; path: string; kind: string; code: string }[];
  readonly superseded: readonly { id: string; path: string; field: string; mine: string; theirs: string }[];
}

describe('crossing work by command line', () => {
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;
  let round = 0;

  before(async () => {
    world = new CliWorld();
    await world.startStudio();
  });
  after(() => world.end());

  /** Two members of a fresh project; both have the files. */
  beforeEach(async () => {
    round++;
    const fill = async (member: CliMember) => {
      for (const name of ['a', 'b', 'c']) await member.write(`art/${name}.png`, `${name}1`);
      await member.cairn(['track', 'art', '-m', 'first']);
    };
    [anna, ben] = await world.twoMembers('art', 'Artist', fill, round);
    await ben.cairn(['rebuild', '.']);
  });

  const done = async (member: CliMember) =>
    assert.equal((await member.cairn<SyncDocument>(['sync'])).outcome, 'done');
  const checkpoint = async (member: CliMember, path: string, content: string) => {
    await member.write(path, content);
    await member.cairn(['checkpoint', path, '-m', content]);
  };
  const paused = async (member: CliMember): Promise<readonly ConflictDocument[]> =>
    (await member.cairn<SyncDocument>(['sync'], 3)).conflicts;
  const open = (conflict: ConflictDocument | undefined) =>
    conflict?.choices.filter((choice) => choice.enabled).map((choice) => choice.name);
  const trashed = async (member: CliMember) =>
    (await member.cairn<{ items: { id: string; path: string }[] }>(['trash', 'list'])).items;
  const settle = async () => {
    for (const member of [anna, ben, anna]) await done(member);
    for (const member of [anna, ben]) {
      assert.equal((await member.cairn<Status>(['status'])).unsent, 0);
      await member.cairn(['verify']);
    }
  };

  it('trashed there, worked on here: kept apart, left in the trash; purged: kept apart', async () => {
    for (const name of ['a', 'b', 'c']) await checkpoint(ben, `art/${name}.png`, `ben ${name}`);
    await anna.cairn(['rm', 'art/a.png', 'art/b.png', 'art/c.png']);
    const purged = (await trashed(anna)).find((item) => item.path === 'art/c.png');
    await anna.cairn(['trash', 'purge', purged?.id ?? '']);
    await done(anna);
    const conflicts = await paused(ben);
    const at = (path: string) => conflicts.find((conflict) => conflict.path === path);
    assert.deepEqual(
      conflicts.map((conflict) => [conflict.kind, conflict.path]).sort(),
      ['a', 'b', 'c'].map((name) => ['trashed-there', `art/${name}.png`]),
    );
    assert.deepEqual(open(at('art/a.png')), ['rename', 'trash']);
    assert.deepEqual(open(at('art/c.png')), ['rename']);
    await ben.refused(['resolve', at('art/a.png')?.id ?? '', '--restore'], 2, 'usage');
    await ben.cairn(['resolve', at('art/a.png')?.id ?? '', '--rename', 'a-ben.png']);
    await ben.cairn(['resolve', at('art/b.png')?.id ?? '', '--trash']);
    await ben.cairn(['resolve', at('art/c.png')?.id ?? '', '--rename', 'c.png']);
    await done(ben);
    await settle();
    assert.equal((await anna.cat('art/a-ben.png', 1)).toString(), 'ben a');
    assert.equal((await anna.cat('art/c.png', 1)).toString(), 'ben c');
    const inTrash = (await trashed(anna)).find((item) => item.path === 'art/b.png');
    const { checkpoints } = await anna.cairn<LogDocument>(['log', `trash:${inTrash?.id}`]);
    assert.deepEqual(
      checkpoints.map((one) => one.comment),
      ['ben b', 'first'],
    );
  });

  it('trashed there, restored with my work; worked on there, trashed here: kept, or trashed anyway', async () => {
    await ben.cairn(['sync']);
    await checkpoint(anna, 'art/a.png', 'anna a');
    await anna.cairn(['rm', 'art/b.png']);
    await anna.cairn(['rm', 'art/c.png']);
    await checkpoint(ben, 'art/b.png', 'ben b');
    await ben.cairn(['tag', 'art/c.png', '+hero']);
    await done(ben);
    const conflicts = await paused(anna);
    assert.deepEqual(conflicts.map((conflict) => [conflict.kind, conflict.path, open(conflict)]).sort(), [
      ['trashed-here', 'art/b.png', ['trash', 'keep']],
      ['trashed-here', 'art/c.png', ['trash', 'keep']],
    ]);
    const id = (path: string) => conflicts.find((conflict) => conflict.path === path)?.id ?? '';
    await anna.cairn(['resolve', id('art/b.png'), '--keep']);
    await anna.cairn(['resolve', id('art/c.png'), '--trash']);
    await done(anna);
    await settle();
    assert.equal((await anna.cat('art/b.png', 2)).toString(), 'ben b');
    assert.deepEqual(
      (await trashed(ben)).map((item) => item.path),
      ['art/c.png'],
    );
  });

  it('lock lost: left for later needs attention, and is kept apart from there', async () => {
    for (const name of ['a', 'b']) await checkpoint(ben, `art/${name}.png`, `ben ${name}`);
    for (const name of ['a', 'b']) await anna.cairn(['assign', `art/${name}.png`, anna.name]);
    await done(anna);
    const conflicts = await paused(ben);
    assert.deepEqual(
      conflicts.map((conflict) => [conflict.kind, open(conflict)]),
      [
        ['lock-lost', ['rename', 'later']],
        ['lock-lost', ['rename', 'later']],
      ],
    );
    await ben.cairn(['resolve', ...conflicts.map((conflict) => conflict.id), '--later']);
    const { outcome } = await ben.cairn<SyncDocument>(['sync'], 8);
    assert.equal(outcome, 'attention');
    await ben.cairn(['sync'], 8);
    const { rejected } = await ben.cairn<Attention>(['attention']);
    const [a, b] = ['art/a.png', 'art/b.png'].map((path) => rejected.find((row) => row.path === path)?.id);
    await ben.refused(['attention', 'apply', a ?? '', '--rename', 'b.png'], 2, 'name-taken');
    await ben.refused(['attention', 'apply', 'checkpoint:none'], 2, 'not-found');
    const applied = await ben.cairn<{ settled: unknown }>([
      'attention',
      'apply',
      a ?? '',
      '--rename',
      'a-ben.png',
    ]);
    assert.deepEqual(applied.settled, [{ id: a, did: 'separated', path: 'art/a-ben.png' }]);
    await ben.cairn(['attention', 'discard', b ?? '']);
    assert.equal(await ben.state('art/b.png'), 'modified');
    await done(ben);
    await settle();
    assert.equal((await anna.cat('art/a-ben.png', 1)).toString(), 'ben a');
  });

  it('a superseded edit is applied again, or discarded', async () => {
    for (const path of ['art/a.png', 'art/b.png']) {
      await anna.cairn(['set', path, '--status', 'anna']);
      await ben.cairn(['set', path, '--status', 'ben']);
    }
    await done(anna);
    await done(ben);
    const { superseded } = await ben.cairn<Attention>(['attention']);
    assert.deepEqual(superseded.map((edit) => [edit.path, edit.field, edit.mine, edit.theirs]).sort(), [
      ['art/a.png', 'status', 'ben', 'anna'],
      ['art/b.png', 'status', 'ben', 'anna'],
    ]);
    const id = (path: string) => superseded.find((edit) => edit.path === path)?.id ?? '';
    await ben.cairn(['attention', 'apply', id('art/a.png')]);
    await ben.cairn(['attention', 'discard', id('art/b.png')]);
    assert.deepEqual((await ben.cairn<Attention>(['attention'])).superseded, []);
    await done(ben);
    await settle();
    const { assets } = await anna.cairn<Status>(['status']);
    assert.deepEqual(
      assets.filter((asset) => asset.kind === 'asset').map((asset) => asset.status),
      ['ben', 'anna', null],
    );
  });

  it('what my role forbids is listed, blocks nothing, and can be taken back', async () => {
    await ben.cairn(['rm', 'art/a.png']);
    await checkpoint(ben, 'art/b.png', 'ben b');
    await ben.cairn(['sync'], 8);
    const { rejected } = await ben.cairn<Attention>(['attention']);
    assert.deepEqual(
      rejected.map((row) => [row.path, row.code]),
      [['art/a.png', 'forbidden']],
    );
    await done(anna);
    assert.equal((await anna.cat('art/b.png', 2)).toString(), 'ben b');
    await ben.cairn(['attention', 'discard', rejected[0]?.id ?? '']);
    await done(ben);
    await settle();
    assert.equal(await ben.state('art/a.png'), 'rebuild');
  });
});
