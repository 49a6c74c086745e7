import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { Reachable } from '../../server/webhooks/address.ts';
import { Courier, GIVE_UP_MS } from '../../server/webhooks/courier.ts';
import { item, newItem } from '../support/changes.ts';
import { onPostgres } from '../support/postgres.ts';
import { isSigned, Receiver } from '../support/receiver.ts';
import { type Seat, startTeam, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const LOOPBACK = ['127.0.0.0/8'];
const quiet = { warn: () => {}, error: () => {} };

interface Hook {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly told: number;
}

describe('webhooks', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let seats: Readonly<Record<string, Seat>>;
  let receiver: Receiver;

  beforeEach(async () => {
    ({ studio, ada, seats } = await startTeam(folder(), { ben: 'Artist' }, { webhookNetworks: LOOPBACK }));
    receiver = await Receiver.open();
  });
  afterEach(async () => {
    await receiver.close();
    await studio.close();
  });

  const add = async (url = receiver.url) => {
    const answer = await ada.person.call('POST', ada.url('webhooks'), { url, label: 'bot' });
    assert.equal(answer.status, 201, answer.raw.body);
    return answer.raw.json() as { id: string; secret: string };
  };
  const hooks = async (): Promise<Hook[]> =>
    (await ada.person.call('GET', ada.url('webhooks'))).raw.json().webhooks;
  const deliveries = async (id: string): Promise<{ problem: string; status: number | null }[]> =>
    (await ada.person.call('GET', ada.url(`webhooks/${id}/deliveries`))).raw.json().deliveries;
  const make = (name: string) => ada.push(newItem(item({ name })));
  /** Until a delivery was noted that `wanted` is satisfied with. */
  const noted = async (id: string, wanted: (state: Hook) => boolean): Promise<Hook> => {
    for (;;) {
      const [hook] = (await hooks()).filter((one) => one.id === id);
      if (hook && wanted(hook)) return hook;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const names = () => receiver.received.map(({ json }) => json.data.changes[0]?.name);

  it('tell every change once, in order, signed with a secret that is shown once', async () => {
    studio.studio.courier.start(quiet);
    await make('before');
    const { id, secret } = await add();
    for (const name of ['a', 'b', 'c', 'd']) await make(name);
    await receiver.has(4);
    assert.deepEqual(names(), ['a', 'b', 'c', 'd']);
    for (const one of receiver.received) assert.ok(isSigned(one, secret));
    assert.ok(!isSigned({ ...receiver.received[0]!, body: '{}' }, secret));
    assert.ok(!isSigned({ ...receiver.received[0]!, timestamp: 1 }, secret));
    const listed = await ada.person.call('GET', ada.url('webhooks'));
    assert.ok(!listed.raw.body.includes(secret.slice(6)));
    await noted(id, ({ told }) => told === receiver.received.at(-1)?.json.data.revision);
    assert.deepEqual(
      (await deliveries(id)).map(({ problem, status }) => [problem, status]),
      Array(4).fill(['', 204]),
    );
  });

  it('wait for a receiver that fails, longer each time, and miss nothing', async () => {
    studio.studio.courier.start(quiet);
    const { id } = await add();
    receiver.status = 500;
    await make('a');
    await make('b');
    await noted(id, ({ attempts }) => attempts === 1);
    studio.pass(10_000);
    studio.studio.courier.nudge();
    await noted(id, ({ attempts }) => attempts === 2);
    // Not due yet: only its first wait is over.
    studio.pass(10_000);
    studio.studio.courier.nudge();
    receiver.status = 200;
    studio.pass(60_000);
    studio.studio.courier.nudge();
    await receiver.has(4);
    assert.deepEqual(names(), ['a', 'a', 'a', 'b']);
    assert.equal(new Set(receiver.received.slice(0, 3).map((one) => one.id)).size, 1);
  });

  it('are given up after days, loudly, and go on from there when they are resumed', async () => {
    const told: string[] = [];
    studio.studio.courier.start({ warn: () => {}, error: (_what, message) => told.push(message) });
    const { id } = await add();
    receiver.status = 503;
    await make('a');
    await noted(id, ({ attempts }) => attempts === 1);
    studio.pass(GIVE_UP_MS);
    studio.studio.courier.nudge();
    await noted(id, ({ state }) => state === 'given-up');
    assert.match(told.join(), /given up/u);
    receiver.status = 200;
    assert.equal((await ada.person.call('POST', ada.url(`webhooks/${id}/resume`), {})).status, 204);
    await receiver.has(3);
    assert.deepEqual(names(), ['a', 'a', 'a']);
  });

  it('go on where they were after a stop, and are told by one of several processes', async () => {
    const { id } = await add();
    await make('a');
    const { metadata, now } = studio.studio;
    const others = [1, 2, 3].map(() => new Courier(metadata, LOOPBACK, now));
    for (const name of ['b', 'c', 'd', 'e', 'f']) await make(name);
    for (const other of others) other.start(quiet);
    await receiver.has(6);
    await noted(id, ({ told }) => told === receiver.received.at(-1)?.json.data.revision);
    assert.deepEqual(names(), ['a', 'b', 'c', 'd', 'e', 'f']);
    for (const other of others) await other.close();
  });

  it('wait where the database takes no writes, and go on afterwards', async () => {
    const { db } = studio.studio.metadata;
    await add();
    await make('a');
    const refuse = onPostgres()
      ? sql`ALTER TABLE webhook ADD CONSTRAINT "full" CHECK (claimed_by = '')`
      : sql`CREATE TRIGGER full BEFORE UPDATE ON webhook BEGIN SELECT raise(ABORT, 'database or disk is full'); END`;
    await refuse.execute(db);
    let failures = 0;
    studio.studio.courier.start({ warn: () => {}, error: () => failures++ });
    while (failures === 0) await new Promise((resolve) => setImmediate(resolve));
    // Each is more than a look for what is due takes.
    for (let request = 0; request < 10; request++) await hooks();
    assert.equal(failures, 1);
    const allow = onPostgres() ? sql`ALTER TABLE webhook DROP CONSTRAINT "full"` : sql`DROP TRIGGER full`;
    await allow.execute(db);
    studio.studio.courier.nudge();
    await receiver.has(1);
    assert.deepEqual(names(), ['a']);
  });

  it('can be tried at once, whatever waits', async () => {
    const { id, secret } = await add();
    const tried = await ada.person.call('POST', ada.url(`webhooks/${id}/test`));
    assert.deepEqual({ ...(tried.raw.json() as object), took: 0 }, { status: 204, problem: '', took: 0 });
    assert.equal(receiver.received[0]?.json.type, 'webhook.test');
    assert.ok(isSigned(receiver.received[0]!, secret));
  });

  it('follow no redirects, and lead into no network of the studio', async () => {
    receiver.status = 307;
    const { id } = await add();
    const tried = await ada.person.call('POST', ada.url(`webhooks/${id}/test`));
    assert.equal(tried.raw.json().status, 307);
    assert.equal(receiver.received.length, 1);
    const bad = [
      'http://example.com/',
      'https://10.0.0.1/',
      'https://192.168.1.1:8443/x',
      'https://169.254.169.254/latest/meta-data/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://[fd00::1]/',
      'https://[64:ff9b::a00:1]/',
      'https://[2002:a00:1::]/',
      'https://0x0a000001/',
      'https://167772161/',
      'https://user:secret@example.com/',
      'http://localhost:1/',
      'http://[::1]:1/',
      'file:///etc/passwd',
      'gopher://example.com/',
      'nonsense',
    ];
    for (const url of bad) {
      const answer = await ada.person.call('POST', ada.url('webhooks'), { url });
      assert.equal(answer.code, 'bad-request', url);
    }
  });

  it('lead to no private address by a name, whatever it meant when it was looked up before', async () => {
    const refused = new Reachable([]);
    const looked = (reachable: Reachable, all: boolean) =>
      new Promise((resolve, reject) =>
        reachable.lookup('localhost', { all }, (error, found) => (error ? reject(error) : resolve(found))),
      );
    await assert.rejects(looked(refused, true), { code: 'EADDRESS' });
    await assert.rejects(looked(refused, false), { code: 'EADDRESS' });
    assert.ok(await looked(new Reachable(['127.0.0.0/8', '::1']), true));
    const { id } = await add('https://localhost:1/');
    const other = await TestStudio.open(folder());
    const person = await other.signIn('ada');
    const tried = await person.call('POST', ada.url(`webhooks/${id}/test`));
    assert.equal(tried.raw.json().problem, 'Its address may not be called');
    await other.close();
  });

  it('are for those who manage members, and end with their removal', async () => {
    const { ben } = seats;
    const { id } = await add();
    assert.equal((await ben!.person.call('GET', ada.url('webhooks'))).code, 'forbidden');
    assert.equal((await ada.person.call('DELETE', ada.url(`webhooks/${id}`))).status, 204);
    assert.equal((await ada.person.call('GET', ada.url(`webhooks/${id}/deliveries`))).code, 'not-found');
    const elsewhere = await ada.person.createProject('elsewhere');
    const { id: own } = await add();
    assert.equal((await ada.person.call('DELETE', elsewhere.url(`webhooks/${own}`))).code, 'not-found');
  });
});
