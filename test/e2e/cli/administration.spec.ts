/** What a team administers from the command line, on a real studio. */
import assert from 'node:assert/strict';
import { type CliMember, CliWorld, type Status } from '../../support/cliWorld.ts';
import { Receiver } from '../../support/receiver.ts';

describe('cairn administers a project', function () {
  this.timeout(120_000);
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;
  let receiver: Receiver;

  before(async () => {
    world = new CliWorld();
    receiver = await Receiver.open();
    await world.startStudio({ CAIRN_STUDIO_WEBHOOK_NETWORKS: '127.0.0.1' });
    anna = await world.join('anna');
    ben = await world.join('ben');
    await anna.cairn(['init', '--name', 'film']);
    await anna.write('rock.txt', 'rock');
    await anna.cairn(['track', 'rock.txt', '-m', 'first']);
    await world.share(anna, { Artist: ben });
  });
  after(async () => {
    await receiver.close();
    await world.end();
  });

  it('tells an address of what happens, and how that goes', async () => {
    const made = await anna.cairn<{ id: string; secret: string }>([
      'webhook',
      'add',
      receiver.url,
      '--label',
      'bot',
    ]);
    assert.match(made.secret, /^whsec_/u);
    assert.deepEqual(
      await anna.cairn(['webhook', 'test', made.id]).then((sent) => (sent as { problem: string }).problem),
      '',
    );
    await anna.cairn(['set', 'rock.txt', '--status', 'review']);
    await anna.cairn(['sync']);
    await receiver.has(2);
    const { webhooks } = await anna.cairn<{ webhooks: { id: string; state: string }[] }>(['webhook', 'list']);
    assert.deepEqual(
      webhooks.map(({ id, state }) => [id, state]),
      [[made.id, 'active']],
    );
    const { deliveries } = await anna.cairn<{ deliveries: unknown[] }>(['webhook', 'log', made.id]);
    assert.ok(deliveries.length >= 1);
    await anna.cairn(['webhook', 'resume', made.id, '--skip']);
    await ben.refused(['webhook', 'list'], 4, 'forbidden');
    await anna.refused(['webhook', 'add', 'https://10.0.0.1/'], 2, 'studio-refused');
    receiver.status = 500;
    assert.equal((await anna.run(['webhook', 'test', made.id])).code, 5);
    await anna.cairn(['webhook', 'remove', made.id]);
  });

  it('says who changed what', async () => {
    const page = await ben.cairn<{
      activity: { user: string; changes: { fields: object }[] }[];
      next: number | null;
    }>([...['activity', 'rock.txt', '--field', 'status', '--user', 'anna', '--limit', '1']]);
    assert.deepEqual(
      page.activity[0]?.changes.map(({ fields }) => Object.keys(fields)),
      [['status']],
    );
    const words = await ben.run(['activity', '--since', '2020-01-01'], { plain: true });
    assert.match(words.stdout.toString(), /status: nothing → review/u);
    const team = await ben.cairn<{ activity: { user: string; changes: { kind: string; name: string }[] }[] }>(
      [...['activity', '--about', 'team', '--member', 'ben']],
    );
    assert.deepEqual(
      team.activity.map(({ user, changes }) => [user, changes.map(({ kind, name }) => `${kind} ${name}`)]),
      [['anna', ['member ben']]],
    );
    const joined = await ben.run(['activity', '--about', 'team'], { plain: true });
    assert.match(joined.stdout.toString(), /member ben {2}new, role Artist/u);
    for (const limit of ['abc', '0', '101', '1.5', '1e1'])
      assert.match(await ben.refused(['activity', '--limit', limit], 2, 'usage'), /from 1 to 100/u);
    await ben.refused(['activity', '--before', 'now'], 2, 'usage');
    await ben.refused(['activity', '--about', 'nothing'], 2, 'usage');
    await ben.refused(['activity', 'rock.txt', '--member', 'ben'], 2, 'usage');
    await ben.refused(['activity', 'none.txt'], 2, 'not-found');
    await ben.refused(['activity', '--since', 'then'], 2, 'usage');
  });

  it('says what was done with accounts, to its administrators', async () => {
    const page = await anna.cairn<{ activity: { kind: string; name: string; user: string }[]; next: null }>([
      ...['studio', 'activity', '--since', '2020-01-01'],
    ]);
    assert.ok(page.activity.some(({ kind, name }) => kind === 'account' && name === 'ben'));
    const words = await anna.run(['studio', 'activity', '--limit', '1'], { plain: true });
    assert.match(words.stdout.toString(), /account ben {2}new/u);
    await ben.refused(['studio', 'activity'], 4, 'forbidden');
  });

  it('bounds what a project holds, and keeps what does not fit until there is room', async () => {
    await anna.cairn(['quota', 'set', 'film', '--bytes', '1K', '--items', 'none']);
    const { usage } = await ben.cairn<{ usage: { mostBytes: number } }>(['usage']);
    assert.equal(usage.mostBytes, 1_000);
    await ben.writeRandom('big.bin', 7, 50_000);
    await ben.cairn(['track', 'big.bin']);
    const { rejected } = await ben.cairn<{ rejected: { path: string; code: string; message: string }[] }>(
      ['sync'],
      8,
    );
    assert.deepEqual(
      rejected.map(({ path, code }) => [path, code]),
      [['big.bin', 'quota']],
    );
    assert.match(rejected[0]?.message ?? '', /no room left/u);
    assert.ok((await ben.cairn<Status>(['status'])).unsent > 0);
    await ben.refused(['quota', 'set', 'film', '--bytes', 'none'], 4, 'forbidden');
    await anna.refused(['quota', 'set', 'film'], 2, 'usage');
    await anna.cairn(['quota', 'set', 'film', '--bytes', 'none']);
    const { projects } = await anna.cairn<{ projects: { name: string }[] }>(['quota', 'list']);
    assert.deepEqual(
      projects.map(({ name }) => name),
      ['film'],
    );
    await ben.cairn(['sync']);
    assert.equal((await ben.cairn<Status>(['status'])).unsent, 0);
  });

  it('keeps trash for so many days', async () => {
    assert.deepEqual(await ben.cairn(['trash', 'keep']), { trashDays: null });
    await ben.refused(['trash', 'keep', '3'], 4, 'forbidden');
    assert.deepEqual(await anna.cairn(['trash', 'keep', '30']), { trashDays: 30 });
    const plan = await anna.cairn<{ items: number; days: number }>(['trash', 'keep', '--dry-run']);
    assert.deepEqual([plan.items, plan.days], [0, 30]);
    const done = await anna.cairn<{ projects: { name: string; days: number }[] }>([
      ...['studio', 'trash', '--dry-run', '--data', world.studioData],
    ]);
    assert.deepEqual(
      done.projects.map(({ name, days }) => [name, days]),
      [['film', 30]],
    );
    assert.deepEqual(await anna.cairn(['trash', 'keep', 'always']), { trashDays: null });
    assert.match(await anna.refused(['trash', 'keep', 'x'], 2, 'usage'), /number of days/u);
  });

  it('makes, renames and removes roles', async () => {
    await anna.cairn(['role', 'create', 'Layout', '+tag.edit', '--like', 'Vendor']);
    await anna.cairn(['role', 'rename', 'Layout', 'Set dressing']);
    const { roles } = await anna.cairn<{ roles: { name: string; permissions: string[] }[] }>([
      'role',
      'list',
    ]);
    const made = roles.find(({ name }) => name === 'Set dressing');
    assert.deepEqual(made?.permissions, ['checkpoint.create', 'status.change', 'tag.edit']);
    await anna.cairn(['member', 'add', 'ben', '--role', 'Set dressing']);
    await anna.refused(['role', 'remove', 'Set dressing'], 2, 'studio-refused');
    await anna.cairn(['role', 'remove', 'Set dressing', '--to', 'Artist']);
    const { members } = await anna.cairn<{ members: { user: string; role: string }[] }>(['member', 'list']);
    assert.equal(members.find(({ user }) => user === 'ben')?.role, 'Artist');
  });
});
