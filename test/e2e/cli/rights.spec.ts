/** Who may do what: the soft lock and the visible set, in the engine and on the studio. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { type CliMember, CliWorld, type Status, type SyncDocument } from '../../support/cliWorld.ts';

describe('rights by command line', () => {
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;

  before(async () => {
    world = new CliWorld();
    await world.startStudio();
    [anna, ben] = await world.twoMembers('open', 'Artist', async (member) => {
      for (const path of ['open/a.bin', 'secret/b.bin', 'secret/mine.bin', 'secret/needed.bin'])
        await member.writeRandom(path, path.length, 100_000);
      await member.cairn(['track', '.', '-m', 'first']);
      await member.cairn(['set', 'secret/mine.bin', '--task']);
    });
  });
  after(() => world.end());

  const states = async (member: CliMember) =>
    Object.fromEntries(
      (await member.cairn<Status>(['status'])).assets
        .filter((asset) => asset.kind === 'asset')
        .map((asset) => [asset.path, asset.state]),
    );

  it('an artist gets what is shared, and only knows about the rest', async () => {
    assert.deepEqual(await states(ben), {
      'open/a.bin': 'rebuild',
      'secret/b.bin': 'metadata-only',
      'secret/mine.bin': 'metadata-only',
      'secret/needed.bin': 'metadata-only',
    });
    await ben.cairn(['rebuild', '.']);
    assert.equal(existsSync(ben.file('secret/b.bin')), false);
    const cat = await ben.run(['cat', 'secret/b.bin', '--version', '1']);
    assert.equal(cat.code, 4, cat.stdout.toString());
    assert.equal((cat.json as { error: { code: string } }).error.code, 'metadata-only');
    const { refused } = await ben.cairn<{ refused: { code: string }[] }>(['rebuild', 'secret/b.bin'], 4);
    assert.deepEqual(
      refused.map((r) => r.code),
      ['metadata-only'],
    );
  });

  it('a token does a farm’s work and no more, and an invitation lets a newcomer in', async () => {
    const create = (scope: string) =>
      ben.cairn<{ token: string; id: string }>(['token', 'create', '--project', 'show', '--scope', scope]);
    const [read, sync] = [await create('read'), await create('sync')];
    const farm = { env: { CAIRN_TOKEN: sync.token } };
    await ben.writeRandom('open/rendered.bin', 9, 50_000);
    assert.equal((await ben.run(['track', 'open/rendered.bin', '-m', 'frame'], farm)).code, 0);
    await ben.refused(['sync'], 4, 'forbidden', { env: { CAIRN_TOKEN: read.token } });
    await ben.refused(['studio', 'user', 'list', '--studio', world.url], 4, 'forbidden', farm);
    assert.equal((await ben.run(['sync'], farm)).code, 0, 'what could not be sent before is sent');
    await ben.cairn(['token', 'revoke', sync.id]);
    await ben.refused(['sync'], 4, 'session-expired', farm);
    const { tokens } = await ben.cairn<{ tokens: { id: string }[] }>(['token', 'list']);
    assert.deepEqual(
      tokens.map(({ id }) => id),
      [read.id],
    );

    const { link } = await anna.cairn<{ link: string }>(['member', 'invite', '--role', 'Artist']);
    const cem = world.stranger('cem');
    await cem.cairn(['join', link, '--user', 'cem']);
    await cem.cairn(['clone', `${world.url}/show`, cem.folder]);
    assert.ok('open/rendered.bin' in (await states(cem)));
    await cem.refused(['join', link], 4, 'studio-refused');
    await anna.cairn(['member', 'remove', 'cem']);
  });

  it('a task brings its content and what it depends on; taking it away ends that', async () => {
    await anna.cairn(['sync']);
    await anna.cairn(['assign', 'secret/mine.bin', 'ben']);
    await anna.cairn(['depend', 'secret/mine.bin', '--on', 'secret/needed.bin']);
    await anna.cairn(['sync']);
    await ben.cairn(['sync']);
    const { 'secret/mine.bin': mine, 'secret/needed.bin': needed, 'secret/b.bin': other } = await states(ben);
    assert.deepEqual([mine, needed, other], ['rebuild', 'rebuild', 'metadata-only']);
    await ben.cairn(['rebuild', 'secret/mine.bin', 'secret/needed.bin']);
    assert.equal(await ben.hash('secret/needed.bin'), await anna.hash('secret/needed.bin'));
  });

  it('the soft lock: only the assignee checkpoints a task', async () => {
    await anna.writeRandom('secret/mine.bin', 500, 100_000);
    const edited = await anna.hash('secret/mine.bin');
    const report = await anna.cairn<{ refused: { path: string; code: string }[] }>(
      ['checkpoint', 'secret/mine.bin', '-m', 'not mine'],
      7,
    );
    assert.deepEqual(
      report.refused.map((r) => [r.path, r.code]),
      [['secret/mine.bin', 'locked']],
    );
    assert.equal(await anna.hash('secret/mine.bin'), edited);
    await anna.cairn(['revert', 'secret/mine.bin', '--to', '1', '--mine', 'overwrite']);
    await ben.writeRandom('secret/mine.bin', 501, 100_000);
    await ben.cairn(['checkpoint', 'secret/mine.bin', '-m', 'by ben', '--sync']);
    await anna.cairn(['sync']);
    assert.equal(await anna.state('secret/mine.bin'), 'outdated');
  });

  it('the studio holds the lock too: work on a task that was taken away stays here, marked', async () => {
    await ben.writeRandom('secret/mine.bin', 502, 100_000);
    await ben.cairn(['checkpoint', 'secret/mine.bin', '-m', 'too late']);
    const work = await ben.hash('secret/mine.bin');
    await anna.cairn(['assign', 'secret/mine.bin', 'anna']);
    await anna.cairn(['sync']);
    const result = await ben.run(['sync']);
    const report = result.json as SyncDocument;
    assert.ok([3, 8].includes(result.code ?? -1), `${result.code} ${result.stdout}`);
    assert.notEqual(report.outcome, 'done');
    assert.equal(await ben.hash('secret/mine.bin'), work);
    assert.equal((await ben.cat('secret/mine.bin', 3)).length, 100_000);
    const log = await anna.cairn<{ checkpoints: { version: number }[] }>(['log', 'secret/mine.bin']);
    assert.equal(log.checkpoints[0]?.version, 2);
    await ben.cairn(['verify']);
  });

  it('an artist may not manage the team, and a stranger sees no project', async () => {
    const refusal = await ben.run(['member', 'add', 'anna', '--role', 'Artist']);
    assert.equal(refusal.code, 4, refusal.stdout.toString());
    const eve = await world.join('eve');
    await eve.refused(['clone', `${world.url}/show`, eve.file('x')], 2, 'not-found');
    assert.equal(existsSync(eve.file('x/.cairn')), false);
    const users = await ben.run(['studio', 'user', 'list']);
    assert.equal(users.code, 4, users.stdout.toString());
    const list = await anna.cairn<{ members: { user: string; role: string }[] }>(['member', 'list']);
    assert.deepEqual(list.members.map(({ user, role }) => [user, role]).toSorted(), [
      ['anna', 'Admin'],
      ['ben', 'Artist'],
    ]);
  });

  it('roles can be changed, and count at once', async () => {
    await anna.cairn(['role', 'set', 'Artist', '+content.read-all', '-dependency.edit']);
    const { roles } = await anna.cairn<{ roles: { name: string; permissions: string[] }[] }>([
      'role',
      'list',
    ]);
    const artist = roles.find((role) => role.name === 'Artist');
    assert.ok(artist?.permissions.includes('content.read-all'));
    assert.ok(!artist?.permissions.includes('dependency.edit'));
    await anna.refused(['role', 'set', 'Artist', '+made.up'], 2, 'usage');
    await anna.cairn(['member', 'remove', 'ben']);
    const result = await ben.run(['sync']);
    assert.notEqual(result.code, 0, result.stdout.toString());
    await ben.cairn(['verify']);
  });
});
