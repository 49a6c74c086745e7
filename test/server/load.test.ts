import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { FRAMES_TYPE, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { contentOf } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { frameOf } from '../support/frames.ts';
import { PASSWORD, type Person, type Seat, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('a studio under load', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let url: string;
  let ada: Person;
  let bob: Person;
  let film: Seat;
  let uploads: ClientRequest[];
  beforeEach(async () => {
    studio = await TestStudio.open(folder(), { maxRequests: 2 });
    ada = await studio.setUp('ada');
    film = await ada.createProject('film');
    await ada.call('POST', '/v1/users', { name: 'bob', password: PASSWORD });
    bob = await studio.signIn('bob');
    await ada.invite(bob, film, 'Artist');
    url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
    uploads = [];
  });
  afterEach(async () => {
    for (const upload of uploads) upload.destroy();
    await studio.close();
  });

  const hello = () => fetch(`${url}/v1/hello`);
  /** An upload that has been taken in work, and waits for the rest of its body. */
  const begin = async (
    frames: readonly Uint8Array[],
    address = url + film.url('chunks'),
    token = ada.token,
  ) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'cairn-protocol': String(PROTOCOL_VERSION),
      'content-type': FRAMES_TYPE,
    };
    const upload = request(address, { method: 'POST', headers });
    upload.on('error', () => {});
    uploads.push(upload);
    for (const frame of frames) await new Promise<void>((resolve) => upload.write(frame, () => resolve()));
    return upload;
  };
  /** One of each: nobody alone has all that the studio does at a time. */
  const beginBoth = async (frame: Uint8Array) => {
    const first = await begin([frame]);
    await begin([frame], url + film.url('chunks'), bob.token);
    return first;
  };
  const untilBusy = async () => {
    for (;;) {
      const answer = await hello();
      if (answer.status === 503) return answer;
      await answer.arrayBuffer();
    }
  };

  it('turns requests away with a time to come back, but tells its health', async () => {
    const { chunks } = contentOf(seededBytes(1, 1000));
    await beginBoth(frameOf(chunks[0]!));
    const refused = await untilBusy();
    assert.equal(((await refused.json()) as { error: { code: string } }).error.code, 'overloaded');
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
  });

  it('leaves room for others, whatever one account does', async () => {
    const own = await TestStudio.open(`${folder()}/own`, { maxRequestsPerAccount: 2 });
    try {
      const eve = await own.setUp('eve');
      await eve.call('POST', '/v1/users', { name: 'bob', password: PASSWORD });
      const bob = await own.signIn('bob');
      const seat = await eve.createProject('slow');
      const at = await own.app.listen({ host: '127.0.0.1', port: 0 });
      const { chunks } = contentOf(seededBytes(1, 1000));
      for (let i = 0; i < 2; i++) await begin([frameOf(chunks[0]!)], at + seat.url('chunks'), eve.token);
      const me = (token: string) => fetch(`${at}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
      for (let status = 200; status !== 503; ) {
        const answer = await me(eve.token);
        await answer.arrayBuffer();
        ({ status } = answer);
      }
      assert.equal((await me(bob.token)).status, 200);
      for (const upload of uploads) upload.destroy();
      for (let status = 503; status === 503; ) ({ status } = await me(eve.token));
    } finally {
      await own.close();
    }
  });

  it('serves others at once, however many connections one account opens', async () => {
    const { chunks } = contentOf(seededBytes(1, 1000));
    // Far more than there is room for; each would be in work until its body has come.
    for (let at = 0; at < 12; at++) await begin([frameOf(chunks[0]!)]);
    for (let round = 0; round < 5; round++) {
      const headers = { authorization: `Bearer ${bob.token}` };
      assert.equal((await fetch(`${url}/v1/me`, { headers })).status, 200);
    }
  });

  it('is free again once those in work are gone, also where they were cut off', async () => {
    const { chunks } = contentOf(seededBytes(1, 1000));
    const first = await beginBoth(frameOf(chunks[0]!));
    await (await untilBusy()).arrayBuffer();
    first.destroy();
    for (let status = 503; status === 503; ) {
      const answer = await hello();
      await answer.arrayBuffer();
      status = answer.status;
    }
  });

  it('finishes what is in flight before it stops', async () => {
    const { chunks } = contentOf(seededBytes(1, 1000));
    const taken = once(studio.app.server, 'request');
    const upload = await begin([frameOf(chunks[0]!)]);
    await taken;
    const answered = new Promise<number>((resolve) =>
      upload.on('response', (answer) => resolve(answer.resume().statusCode ?? 0)),
    );
    const closing = studio.app.close();
    upload.end(frameOf(chunks[1]!));
    assert.equal(await answered, 200);
    await closing;
  });
});
