/** A studio at several addresses, as at `localhost`: what holds at one holds at all, and over all. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../../server/app.ts';
import type { StudioOptions } from '../../../server/config.ts';
import { addressesOf, listen } from '../../../server/listening.ts';
import { RawSocket, statuses } from '../../support/raw-socket.ts';
import { PASSWORD, TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
const PATIENCE = { headers: 100, body: 60_000, look: 50 };

describe('a studio at two addresses', () => {
  // Only Linux has all of 127.0.0.0/8.
  if (process.platform !== 'linux') return;
  const folder = useTempFolder();
  let studio: TestStudio;
  let app: FastifyInstance;
  let doors: string[];
  let sockets: RawSocket[];
  const start = async (options: StudioOptions = {}, addresses = ['127.0.0.1', '127.0.0.2']) => {
    studio = await TestStudio.open(folder(), options);
    app = buildApp({ studio: studio.studio, version: 'test', patience: PATIENCE });
    sockets = [];
    await listen(app, addresses, 0);
    const { port } = app.server.address() as { port: number };
    doors = addresses.map((address) => `http://${address}:${port}`);
  };
  afterEach(async () => {
    for (const socket of sockets) socket.end();
    await app.close();
    await studio.close();
  });
  const open = (door: number, text: string, from: string) => {
    const socket = new RawSocket(doors[door] ?? '', from).send(text);
    sockets.push(socket);
    return socket;
  };
  const health = async (door: number, from: string) =>
    statuses(await open(door, HEALTH, from).until(/\r\n\r\n/u))[0];

  it('bounds the connections of one address over both', async () => {
    await start({ maxConnectionsPerAddress: 8 });
    for (let count = 0; count < 8; count++) assert.equal(await health(count % 2, '127.0.0.3'), 200);
    for (const door of [0, 1]) {
      const refused = await open(door, '', '127.0.0.3').closed;
      assert.match(refused, /^HTTP\/1\.1 503 .*"overloaded"/su);
      assert.equal(await health(door, '127.0.0.4'), 200);
    }
    sockets[1]?.end();
    for (let status: number | undefined; status !== 200; ) status = await health(0, '127.0.0.3');
  });

  it('bounds all connections over both', async () => {
    await start({ maxRequests: 1, trustedProxies: ['127.0.0.3'], maxConnectionsPerAddress: 8 });
    for (let count = 0; count < 72; count++) assert.equal(await health(count % 2, '127.0.0.3'), 200);
    for (const door of [0, 1]) assert.equal(await health(door, '127.0.0.3'), undefined);
  });

  it('gives slow headers up, and tells what is no request, at both', async () => {
    await start();
    for (const door of [0, 1]) {
      assert.deepEqual(statuses(await open(door, 'GET / HTTP/1.1\r\nX: ', '127.0.0.3').closed), [408]);
      assert.match(await open(door, 'NONSENSE\r\n\r\n', '127.0.0.3').closed, /"bad-request"/u);
    }
  });

  it('finishes what is in flight at both before it stops, and takes nothing more', async () => {
    await start();
    const body = JSON.stringify({ name: 'ada', password: PASSWORD, device: 'x' });
    const head = `POST /v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const begun = [];
    for (const door of [0, 1]) {
      const taken = once(app.server, 'request');
      begun.push(open(door, head, '127.0.0.3'));
      await taken;
    }
    const idle = [open(0, HEALTH, '127.0.0.3'), open(1, HEALTH, '127.0.0.3')];
    for (const socket of idle) await socket.until(/\r\n\r\n/u);
    let stopped = false;
    const stopping = app.close().then(() => {
      stopped = true;
    });
    for (const socket of idle) await socket.closed;
    for (const door of [0, 1]) assert.equal(await open(door, HEALTH, '127.0.0.4').closed, '');
    assert.equal(stopped, false);
    for (const socket of begun) assert.deepEqual(statuses(await socket.send(body).closed), [403]);
    await stopping;
  });

  it('leaves out an address that this machine does not have, and does not share a port with another program', async () => {
    await start({}, ['127.0.0.1', '192.0.2.1']);
    assert.equal(await health(0, '127.0.0.3'), 200);
    const other = createServer();
    await once(other.listen(0, '127.0.0.2'), 'listening');
    const { port } = other.address() as { port: number };
    const second = buildApp({ studio: studio.studio, version: 'test' });
    try {
      await assert.rejects(listen(second, ['127.0.0.1', '127.0.0.2'], port), { code: 'EADDRINUSE' });
    } finally {
      await second.close();
      other.close();
    }
    await assert.rejects(new Promise((_, fail) => fetch(`http://127.0.0.1:${port}`).catch(fail)));
  });
});

describe('the addresses of a host', () => {
  it('are itself, and all that localhost has', async () => {
    assert.deepEqual(await addressesOf('0.0.0.0'), ['0.0.0.0']);
    assert.deepEqual(await addressesOf('studio.example'), ['studio.example']);
    const local = await addressesOf('localhost');
    assert.ok(
      local.length > 0 && local.every((address) => ['127.0.0.1', '::1'].includes(address)),
      `${local}`,
    );
    assert.equal(new Set(local).size, local.length);
  });
});
