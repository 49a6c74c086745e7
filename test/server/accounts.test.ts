import assert from 'node:assert/strict';
import { issueSetupToken } from '../../server/accounts/setup.ts';
import { PASSWORD, type Person, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const DAY = 86_400_000;

describe('accounts and sessions', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Person;
  beforeEach(async () => {
    studio = await TestStudio.open(folder());
    ada = await studio.setUp('ada');
  });
  afterEach(() => studio.close());

  const post = (url: string, payload: object, remoteAddress = '10.0.0.1') =>
    studio.app.inject({ method: 'POST', url, payload, remoteAddress });
  const login = (name: string, password: string, address?: string) =>
    post('/v1/login', { name, password, device: 'x' }, address);
  const code = (response: { json(): unknown }) => (response.json() as { error: { code: string } }).error.code;

  it('begin with a setup token that works once, and no default', async () => {
    const other = await TestStudio.open(`${folder()}/other`);
    try {
      const hello = await other.app.inject('/v1/hello');
      assert.equal((hello.json() as { needsSetup: boolean }).needsSetup, true);
      const setUp = (setupToken: string) =>
        other.app.inject({
          method: 'POST',
          url: '/v1/setup',
          payload: { setupToken, name: 'eve', password: PASSWORD },
        });
      const first = (await issueSetupToken(other.studio.metadata)) ?? '';
      const second = (await issueSetupToken(other.studio.metadata)) ?? '';
      assert.equal(code(await setUp('guess')), 'setup-token');
      assert.equal(code(await setUp(first)), 'setup-token', 'a later start replaces the token');
      assert.equal((await setUp(second)).statusCode, 200);
      assert.equal(code(await setUp(second)), 'already-set-up');
      assert.equal(await issueSetupToken(other.studio.metadata), undefined);
    } finally {
      await other.close();
    }
  });

  it('keep neither password nor token as they are', async () => {
    const { db } = studio.studio.metadata;
    const everything = JSON.stringify([
      await db.selectFrom('account').selectAll().execute(),
      await db.selectFrom('session').selectAll().execute(),
      await db.selectFrom('setting').selectAll().execute(),
    ]);
    assert.ok(!everything.includes(PASSWORD));
    assert.ok(!everything.includes(ada.token));
    assert.match(everything, /\$argon2id\$v=19\$/);
    assert.equal(Buffer.from(ada.token, 'base64url').length, 32);
  });

  it('take the name in any case, and only the right password', async () => {
    assert.equal((await login('ADA', PASSWORD)).statusCode, 200);
    assert.equal(code(await login('ada', `${PASSWORD}x`)), 'bad-credentials');
    assert.equal(code(await login('nobody', PASSWORD)), 'bad-credentials');
  });

  it('limit guesses per account and address, and let others in', async () => {
    for (let count = 0; count < 10; count++) await login('ada', 'wrong password');
    const refused = await login('ada', PASSWORD);
    assert.equal(refused.statusCode, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    assert.equal(
      (await login('ada', PASSWORD, '10.0.0.2')).statusCode,
      200,
      'another address is not concerned',
    );
    studio.pass(15 * 60_000 + 1);
    assert.equal((await login('ada', PASSWORD)).statusCode, 200);
  });

  it('limit guesses by a session, too: of the old password, where a new one is set', async () => {
    const guess = (old: string) =>
      ada.call('POST', '/v1/me/password', { old, password: 'another long one', device: '' });
    for (let count = 0; count < 10; count++)
      assert.equal((await guess(`wrong password ${count}`)).code, 'bad-credentials');
    assert.equal((await guess(PASSWORD)).code, 'too-many-attempts');
    studio.pass(15 * 60_000 + 1);
    assert.equal((await guess(PASSWORD)).status, 200);
  });

  it('believe no header about who asks, or from where', async () => {
    const headers = {
      'x-user': 'ada',
      'x-forwarded-user': 'ada',
      'x-user-id': ada.id,
      cookie: `token=${ada.token}`,
    };
    const answer = await studio.app.inject({ url: '/v1/me', headers });
    assert.deepEqual([answer.statusCode, code(answer)], [401, 'signed-out']);
    for (let count = 0; count < 10; count++) {
      await studio.app.inject({
        method: 'POST',
        url: '/v1/login',
        payload: { name: 'ada', password: 'wrong password', device: '' },
        headers: { 'x-forwarded-for': `192.0.2.${count}` },
      });
    }
    const refused = await login('ada', PASSWORD, '127.0.0.1');
    assert.equal(refused.statusCode, 429);
  });

  it('end at logout, expiry, password change and removal', async () => {
    const device = await studio.signIn('ada');
    assert.equal((await device.call('POST', '/v1/logout')).status, 204);
    assert.equal((await device.call('GET', '/v1/me')).code, 'session-expired');
    assert.equal((await ada.call('GET', '/v1/me')).status, 200);

    const old = await studio.signIn('ada');
    const change = { old: PASSWORD, password: 'another long one', device: '' };
    const changed = await ada.call('POST', '/v1/me/password', change);
    assert.equal((await old.call('GET', '/v1/me')).status, 401);
    assert.equal((await ada.call('GET', '/v1/me')).status, 401);
    ada.token = (changed.raw.json() as { token: string }).token;
    assert.equal(code(await login('ada', PASSWORD)), 'bad-credentials');

    await ada.call('POST', '/v1/users', { name: 'bob', password: PASSWORD });
    const bob = await studio.signIn('bob');
    assert.equal((await ada.call('DELETE', '/v1/users/bob')).status, 204);
    assert.equal((await bob.call('GET', '/v1/me')).status, 401);
    assert.equal(code(await login('bob', PASSWORD)), 'bad-credentials');
    assert.equal((await ada.call('POST', '/v1/users', { name: 'Bob', password: PASSWORD })).status, 201);

    studio.pass(30 * DAY);
    assert.equal((await ada.call('GET', '/v1/me')).code, 'session-expired');
  });

  it('are administered by administrators, of whom one stays', async () => {
    await ada.call('POST', '/v1/users', { name: 'bob', password: PASSWORD });
    const bob = await studio.signIn('bob');
    assert.equal((await bob.call('GET', '/v1/users')).status, 403);
    assert.equal(
      (await bob.call('POST', '/v1/users', { name: 'x', password: PASSWORD, admin: true })).status,
      403,
    );
    assert.equal((await bob.call('DELETE', '/v1/users/ada')).status, 403);
    assert.equal((await ada.call('DELETE', '/v1/users/ada')).code, 'last-admin');
    assert.equal(
      (await ada.call('POST', '/v1/users', { name: 'BOB', password: PASSWORD })).code,
      'name-taken',
    );
    assert.equal(
      (await ada.call('POST', '/v1/users', { name: 'a/b', password: PASSWORD })).code,
      'name-refused',
    );
    assert.equal((await ada.call('POST', '/v1/users', { name: 'c', password: 'short' })).status, 400);
  });

  it('cannot be removed from under a project whose only Admin they are', async () => {
    await ada.call('POST', '/v1/users', { name: 'bob', password: PASSWORD });
    const bob = await studio.signIn('bob');
    await bob.createProject('short film');
    assert.equal((await ada.call('DELETE', '/v1/users/bob')).code, 'last-admin');
    assert.equal((await bob.call('GET', '/v1/me')).status, 200, 'and nothing of it was done');
  });

  it('make projects whose names are apart among their own', async () => {
    const seat = await ada.createProject('Film');
    const again = { id: seat.project, name: 'Film' };
    assert.equal((await ada.call('POST', '/v1/projects', again)).status, 200, 'the same call again');
    const other = { id: '01890000-0000-7000-8000-000000000001', name: 'FILM' };
    assert.equal((await ada.call('POST', '/v1/projects', other)).code, 'name-taken');
    assert.equal((await ada.call('POST', '/v1/projects', { ...other, name: '../x' })).code, 'name-refused');
    assert.equal((await ada.call('POST', '/v1/projects', { id: 'x', name: 'y' })).code, 'bad-request');
    const long = '映'.repeat(80);
    await ada.createProject(long);
    assert.equal((await ada.call('GET', `/v1/projects/${encodeURIComponent(long)}`)).status, 200);
    await ada.call('POST', '/v1/users', { name: 'bob', password: PASSWORD });
    const bob = await studio.signIn('bob');
    assert.equal((await bob.call('POST', '/v1/projects', again)).code, 'name-taken');
    const own = await bob.createProject('Film');
    assert.equal((await bob.call('GET', '/v1/projects/film')).status, 200);
    await bob.call('PUT', `/v1/projects/${own.project}/members/ada`, { role: 'Artist' });
    assert.equal((await ada.call('GET', '/v1/projects/film')).code, 'ambiguous');
    assert.equal((await ada.call('GET', `/v1/projects/${own.project}`)).status, 200);
  });
});
