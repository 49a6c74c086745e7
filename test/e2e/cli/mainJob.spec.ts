/** The main job by command line only: files of every size from one disk to the other, edited, and back. */
import assert from 'node:assert/strict';
import {
  type CliMember,
  CliWorld,
  type LogDocument,
  type Status,
  type SyncDocument,
} from '../../support/cliWorld.ts';
import { overwrite } from '../../support/content.ts';

const FILES = {
  'props/empty.bin': 0,
  'props/byte.bin': 1,
  'props/tex/small.bin': 65_536,
  'props/tex/medium.bin': 5_000_000,
  'scenes/large.bin': 600_000_000,
} as const;
const PATHS = Object.keys(FILES);

describe('two members by command line', () => {
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;

  before(async () => {
    world = new CliWorld();
    await world.startStudio();
    anna = await world.join('anna');
    ben = await world.join('ben');
    for (const [index, [path, size]] of Object.entries(FILES).entries())
      await anna.writeRandom(path, index + 1, size);
  });
  after(() => world.end());

  const same = async () => {
    for (const path of PATHS) assert.equal(await ben.hash(path), await anna.hash(path), path);
  };

  it('know who they are', async () => {
    const me = await ben.cairn<{ user: string; studio: string; admin: boolean }>(['whoami']);
    assert.deepEqual([me.user, me.studio, me.admin], ['ben', world.url, false]);
    const { users } = await anna.cairn<{ users: { name: string; admin: boolean }[] }>([
      'studio',
      'user',
      'list',
    ]);
    assert.deepEqual(users.map((user) => [user.name, user.admin]).toSorted(), [
      ['anna', true],
      ['ben', false],
    ]);
  });

  it('track, publish, sync, clone, rebuild: identical bytes', async () => {
    await anna.cairn(['init', '--name', 'The Show']);
    const tracked = await anna.cairn<{ checkpoints: { path: string; version: number; size: number }[] }>([
      'track',
      'props',
      'scenes',
      '-m',
      'first',
    ]);
    assert.deepEqual(
      tracked.checkpoints.map((c) => [c.path, c.version, c.size]).toSorted(),
      Object.entries(FILES)
        .map(([path, size]) => [path, 1, size])
        .toSorted(),
    );
    for (const collection of ['props', 'scenes']) await anna.cairn(['set', collection, '--shared', 'yes']);
    await anna.cairn(['publish', world.url]);
    const plan = await anna.cairn<{ push: unknown[]; bytesUp: number }>(['sync', '--dry-run']);
    assert.ok(plan.push.length >= PATHS.length * 2 + 3);
    const sent = await anna.cairn<SyncDocument>(['sync']);
    assert.equal(sent.outcome, 'done');
    assert.ok(sent.chunks.bytesUp > 600_000_000);
    await anna.cairn(['member', 'add', 'ben', '--role', 'Artist']);
    await ben.cairn(['clone', `${world.url}/The%20Show`, ben.folder]);
    const before = await ben.cairn<Status>(['status']);
    assert.equal(before.counts.rebuild, PATHS.length);
    await ben.cairn(['rebuild', '.']);
    await same();
    const after = await ben.cairn<Status>(['status']);
    assert.deepEqual(after.counts, { normal: PATHS.length });
    assert.deepEqual([after.unsent, after.project.studio], [0, world.url]);
    await ben.cairn(['verify']);
  });

  it('edit, checkpoint, sync, outdated, pull: only what changed travels', async () => {
    await overwrite(anna.file('scenes/large.bin'), 300_000_000, 77, 10_000);
    await overwrite(anna.file('props/tex/medium.bin'), 0, 78, 10);
    assert.equal(await anna.state('scenes/large.bin'), 'modified');
    await anna.cairn(['checkpoint', 'scenes', 'props', '-m', 'moved a rock', '--status', 'review', '--sync']);
    const pulled = await ben.cairn<SyncDocument>(['sync']);
    assert.ok(pulled.chunks.bytesDown < 12_000_000, `${pulled.chunks.bytesDown} bytes came down`);
    assert.equal(await ben.state('scenes/large.bin'), 'outdated');
    assert.notEqual(await ben.hash('scenes/large.bin'), await anna.hash('scenes/large.bin'));
    await ben.cairn(['pull', '.']);
    await same();
    const log = await ben.cairn<LogDocument>(['log', 'scenes/large.bin']);
    assert.deepEqual(
      log.checkpoints.map((c) => [c.version, c.author, c.comment, c.unsent]),
      [
        [2, 'anna', 'moved a rock', false],
        [1, 'anna', 'first', false],
      ],
    );
    const quiet = await ben.cairn<SyncDocument>(['sync']);
    assert.deepEqual(
      [quiet.pushed, quiet.pulled, quiet.chunks.bytesUp, quiet.chunks.bytesDown],
      [0, 0, 0, 0],
    );
  });

  it('the other way round, with local edits in the way', async () => {
    await overwrite(ben.file('props/tex/small.bin'), 100, 79, 100);
    await ben.cairn(['checkpoint', 'props/tex/small.bin', '-m', 'by ben', '--sync']);
    await overwrite(anna.file('props/tex/small.bin'), 60_000, 80, 100);
    const mine = await anna.hash('props/tex/small.bin');
    await anna.cairn(['sync']);
    const entry = (await anna.cairn<Status>(['status'])).assets.find((a) => a.path === 'props/tex/small.bin');
    assert.deepEqual(
      [entry?.state, entry?.flags.includes('outdated'), entry?.base, entry?.latest],
      ['modified', true, 1, 2],
    );
    const refused = await anna.cairn<{ refused: { code: string }[] }>(['pull', '.'], 7);
    assert.deepEqual(
      refused.refused.map((r) => r.code),
      ['modified'],
    );
    assert.equal(await anna.hash('props/tex/small.bin'), mine);
    await anna.cairn(['pull', 'props/tex/small.bin', '--mine', 'overwrite']);
    assert.equal(await anna.hash('props/tex/small.bin'), await ben.hash('props/tex/small.bin'));
  });

  it('free, gc and rebuild: what the studio holds can be dropped here and comes back', async () => {
    await ben.cairn(['free', 'props']);
    await ben.cairn(['gc', '--dry-run']);
    const freed = await ben.cairn<{ chunks: number; bytes: number }>(['gc']);
    assert.ok(freed.chunks > 0 && freed.bytes > 0);
    await ben.cairn(['verify']);
    await ben.cairn(['rebuild', 'props']);
    await same();
    assert.equal((await ben.cat('props/tex/medium.bin', 1)).length, 5_000_000);
    await ben.cairn(['verify']);
    await anna.cairn(['verify']);
  });

  it('moves, trash and restore arrive, and are replayed only when pulled', async () => {
    await anna.cairn(['mv', 'props/tex', 'textures']);
    await anna.cairn(['rm', 'props/byte.bin']);
    await anna.cairn(['sync']);
    await ben.cairn(['sync']);
    assert.equal((await ben.hash('props/tex/medium.bin')).length, 64);
    await ben.cairn(['pull', '.']);
    assert.equal(await ben.hash('textures/medium.bin'), await anna.hash('textures/medium.bin'));
    const { items } = await ben.cairn<{ items: { id: string; path: string; by: string }[] }>([
      'trash',
      'list',
    ]);
    assert.deepEqual(
      items.map((item) => item.by),
      ['anna'],
    );
    await anna.cairn(['trash', 'restore', items[0]?.id ?? '']);
    await anna.cairn(['sync']);
    await ben.cairn(['sync']);
    assert.deepEqual(await ben.cairn(['trash', 'list']), { items: [] });
    await anna.cairn(['rm', 'props/empty.bin']);
    await anna.cairn(['sync']);
    const trash = await anna.cairn<{ items: { id: string }[] }>(['trash', 'list']);
    await anna.cairn(['trash', 'purge', trash.items[0]?.id ?? '']);
    await anna.cairn(['sync']);
    await ben.cairn(['sync']);
    assert.deepEqual(await ben.cairn(['trash', 'list']), { items: [] });
    for (const member of [anna, ben]) await member.cairn(['verify']);
  });

  it('metadata of both merges, and both end up with the same', async () => {
    await anna.cairn(['set', 'textures/medium.bin', '--status', 'done', '--description', 'A wet rock']);
    await anna.cairn(['tag', 'textures/medium.bin', '+hero', '+wet']);
    await ben.cairn(['set', 'textures/medium.bin', '--type', 'texture']);
    await ben.cairn(['tag', 'textures/medium.bin', '+wet', '+night']);
    await ben.cairn(['depend', 'scenes/large.bin', '--on', 'textures']);
    await anna.cairn(['sync']);
    await ben.cairn(['sync']);
    await anna.cairn(['sync']);
    await anna.cairn(['tag', 'textures/medium.bin', '-wet']);
    await anna.cairn(['sync']);
    await ben.cairn(['sync']);
    const facts = async (member: CliMember) => {
      const { assets } = await member.cairn<Status>(['status', 'textures/medium.bin']);
      const { tags, ...rest } = assets[0] as unknown as { tags: string[]; status: string; type: string };
      return [rest.status, rest.type, tags.toSorted()];
    };
    assert.deepEqual(await facts(anna), ['done', 'texture', ['hero', 'night']]);
    assert.deepEqual(await facts(ben), await facts(anna));
  });
});
