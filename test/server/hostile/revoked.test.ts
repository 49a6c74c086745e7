/** Requests that begin while somebody may do something, and end when they may not any more: held back in the middle of a body. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { v7 as uuid } from 'uuid';
import { cairn } from '../../../proto/generated/cairn.js';
import { FRAMES_TYPE, MESSAGE_TYPE, PROTOCOL_VERSION } from '../../../proto/limits.ts';
import { AGAIN_MS } from '../../../server/access/guard.ts';
import { contentOf, item, newItem } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { frameOf } from '../../support/frames.ts';
import { RawSocket, statuses } from '../../support/raw-socket.ts';
import { PASSWORD, type Person, type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('a request that is held back until', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let ben: Seat;
  let url: string;
  let token: { id: string; token: string };
  let sockets: RawSocket[];
  beforeEach(async () => {
    const team = await startTeam(folder(), { ben: 'Admin', eve: '' });
    ({ studio, ada } = team);
    ben = team.seats.ben!;
    const made = await ben.person.call('POST', ben.url('tokens'), { scope: 'sync' });
    token = made.raw.json();
    sockets = [];
    url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.end();
    await studio.close();
  });

  /**
   * A request whose body has come half, or as far as `sent`.
   * @returns sends the rest, or what lies before `end`, and answers with the status once the connection is closed
   */
  const hold = async (
    method: string,
    path: string,
    type: string,
    body: Uint8Array,
    bearer: string,
    sent = body.length / 2,
  ) => {
    const taken = once(studio.app.server, 'request');
    const headers = [
      'Host: x',
      `Authorization: Bearer ${bearer}`,
      `cairn-protocol: ${PROTOCOL_VERSION}`,
      `Content-Type: ${type}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
    ];
    const half = Math.floor(sent);
    const socket = new RawSocket(url)
      .send(`${method} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
      .send(body.subarray(0, half));
    sockets.push(socket);
    await taken;
    // Let through: whoever asks has a request in work from then on.
    await ada.person.call('GET', '/v1/me');
    return async (end = body.length) => statuses(await socket.send(body.subarray(half, end)).closed)[0];
  };
  const push = async (bearer: string) => {
    const row = newItem(item({ name: 'held back' }));
    const request = { pushId: uuid(), baseRevision: await ada.head(), changes: [row] };
    return hold('POST', ben.url('push'), MESSAGE_TYPE, cairn.v1.PushRequest.encode(request).finish(), bearer);
  };
  const json = (method: string, path: string, body: object) =>
    hold(method, path, 'application/json', Buffer.from(JSON.stringify(body)), ben.person.token);
  const raise = () => json('PUT', ben.url('members/eve'), { role: 'Admin' });
  const state = async () => {
    const members = (await ada.person.call('GET', ada.url('members'))).raw.body;
    const names = [...(await ada.items()).values()].map(({ name }) => name);
    return { eve: members.includes('"eve"'), pushed: names.includes('held back') };
  };
  const nothing = { eve: false, pushed: false };
  const admin = (method: 'PUT' | 'DELETE', path: string, body?: object) =>
    ada.person.call(method, path.startsWith('/') ? path : ada.url(path), body);

  const ends: Readonly<Record<string, readonly [end: (who: Person) => Promise<unknown>, status: number]>> = {
    'its session is ended': [(who) => who.call('POST', '/v1/logout'), 401],
    'the password is changed': [
      (who) => who.call('POST', '/v1/me/password', { old: PASSWORD, password: `another ${PASSWORD}` }),
      401,
    ],
    'the account is removed': [() => admin('DELETE', '/v1/users/ben'), 401],
    'the membership is over': [() => admin('DELETE', 'members/ben'), 404],
  };
  for (const [what, [end, status]] of Object.entries(ends)) {
    it(`${what}, does nothing`, async () => {
      const held = [await push(ben.person.token), await raise()];
      await end(ben.person);
      studio.pass(AGAIN_MS);
      for (const finish of held) assert.equal(await finish(), status);
      assert.deepEqual(await state(), nothing);
    });
  }

  for (const [what, [end]] of Object.entries(ends)) {
    it(`${what}, and goes on to send content, is cut off long before its end`, async () => {
      const { chunks } = contentOf(...Array.from({ length: 12 }, (_, seed) => seededBytes(seed, 500_000)));
      const body = Buffer.concat(chunks.map(frameOf));
      const more = await hold(
        'POST',
        ben.url('chunks'),
        FRAMES_TYPE,
        body,
        ben.person.token,
        body.length / 4,
      );
      await end(ben.person);
      studio.pass(AGAIN_MS);
      // The connection ends although the rest of the body has not come.
      await more(body.length / 2);
    });
  }

  it('the role is another one, does what that allows', async () => {
    const held = [await push(ben.person.token), await raise()];
    assert.equal((await admin('PUT', 'members/ben', { role: 'Vendor' })).status, 204);
    studio.pass(AGAIN_MS);
    assert.equal(await held[0]!(), 200, 'it is judged row by row');
    assert.equal(await held[1]!(), 403);
    assert.deepEqual(await state(), nothing);
  });

  it('the token is revoked, does nothing', async () => {
    const finish = await push(token.token);
    assert.equal((await ben.person.call('DELETE', `/v1/me/tokens/${token.id}`)).status, 204);
    studio.pass(AGAIN_MS);
    assert.equal(await finish(), 401);
    assert.deepEqual(await state(), nothing);
  });

  it('nothing has changed, is done', async () => {
    const held = [await push(token.token), await raise()];
    studio.pass(AGAIN_MS);
    assert.deepEqual([await held[0]!(), await held[1]!()], [200, 204]);
    assert.deepEqual(await state(), { eve: true, pushed: true });
  });
});
