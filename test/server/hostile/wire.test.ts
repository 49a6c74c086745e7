/** Requests that no client of ours sends, over real sockets. */
import assert from 'node:assert/strict';
import { FRAMES_TYPE, MAX_MESSAGE_BYTES, MESSAGE_TYPE, PROTOCOL_VERSION } from '../../../proto/limits.ts';
import { RawSocket, statuses } from '../../support/raw-socket.ts';
import { type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('a request that no client of ours sends', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let url: string;
  let head: string;
  beforeEach(async () => {
    ({ studio, ada } = await startTeam(folder(), {}));
    url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
    head = `Host: x\r\nAuthorization: Bearer ${ada.person.token}\r\ncairn-protocol: ${PROTOCOL_VERSION}\r\n`;
  });
  afterEach(() => studio.close());

  const answers = async (text: string | Uint8Array): Promise<number[]> => {
    const socket = new RawSocket(url).send(text);
    return statuses(await socket.closed);
  };
  const alive = async () => assert.equal((await fetch(`${url}/readyz`)).status, 200);
  const users = async () =>
    (await ada.person.call('GET', '/v1/users')).raw.json<{ users: { name: string }[] }>().users.length;

  it('smuggles no second one past a proxy: lengths that disagree end the connection, and nothing of it is done', async () => {
    const body = JSON.stringify({ name: 'smuggled', password: 'a long enough password' });
    const inner = `POST /v1/users HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const post = `POST /v1/login HTTP/1.1\r\n${head}Content-Type: application/json\r\n`;
    const chunk = `0\r\n\r\n${inner}`;
    const forms = [
      `Content-Length: ${chunk.length}\r\nTransfer-Encoding: chunked\r\n`,
      'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n',
      'Transfer-Encoding: xchunked\r\n',
      'Transfer-Encoding : chunked\r\n',
      'Transfer-Encoding: chunked, identity\r\n',
      'Transfer-Encoding:\x0bchunked\r\n',
      'X: y\nTransfer-Encoding: chunked\r\n',
      'Content-Length: 5\r\nContent-Length: 6\r\n',
      'Content-Length: 5, 6\r\n',
      'Content-Length: +5\r\n',
      'Content-Length: 0x5\r\n',
      'Content-Length: -1\r\n',
      'Content-Length: 99999999999999999999999\r\n',
      ' Content-Length: 5\r\n',
    ];
    for (const form of forms) {
      const found = await answers(`${post}${form}\r\n${chunk}`);
      assert.ok(found.length <= 1 && found.every((status) => status >= 400), `${form}: ${found}`);
      assert.equal(await users(), 1, form);
    }
    await alive();
  });

  it('is refused where its first line or headers are none, or too many', async () => {
    const forms = [
      'nonsense\r\n\r\n',
      'GET /v1/hello HTTP/9.9\r\nHost: x\r\n\r\n',
      'GET /v1/hello HTTP/1.1\r\n\r\n',
      'GET /v1/hello HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n',
      'GET /v1/hello HTTP/1.1\r\nHost: x\r\nX: a\r\n folded\r\n\r\n',
      `GET /v1/hello HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
      `GET /${'y'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ];
    for (const form of forms) {
      const found = await answers(form);
      assert.ok(
        found.every((status) => status >= 400 && status < 500),
        `${JSON.stringify(form.slice(0, 60))}: ${found}`,
      );
    }
    await alive();
  });

  it('is refused where it would leave HTTP/1.1, or asks the studio to call elsewhere', async () => {
    const close = 'Connection: close\r\n';
    for (const form of [
      `CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n`,
      `GET http://169.254.169.254/latest/meta-data/ HTTP/1.1\r\n${head}${close}\r\n`,
      `GET /v1/hello HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      `TRACE /v1/me HTTP/1.1\r\n${head}${close}\r\n`,
      `OPTIONS * HTTP/1.1\r\n${head}${close}\r\n`,
    ]) {
      const socket = new RawSocket(url).send(form);
      await socket.until(/\r\n\r\n/u);
      socket.end();
      const text = await socket.closed;
      assert.ok(!text.includes(ada.person.token), form);
      assert.ok(
        statuses(text).every((status) => status !== 101 && (status >= 400 || form.includes('hello'))),
        `${form} ${text}`,
      );
    }
    await alive();
  });

  it('is cut off where its body is larger than the call takes, whether it says so or not', async () => {
    const big = 'x'.repeat(70_000);
    const chunked = `${big.length.toString(16)}\r\n${big}\r\n`;
    const json = `POST /v1/login HTTP/1.1\r\n${head}Content-Type: application/json\r\nConnection: close\r\n`;
    assert.deepEqual(await answers(`${json}Content-Length: 70000\r\n\r\n${big}`), [413]);
    assert.deepEqual(await answers(`${json}Transfer-Encoding: chunked\r\n\r\n${chunked}0\r\n\r\n`), [413]);
    const push = `POST ${ada.url('push')} HTTP/1.1\r\n${head}Content-Type: ${MESSAGE_TYPE}\r\nConnection: close\r\n`;
    assert.deepEqual(await answers(`${push}Content-Length: ${MAX_MESSAGE_BYTES + 1}\r\n\r\n`), [413]);
    await alive();
  });

  it('gets no page of bytes opened for it: bodies are taken as they are, whatever encoding they claim', async () => {
    const body = Buffer.from('1f8b08', 'hex');
    for (const [path, type] of [
      ['/v1/login', 'application/json'],
      [ada.url('push'), MESSAGE_TYPE],
      [ada.url('chunks'), FRAMES_TYPE],
    ] as const) {
      const text = `POST ${path} HTTP/1.1\r\n${head}Content-Type: ${type}\r\nContent-Encoding: gzip\r\nConnection: close\r\nContent-Length: 3\r\n\r\n`;
      const [status] = await answers(Buffer.concat([Buffer.from(text), body]));
      assert.ok(status !== undefined && status >= 400 && status < 500, `${path}: ${status}`);
    }
  });

  it('makes of JSON nothing but values: no prototypes, no numbers without end, no depth', async () => {
    const post = async (path: string, body: string) => {
      const headers = { authorization: `Bearer ${ada.person.token}`, 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      return answer.status;
    };
    for (const body of [
      '{"__proto__":{"admin":true},"name":"x","password":"a long enough password"}',
      '{"constructor":{"prototype":{"admin":true}},"name":"x","password":"a long enough password"}',
      '{"name":{"toString":"x"},"password":"a long enough password"}',
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      '{"name":1e999,"password":"a long enough password"}',
      '{"name":"x\\u0000","password":"a long enough password"}',
    ])
      assert.equal(await post('/v1/users', body), 400, body.slice(0, 60));
    assert.equal(({} as { admin?: boolean }).admin, undefined);
    assert.equal(await users(), 1);
  });
});
