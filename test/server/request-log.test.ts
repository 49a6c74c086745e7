import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../server/app.ts';
import { item, newItem } from '../support/changes.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('the log of requests', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let app: FastifyInstance;
  let lines: Record<string, unknown>[];
  let url: string;

  beforeEach(async () => {
    ({ studio, ada } = await startTeam(folder(), {}));
    lines = [];
    const log = new Writable({
      write: (text, _encoding, done) => {
        lines.push(JSON.parse(String(text)));
        done();
      },
    });
    app = buildApp({ studio: studio.studio, version: 'test', log });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    lines = [];
  });
  afterEach(async () => {
    await app.close();
    await studio.close();
  });

  const ask = async (path: string, token?: string): Promise<void> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    await (await fetch(`${url}${path}`, { headers })).arrayBuffer();
  };
  /** Until there is one. */
  const next = async (): Promise<Record<string, unknown>> => {
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
    return lines.shift() ?? {};
  };
  const told = async () => {
    const { msg, user, project, status, code, aborted } = await next();
    return { msg, user, project, status, code, aborted };
  };
  const line = { msg: 'request', user: 'ada', project: undefined, code: undefined, aborted: undefined };

  it('has one line for each: who asked, for which project, and what came of it', async () => {
    await ask('/v1/me', ada.person.token);
    assert.deepEqual(await told(), { ...line, status: 200 });
    await ask(ada.url('members'), ada.person.token);
    assert.deepEqual(await told(), { ...line, project: ada.project, status: 200 });
    await ask('/v1/projects/none/members', ada.person.token);
    assert.deepEqual(await told(), { ...line, user: undefined, status: 404, code: 'not-found' });
    await ask('/v1/me');
    assert.deepEqual(await told(), { ...line, user: undefined, status: 401, code: 'signed-out' });
    await ask('/nowhere');
    assert.deepEqual(await told(), { ...line, user: undefined, status: 404, code: 'not-found' });
    assert.equal(lines.length, 0);
  });

  it('is silent about those who ask whether the studio is well, as long as it is', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) await ask(path);
    assert.deepEqual(await told(), { ...line, user: undefined, status: 404, code: 'not-found' });
    assert.equal(lines.length, 0);
  });

  it('says which were broken off', async () => {
    await ada.push(newItem(item({ name: 'rock' })));
    const socket = new RawSocket(url);
    socket.send(
      `POST ${ada.url('webhooks')} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ada.person.token}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    socket.socket.end();
    assert.equal((await told()).aborted, true);
  });
});
