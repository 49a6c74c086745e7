import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 as uuid } from 'uuid';
import { PROTOCOL_VERSION } from '../../proto/limits.ts';
import { ACCESS } from '../../server/access/table.ts';
import { issueSetupToken } from '../../server/accounts/setup.ts';
import { contentOf, edit } from '../support/changes.ts';
import type { Document } from '../support/openapi.ts';
import { PASSWORD, Person, Seat, TestStudio } from '../support/studio.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

/** With a provider, and a token for metrics, in tests of their own, which hold their answers against the document as well. */
const ELSEWHERE = new Set([
  'GET /metrics',
  'POST /v1/sso/begin',
  'GET /v1/sso/callback',
  'POST /v1/sso/finish',
  'POST /v1/me/identities',
  // Bytes, which the document does not describe further; their answer takes the socket over.
  'POST /v1/projects/:project/chunks/fetch',
  'POST /v1/projects/:project/chunks/missing',
  // Of a studio whose chunks lie in a storage: direct.test.ts.
  'POST /v1/projects/:project/chunks/direct',
  'POST /v1/projects/:project/chunks/direct/confirm',
  'POST /v1/projects/:project/chunks/direct/fetch',
]);

describe('the OpenAPI document', () => {
  let folder: string;
  let studio: TestStudio;
  let document: Document;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-openapi-'));
    studio = await TestStudio.open(folder);
    document = (await studio.app.inject({ method: 'GET', url: '/v1/openapi.json' })).json();
  });
  after(async () => {
    await studio.close();
    rmSync(folder, { recursive: true });
  });

  it('describes every call of the table, and no others', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/gu, ':$1')}`,
      ),
    );
    assert.deepEqual(described.toSorted(), Object.keys(ACCESS).toSorted());
  });

  it('refers to nothing that it does not hold, and every id of an operation is one', () => {
    const text = JSON.stringify(document);
    const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/gu)].map(([, name]) => name);
    assert.ok(named.length > 10);
    for (const name of named) assert.ok(document.components.schemas[name ?? ''], name);
    const ids = [...text.matchAll(/"operationId":"([^"]+)"/gu)].map(([, id]) => id);
    assert.equal(new Set(ids).size, Object.keys(ACCESS).length);
  });

  it('is the one in docs (npm run docs writes it)', () => {
    const { info, ...rest } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Document & { info: object };
    const { info: now, ...live } = document as Document & { info: object };
    assert.deepEqual(rest, live);
    assert.deepEqual({ ...info, version: '' }, { ...now, version: '' });
  });

  it('says what a running studio answers, of every call, over real sockets', async () => {
    await studio.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = studio.app.server.address() as AddressInfo;
    let token = '';
    const call = async (method: string, path: string, body?: object) => {
      const headers = {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
        'cairn-protocol': String(PROTOCOL_VERSION),
      };
      const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, sent);
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
      return answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
    };
    const setupToken = await issueSetupToken(studio.studio.metadata);
    const ada = { name: 'ada', password: PASSWORD };
    ({ token } = await call('POST', '/v1/setup', { setupToken, ...ada }));
    const id = uuid();
    const at = `/v1/projects/${id}`;
    for (const path of ['/v1/hello', '/healthz', '/readyz', '/v1/me', '/v1/me/identities'])
      await call('GET', path);
    await call('POST', '/v1/users', { name: 'ben', password: PASSWORD });
    await call('POST', '/v1/projects', { id, name: 'film' });
    await call('PATCH', at, { archived: false });
    await call('PUT', `${at}/members/ben`, { role: 'Artist' });
    await call('DELETE', `${at}/members/ben`);
    await call('PATCH', `${at}/roles/Artist`, { add: ['share'] });
    await call('POST', `${at}/roles`, { name: 'Layout', permissions: ['tag.edit'] });
    await call('POST', `${at}/roles/Layout/rename`, { name: 'Set' });
    await call('DELETE', `${at}/roles/Set`);
    const seat = new Seat(new Person(studio.app, { token, user: { id: '', name: 'ada' } }), id);
    const { item: rock } = await seat.asset('rock', contentOf(Buffer.from('rock')));
    await seat.push(edit(rock, { trashed: true }));
    await call('GET', `${at}/changes?since=0`);
    await call('GET', `${at}/chunks/wanted`);
    await call('PUT', `${at}/retention`, { trashDays: 1 });
    studio.pass(2 * 86_400_000);
    await call('GET', `${at}/retention/preview?days=1`);
    const made = await call('POST', `${at}/tokens`, { scope: 'read' });
    await call('GET', `${at}/tokens`);
    await call('GET', '/v1/me/tokens');
    await call('DELETE', `${at}/tokens/${made.id}`);
    const own = await call('POST', `${at}/tokens`, { scope: 'sync', label: 'ci' });
    await call('DELETE', `/v1/me/tokens/${own.id}`);
    const hook = await call('POST', `${at}/webhooks`, { url: 'https://hooks.invalid/' });
    await call('POST', `${at}/webhooks/${hook.id}/test`, {});
    await call('POST', `${at}/webhooks/${hook.id}/resume`, {});
    for (const path of [
      'webhooks',
      `webhooks/${hook.id}/deliveries`,
      'activity',
      'members',
      'roles',
      'usage',
    ])
      await call('GET', `${at}/${path}`);
    await call('DELETE', `${at}/webhooks/${hook.id}`);
    for (const path of ['', '/retention', '/invitations']) await call('GET', `${at}${path}`);
    await call('GET', '/v1/usage');
    await call('PATCH', `/v1/usage/${id}`, { mostBytes: 1_000_000 });
    await call('GET', '/v1/projects');
    await call('GET', '/v1/users');
    await call('GET', '/v1/activity');
    const { invitation } = await call('POST', `${at}/invitations`, { role: 'Artist' });
    await call('POST', '/v1/invitations/look', { invitation });
    await call('POST', '/v1/invitations/accept', { invitation, name: 'cem', password: PASSWORD });
    const more = await call('POST', `${at}/invitations`, { role: 'Artist' });
    await call('POST', '/v1/invitations/join', { invitation: more.invitation });
    const last = await call('POST', `${at}/invitations`, { role: 'Artist' });
    await call('DELETE', `${at}/invitations/${last.id}`);
    await call('DELETE', '/v1/users/ben');
    await call('DELETE', '/v1/me/identities');
    ({ token } = await call('POST', '/v1/me/password', { old: PASSWORD, password: 'another one of length' }));
    await call('POST', '/v1/login', { name: 'ada', password: 'another one of length' });
    const { sessions } = await call('GET', '/v1/me/sessions');
    const other = sessions.find(({ current }: { current: boolean }) => !current);
    await call('DELETE', `/v1/me/sessions/${other.id}`);
    await call('POST', '/v1/logout', {});

    const { seen } = studio.described;
    const answered = Object.keys(ACCESS).filter((one) =>
      [...(seen.get(one) ?? [])].some((status) => status < 300),
    );
    const rest = Object.keys(ACCESS).filter((one) => !answered.includes(one) && !ELSEWHERE.has(one));
    assert.deepEqual(rest, []);
  });
});
