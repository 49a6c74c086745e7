/** What HTTP, addresses, messages and names allow, and nobody who means well sends; over real sockets. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { MESSAGE_TYPE, PROTOCOL_VERSION } from '../../../proto/limits.ts';
import { buildApp } from '../../../server/app.ts';
import { RawSocket, statuses } from '../../support/raw-socket.ts';
import { PASSWORD, type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const CLOSE = 'Connection: close\r\n';

describe('what nobody who means well sends', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let app: FastifyInstance;
  let ada: Seat;
  let url: string;
  let auth: string;
  let head: string;
  let log: string;
  beforeEach(async () => {
    ({ studio, ada } = await startTeam(folder(), {}));
    log = '';
    const stream = new Writable({
      write(text, _encoding, done) {
        log += text;
        done();
      },
    });
    const patience = { headers: 60_000, body: 200, look: 100 };
    app = buildApp({ studio: studio.studio, version: 'test', log: stream, patience });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    auth = `Authorization: Bearer ${ada.person.token}\r\n`;
    head = `Host: x\r\n${auth}cairn-protocol: ${PROTOCOL_VERSION}\r\n`;
  });
  afterEach(async () => {
    await app.close();
    await studio.close();
  });

  const ask = (text: string | Uint8Array): Promise<string> => new RawSocket(url).send(text).closed;
  const code = (answer: string): string | undefined => {
    const body = answer.slice(answer.lastIndexOf('\r\n\r\n') + 4);
    return body === '' ? undefined : (JSON.parse(body) as { error?: { code: string } }).error?.code;
  };
  const get = (path: string) => ask(`GET ${path} HTTP/1.1\r\n${head}${CLOSE}\r\n`);
  const json = `POST /v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${CLOSE}`;
  const chunked = `${json}Transfer-Encoding: chunked\r\n\r\n`;

  it('is told so with a code, also where HTTP itself is not kept to', async () => {
    const forms: Record<string, [number, string]> = {
      'NONSENSE\r\n\r\n': [400, 'bad-request'],
      'GET /v1/hello HTTP/1.1\nHost: x\n\n': [400, 'bad-request'],
      'GET /v1/hello HTTP/1.1\r\nHost: x\rX: y\r\n\r\n': [400, 'bad-request'],
      [`GET /v1/hello HTTP/1.1\r\nHost: x\r\n${'a:\r\n'.repeat(5_000)}\r\n`]: [431, 'too-large'],
      [`GET /v1/projects/%zz HTTP/1.1\r\n${head}${CLOSE}\r\n`]: [400, 'bad-request'],
      [`GET /v1/projects/${'x'.repeat(3_000)} HTTP/1.1\r\n${head}${CLOSE}\r\n`]: [400, 'bad-request'],
      [`GET /v1/nothing HTTP/1.1\r\n${head}${CLOSE}\r\n`]: [404, 'not-found'],
    };
    for (const [form, [status, expected]] of Object.entries(forms)) {
      const answer = await ask(form);
      assert.deepEqual([statuses(answer), code(answer)], [[status], expected], form.slice(0, 80));
    }
  });

  it('is cut off where pieces of a body have no end: their sizes, what is said beside them, trailers', async () => {
    const pieces = [
      `2;${'e'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
      'FFFFFFFFFFFFFFFFF\r\n{}\r\n',
      '-1\r\n{}\r\n0\r\n\r\n',
      '2\n{}\n0\n\n',
      '2\r\n{}XX0\r\n\r\n',
      `2\r\n{}\r\n0\r\n${'T: x\r\n'.repeat(5_000)}\r\n`,
    ];
    for (const piece of pieces) {
      const found = statuses(await ask(chunked + piece));
      assert.ok(
        found.length === 1 && found.every((status) => status >= 400 && status < 500),
        piece.slice(0, 40),
      );
    }
    // Trailers that do not end are waited for as little as a body is.
    assert.equal(await ask(`${chunked}2\r\n{}\r\n0\r\nT: `), '');
    const after = `POST /v1/me/password HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${CLOSE}`;
    const trailer = await ask(`${after}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n${auth}\r\n`);
    assert.deepEqual(statuses(trailer), [401], 'who asks is said before the body');
  });

  it('gets one answer to each request, and none behind one that was refused in the middle', async () => {
    const hello = 'GET /v1/hello HTTP/1.1\r\nHost: x\r\n\r\n';
    const me = 'GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n';
    const last = `GET /v1/hello HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n`;
    assert.deepEqual(statuses(await ask(me + hello + last)), [401, 200, 200]);
    const broken = statuses(await ask(`${hello}BROKEN\r\n\r\n${hello}`));
    assert.equal(broken.filter((status) => status === 200).length <= 1, true, String(broken));
    const large = `${json.replace(CLOSE, '')}Content-Length: 70000\r\n\r\n`;
    assert.deepEqual(statuses(await ask(large + hello.repeat(3))), [413]);
    // A body is a body, whatever it looks like, also of a call that takes none, and of one that was refused.
    for (const [start, status] of [
      ['GET /v1/hello', 200],
      [`POST ${ada.url('push')}`, 401],
      ['POST /v1/nothing', 404],
    ] as const) {
      const inner = `${hello}${'x'.repeat(10)}`;
      const found = statuses(
        await ask(`${start} HTTP/1.1\r\nHost: x\r\nContent-Length: ${inner.length}\r\n\r\n${inner}${last}`),
      );
      assert.deepEqual(found, [status, 200], start);
    }
  });

  it('is HTTP/1.0 or asks for other protocols, and leads nowhere else', async () => {
    for (const form of [
      'GET /v1/hello HTTP/1.0\r\n\r\n',
      `GET ${url}/v1/hello HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n`,
      `GET /v1/hello HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`,
    ])
      assert.deepEqual(statuses(await ask(form)), [200], form);
    for (const target of [
      'x:80',
      '*',
      '/../v1/users',
      '/v1/%2e%2e/users',
      '//v1/users',
      '/v1/users;x=1',
      '/V1/users',
    ])
      assert.ok(
        statuses(await get(target)).every((status) => [400, 404].includes(status)),
        target,
      );
    const expecting = (what: string) =>
      ask(`${json}Expect: ${what}\r\nContent-Length: 2\r\n\r\n{}`).then(statuses);
    assert.deepEqual(await expecting('100-continue'), [100, 400]);
    assert.deepEqual(await expecting('something'), [417]);
  });

  it('is who the first of its headers says, and nobody by any other', async () => {
    const other = `Authorization: Bearer ${'x'.repeat(43)}\r\n`;
    const asked = async (headers: string) =>
      statuses(await ask(`GET /v1/me HTTP/1.1\r\nHost: x\r\n${headers}${CLOSE}\r\n`));
    assert.deepEqual(await asked(auth + other), [200]);
    assert.deepEqual(await asked(other + auth), [401]);
    assert.deepEqual(await asked(`${other}X: y\r\n${auth}`), [401]);
  });

  it('says a key twice, or one that is not a key, and is refused or not heard', async () => {
    for (const query of [
      ...['changes?since=0&since=1', 'changes?since[]=0', 'changes?since[toString]=0', 'changes?since=NaN'],
      ...[
        'changes?since=9e99',
        'changes?since=9007199254740993',
        'changes?since=0&cursor=W10',
        'changes?since=-1',
      ],
      ...['activity?limit=5&limit=6', 'activity?limit=', 'activity?limit=1e9', 'activity?before=-1'],
      ...[
        'activity?before=1e308',
        'activity?item=%00',
        'activity?since=2026-01-01T00:00:00Z&until=9999999-01-01',
      ],
    ]) {
      const answer = await get(ada.url(query));
      assert.deepEqual([statuses(answer), code(answer)], [[400], 'bad-request'], query);
    }
    const plain = await get(ada.url('activity'));
    const body = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n'));
    for (const query of [
      '__proto__=1',
      'constructor[prototype]=1',
      'x=1&'.repeat(2_000),
      'item=',
      'item=%ED%A0%80',
    ])
      if (query.startsWith('item'))
        assert.deepEqual(statuses(await get(ada.url(`activity?${query}`))), [200]);
      else assert.equal(body(await get(ada.url(`activity?${query}`))), body(plain), query.slice(0, 40));
  });

  it('asks for parts, or on conditions, where there are none', async () => {
    const odd = `Range: bytes=${'0-0,'.repeat(2_000)}1-1\r\nIf-None-Match: *\r\nIf-Match: "x"\r\nIf-Modified-Since: x\r\n`;
    const answer = await ask(`GET ${ada.url('members')} HTTP/1.1\r\n${head}${odd}${CLOSE}\r\n`);
    assert.deepEqual(statuses(answer), [200]);
    assert.match(answer, /"user":"ada"/u);
    assert.doesNotMatch(answer, /^(?:etag|last-modified|accept-ranges|content-range):/imu);
  });

  it('is a message of groups in groups, of fields that nobody knows, or said over and over', async () => {
    const push = async (body: Uint8Array) => {
      const first = `POST ${ada.url('push')} HTTP/1.1\r\n${head}Content-Type: ${MESSAGE_TYPE}\r\nContent-Length: ${body.length}\r\n${CLOSE}\r\n`;
      const answer = await ask(Buffer.concat([Buffer.from(first), body]));
      assert.deepEqual([statuses(answer), code(answer)], [[400], 'bad-message']);
    };
    await push(Buffer.alloc(1_000_000, 0x7b));
    await push(Buffer.alloc(1_000_000, Buffer.from('f87f00', 'hex')));
    await push(Buffer.concat([Buffer.from('0a80808080', 'hex'), Buffer.alloc(1_000)]));
    await push(Buffer.from('ffffffffffffffffffffff', 'hex'));
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
  });

  it('is called by names that JavaScript has, too', async () => {
    const { person } = ada;
    const to = (path: string) => (path.startsWith('/') ? path : ada.url(path));
    const did = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) =>
      (await person.call(method, to(path), body)).status;
    assert.equal(await did('POST', 'roles', { name: '__proto__', permissions: ['share'] }), 201);
    assert.equal(await did('POST', 'roles/__proto__/rename', { name: 'constructor' }), 200);
    for (const name of ['__proto__', 'constructor', 'toString'])
      assert.equal(await did('POST', '/v1/users', { name, password: PASSWORD }), 201);
    for (const role of ['toString', '__proto__', 'hasOwnProperty'])
      assert.equal(await did('PUT', 'members/__proto__', { role }), 404, role);
    assert.equal(await did('PUT', 'members/__proto__', { role: 'constructor' }), 204);
    for (const path of ['/v1/projects/__proto__', '/v1/projects/constructor', 'roles/valueOf'])
      assert.equal(await did(path.startsWith('/') ? 'GET' : 'DELETE', path), 404, path);
    const { roles } = (await person.call('GET', ada.url('roles'))).raw.json<{ roles: { name: string }[] }>();
    assert.ok(roles.some(({ name }) => name === 'constructor'));
    const odd = await studio.signIn('__proto__');
    const { permissions } = roles.find(({ name }) => name === 'constructor') as unknown as {
      permissions: string[];
    };
    assert.deepEqual(permissions, ['share']);
    assert.equal((await odd.call('GET', ada.url('invitations'))).code, 'forbidden');
  });

  it('is called by what nobody sees, or what turns a line around: no account is', async () => {
    for (const name of [
      'a\u202eb',
      'ad\u200ba',
      'x\u2028y',
      'a\u00adb',
      '\ufeffx',
      'a\u2066b',
      'a\ue000',
      'a\tb',
      '\u3164',
      '.',
      'con',
    ]) {
      const answer = await ada.person.call('POST', '/v1/users', { name, password: PASSWORD });
      assert.equal(answer.code, 'name-refused', JSON.stringify(name));
    }
    for (const [name, same] of [
      ['Ada', 'ada'],
      ['A\u0301nna', '\u00c1nna'],
    ] as const) {
      await ada.person.call('POST', '/v1/users', { name, password: PASSWORD });
      const answer = await ada.person.call('POST', '/v1/users', { name: same, password: PASSWORD });
      assert.equal(answer.code, 'name-taken', name);
    }
  });

  it('is in the log as one line of JSON for each, without what lets anybody in', async () => {
    const secret = 'a-code-that-lets-in';
    await get(`/v1/sso/callback?code=${secret}&state=${secret}`);
    await get(`/v1/me%0a{"level":60}?token=${secret}`);
    await ask(`GET /v1/me HTTP/1.1\r\n${head}User-Agent: {"level":60}\t\x85end\r\n${CLOSE}\r\n`);
    const login = JSON.stringify({ name: 'ada\n{"level":60}', password: secret });
    await ask(`${json}Content-Length: ${login.length}\r\n\r\n${login}`);
    await ask('{"level":60}\n\n');
    const lines = log.trim().split('\n');
    assert.ok(lines.length >= 4, `${lines.length} lines`);
    for (const line of lines) assert.ok((JSON.parse(line) as { level: number }).level < 60, line);
    for (const never of [secret, ada.person.token, PASSWORD]) assert.ok(!log.includes(never), never);
  });
});
