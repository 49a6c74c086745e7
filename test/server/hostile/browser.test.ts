/** What a page of somebody else's can make a browser send to a studio, and what a browser or a proxy keeps of its answers. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { MESSAGE_TYPE, PROTOCOL_VERSION } from '../../../proto/limits.ts';
import { ACCESS } from '../../../server/access/table.ts';
import { issueSetupToken } from '../../../server/accounts/setup.ts';
import { contentOf } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { RawSocket, statuses } from '../../support/raw-socket.ts';
import { PASSWORD, type Seat, startTeam, TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const CLOSE = 'Connection: close\r\n';
const PAGE = 'Origin: https://evil.example\r\nReferer: https://evil.example/page\r\n';

describe('a page of somebody else’s', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let url: string;
  beforeEach(async () => {
    ({ studio, ada } = await startTeam(folder(), {}));
    url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => studio.close());

  const ask = (method: string, path: string, headers = '', body = '') =>
    new RawSocket(url).send(
      `${method} ${path} HTTP/1.1\r\nHost: studio.example\r\n${headers}${body && `Content-Length: ${Buffer.byteLength(body)}\r\n`}${CLOSE}\r\n${body}`,
    ).closed;
  const calls = () =>
    Object.keys(ACCESS).map((call) => {
      const [method = '', path = ''] = call.split(' ');
      const filled = path
        .replace(':project', ada.project)
        .replace(/:(user|name)/u, 'ada')
        .replace(':id', uuid());
      return [method, filled] as const;
    });
  const head = (answer: string) => answer.slice(0, answer.indexOf('\r\n\r\n')).toLowerCase();

  it('is let read nothing, and told nothing by a look before; no answer sets a cookie, or is kept', async () => {
    const auth = `Authorization: Bearer ${ada.person.token}\r\ncairn-protocol: ${PROTOCOL_VERSION}\r\n`;
    for (const [method, path] of calls()) {
      const look = await ask(
        'OPTIONS',
        path,
        `${PAGE}Access-Control-Request-Method: ${method}\r\nAccess-Control-Request-Headers: authorization, content-type\r\n`,
      );
      assert.deepEqual(statuses(look), [404], `OPTIONS ${path}`);
      const answers = [look, await ask(method, path, PAGE)];
      // Of who is signed in, too: what only reads.
      if (method === 'GET') answers.push(await ask(method, path, PAGE + auth));
      for (const answer of answers) {
        const headers = head(answer);
        assert.doesNotMatch(headers, /access-control-|set-cookie|timing-allow-origin/u, `${method} ${path}`);
        assert.match(headers, /^cache-control: no-store\r?$/mu, `${method} ${path}`);
        assert.match(headers, /^x-content-type-options: nosniff\r?$/mu, `${method} ${path}`);
      }
    }
  });

  it('can send what a form can, with cookies of whatever kind: none of it is heard', async () => {
    const fresh = await TestStudio.open(`${folder()}/fresh`);
    try {
      const setupToken = await issueSetupToken(fresh.studio.metadata);
      const setUp = { setupToken, name: 'eve', password: PASSWORD };
      const login = { name: 'ada', password: PASSWORD, device: 'x' };
      const forms = [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        '',
      ];
      for (const type of forms)
        for (const [where, path, body] of [
          [fresh, '/v1/setup', setUp],
          [studio, '/v1/login', login],
        ] as const) {
          const headers = {
            origin: 'https://evil.example',
            cookie: 'session=x',
            ...(type && { 'content-type': type }),
          };
          const payload = JSON.stringify(body);
          const answer = await where.app.inject({ method: 'POST', url: path, headers, payload });
          assert.ok(
            answer.statusCode >= 400 && answer.statusCode < 500,
            `${path} as ${type}: ${answer.statusCode}`,
          );
        }
      assert.equal((await fresh.studio.metadata.db.selectFrom('account').selectAll().execute()).length, 0);
    } finally {
      await fresh.close();
    }
    const cookie = `Cookie: token=${ada.person.token}; authorization=Bearer ${ada.person.token}\r\n`;
    const simple = `${cookie}${PAGE}Content-Type: text/plain\r\n`;
    for (const [method, path] of calls()) {
      const answer = await ask(method, path, simple, method === 'GET' ? '' : '{}');
      const [status = 0] = statuses(answer);
      if (/^\/(?:healthz|readyz|v1\/(?:hello|openapi\.json))$/u.test(path)) assert.equal(status, 200, path);
      else assert.ok(status >= 400 && status < 500, `${method} ${path}: ${status}`);
    }
    assert.equal((await ada.person.call('GET', '/v1/me')).status, 200, 'she is still signed in');
  });

  it('finds content, too, kept by nobody and taken for nothing else', async () => {
    const { checkpoint } = await ada.asset('page.html', contentOf(seededBytes('<script>', 900)));
    const message = cairn.v1.FetchRequest.encode({
      checkpointId: checkpoint.id,
      hashes: [hashToBytes(checkpoint.manifest)],
    }).finish();
    const answer = await ada.person.message(ada.url('chunks/fetch'), message);
    assert.equal(answer.status, 200);
    const { headers } = answer.raw;
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.doesNotMatch(String(headers['content-type']), /html|script|svg|xml|^text/u);
    assert.notEqual(headers['content-type'], MESSAGE_TYPE);
  });
});
