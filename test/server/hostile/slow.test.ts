/** Requests that take their time, over real sockets. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import { networkOf } from '../../../server/access/network.ts';
import { buildApp } from '../../../server/app.ts';
import type { StudioOptions } from '../../../server/config.ts';
import { RawSocket, statuses } from '../../support/raw-socket.ts';
import { type Person, TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const LOGIN =
  'POST /v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{';

describe('requests that take their time', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let app: FastifyInstance;
  let ada: Person;
  let url: string;
  let sockets: RawSocket[];

  const start = async (
    patience?: { headers: number; body: number; look: number },
    options: StudioOptions = {},
  ) => {
    studio = await TestStudio.open(folder(), { maxRequests: 4, maxRequestsPerAccount: 2, ...options });
    ada = await studio.setUp('ada');
    app = buildApp({ studio: studio.studio, version: 'test', ...(patience && { patience }) });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    sockets = [];
  };
  afterEach(async () => {
    for (const socket of sockets) socket.end();
    await app.close();
    await studio.close();
  });
  const open = (text: string, from?: string): RawSocket => {
    const socket = new RawSocket(url, from).send(text);
    sockets.push(socket);
    return socket;
  };
  /** In work: their bodies are waited for. */
  const begin = async (count: number) => {
    for (let at = 0; at < count; at++) {
      const taken = once(app.server, 'request');
      open(LOGIN);
      await taken;
    }
  };
  const me = () => fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${ada.token}` } });

  it('keep no member out, as long as they come from nobody', async () => {
    await start();
    await begin(2);
    const refused = await fetch(`${url}/v1/hello`);
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '1']);
    await refused.arrayBuffer();
    for (let round = 0; round < 5; round++) assert.equal((await me()).status, 200);
    for (const socket of sockets) socket.end();
    for (let status = 503; status === 503; ) {
      const answer = await fetch(`${url}/v1/hello`);
      await answer.arrayBuffer();
      ({ status } = answer);
    }
  });

  it('are given up where their bodies do not come', async () => {
    await start({ headers: 60_000, body: 100, look: 100 });
    await begin(2);
    for (const socket of sockets) assert.deepEqual(statuses(await socket.closed), []);
    for (let status = 503; status === 503; ) {
      const answer = await fetch(`${url}/v1/hello`);
      await answer.arrayBuffer();
      ({ status } = answer);
    }
  });

  it('are given up, too, where they were refused before their bodies came; a member’s is waited for', async () => {
    await start({ headers: 60_000, body: 100, look: 100 });
    const feature = await ada.createProject('feature');
    const begun = (what: string, length: number, more = '') =>
      open(`${what} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n${more}\r\n{`);
    const rest = '"archived": true }';
    const hers = begun(
      'PATCH /v1/projects/feature',
      rest.length + 1,
      `Content-Type: application/json\r\nAuthorization: Bearer ${ada.token}\r\n`,
    );
    for (const [what, status] of [
      [`POST ${feature.url('chunks')}`, 401],
      ['POST /v1/nothing', 404],
      ['GET /healthz', 200],
    ] as const)
      assert.deepEqual(statuses(await begun(what, 1_000_000).closed), [status], what);
    assert.deepEqual(statuses(await hers.send(rest).until(/\r\n\r\n/u)), [200]);
  });

  it('are given up where their headers do not end', async () => {
    await start({ headers: 100, body: 60_000, look: 50 });
    const slow = open('GET /v1/hello HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    assert.deepEqual(statuses(await slow.closed), [408]);
  });

  const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
  const answered = async (socket: RawSocket) => statuses(await socket.until(/\r\n\r\n/u))[0];
  /** Opens connections, and waits until there is room for them. */
  const openSoon = async (from?: string) => {
    for (let status: number | undefined; status !== 200; ) status = await answered(open(HEALTH, from));
  };

  it('hold a bounded number of connections, a proxy’s too', async () => {
    await start(undefined, { maxRequests: 1, trustedProxies: ['127.0.0.0/8'], maxConnectionsPerAddress: 8 });
    const most = 64 + 8;
    for (let count = 0; count < most; count++) assert.equal(await answered(open(HEALTH)), 200);
    assert.equal(await answered(open(HEALTH)), undefined);
    sockets[0]?.end();
    await openSoon();
  });

  it('hold so many connections of one address, and leave the others', async () => {
    await start(undefined, { maxConnectionsPerAddress: 8 });
    for (let count = 0; count < 8; count++) assert.equal(await answered(open(HEALTH)), 200);
    const refused = open('');
    assert.match(await refused.closed, /^HTTP\/1\.1 503 .*\r\nRetry-After: \d+\r\n.*"overloaded"/su);
    for (let count = 0; count < 50; count++) assert.notEqual(await answered(open(HEALTH)), 200);
    assert.equal(await answered(open(HEALTH, '127.0.0.2')), 200);
    // What it gives back, it has again; what was refused took nothing.
    sockets[0]?.end();
    await openSoon();
  });

  it('hold half of all connections at most, whatever one address may have', async () => {
    await start(undefined, { maxRequests: 1 });
    for (let count = 0; count < 36; count++) assert.equal(await answered(open(HEALTH)), 200);
    assert.notEqual(await answered(open(HEALTH)), 200);
    for (let count = 0; count < 36; count++) assert.equal(await answered(open(HEALTH, '127.0.0.2')), 200);
  });
});

describe('where a request comes from', () => {
  it('is an address of IPv4, or a network of IPv6, which is one person’s', () => {
    const same = [
      ['192.0.2.7', '192.0.2.7'],
      ['::ffff:192.0.2.7', '192.0.2.7'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:db8:1:2::', '2001:db8:1:2::/64'],
      ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
      ['2001:db8::1', '2001:db8:0:0::/64'],
      ['::1', '0:0:0:0::/64'],
      ['fe80::1%eth0', 'fe80:0:0:0::/64'],
      ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
      ['1:2:3:4:5:6:192.0.2.7', '1:2:3:4::/64'],
    ] as const;
    for (const [address, network] of same) assert.equal(networkOf(address), network, address);
    assert.notEqual(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:3::1'));
  });
});
