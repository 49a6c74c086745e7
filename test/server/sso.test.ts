import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { States } from '../../server/accounts/sso/states.ts';
import type { StudioOptions } from '../../server/config.ts';
import { browse } from '../support/browse.ts';
import { CLIENT, LyingProvider, RealProvider } from '../support/openid.ts';
import { Person, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

/** A port that nobody listens on: what comes back is looked at where it is sent to. */
const PORT = 40_404;
const secret = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

describe('single sign-on', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let base: string;

  /** A studio that listens, at an address its provider must know before. */
  async function open(issuer: (redirect: string) => Promise<string>, options: StudioOptions = {}) {
    const probe = await TestStudio.open(folder());
    const free = await probe.app
      .listen({ host: '127.0.0.1', port: 0 })
      .then(() => probe.app.server.address());
    const { port } = free as AddressInfo;
    await probe.close();
    base = `http://127.0.0.1:${port}`;
    const sso = {
      publicUrl: `${base}/`,
      ssoIssuer: await issuer(`${base}/v1/sso/callback`),
      ssoClientId: CLIENT.id,
      ssoClientSecret: CLIENT.secret,
    };
    studio = await TestStudio.open(folder(), { ...sso, ...options });
    await studio.app.listen({ host: '127.0.0.1', port });
  }
  const post = async (path: string, body: object, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const begin = async (challenge: string, port: number | null = PORT): Promise<string> => {
    const { status, body } = await post('/v1/sso/begin', { challenge, port });
    assert.equal(status, 200, JSON.stringify(body));
    return body.url;
  };
  /** The code that the browser brings to the program's page. */
  const codeAt = async (url: string) =>
    new URL(await browse(url, `http://127.0.0.1:${PORT}/`)).searchParams.get('code') ?? '';
  const finish = (code: string, verifier: string) =>
    post('/v1/sso/finish', { code, verifier, device: 'test' });
  const signIn = async () => {
    const { verifier, challenge } = secret();
    return finish(await codeAt(await begin(challenge)), verifier);
  };
  /** How many are remembered. */
  const states = async () =>
    (await studio.studio.metadata.db.selectFrom('sso_state').select('state_hash').execute()).length;
  afterEach(() => studio.close());

  describe('with a real provider', () => {
    let provider: RealProvider;
    const real = async (redirect: string) => {
      provider = await RealProvider.open(redirect);
      return provider.url;
    };
    afterEach(() => provider.close());

    it('makes one account of one who comes in on several machines at once', async () => {
      await open(real, { ssoRegister: true });
      const found = [];
      for (let machine = 0; machine < 6; machine++) {
        const { verifier, challenge } = secret();
        found.push({ verifier, code: await codeAt(await begin(challenge)) });
      }
      const answers = await Promise.all(found.map(({ code, verifier }) => finish(code, verifier)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        found.map(() => 200),
      );
      assert.equal(new Set(answers.map(({ body }) => body.user.id)).size, 1);
    });

    it('is not pushed out by others, however many are begun, from its own address or everywhere', async () => {
      await open(real, { ssoRegister: true });
      const { verifier, challenge } = secret();
      const url = await begin(challenge);
      const before = await states();
      for (let count = 0; count < 300; count++) await begin(secret().challenge);
      assert.equal(await states(), before, 'nothing is kept of what was begun');
      assert.equal((await finish(await codeAt(url), verifier)).status, 200);
    });

    it('comes back to whichever process, as long as it is not over, and to the provider it was begun at', async () => {
      await open(real, { ssoRegister: true });
      const { db } = studio.studio.metadata;
      const [one, other] = [new States(db, provider.url), new States(db, provider.url)];
      const begun = { nonce: 'n', verifier: 'v', challenge: 'c', port: null, expiresAt: 1_000 };
      const [sealed, again] = await Promise.all([one.seal(begun), other.seal(begun)]);
      assert.notEqual(sealed, again);
      for (const state of [sealed, again])
        for (const process of [one, other, new States(db, provider.url)])
          assert.deepEqual(await process.open(state, 999), begun);
      assert.equal(await one.open(sealed, 1_000), undefined);
      assert.equal(await new States(db, 'https://other.example').open(sealed, 0), undefined);
      for (const bad of [
        ...['', 'x', sealed.slice(0, -1), `${sealed}A`, `${sealed}=`, ` ${sealed}`, 'x'.repeat(5_000)],
        ...[...sealed].map(
          (c, at) => `${sealed.slice(0, at)}${c === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`,
        ),
      ])
        if (bad !== sealed) assert.equal(await one.open(bad, 0), undefined, bad);
      // None of it can be read by whoever carries it.
      for (const form of ['base64url', 'latin1'] as const)
        assert.ok(!Buffer.from(sealed, form).toString('latin1').includes('"n"'));
    });

    it('remembers a bounded number of those that came back', async () => {
      await open(real, { ssoRegister: true });
      const { db } = studio.studio.metadata;
      const expires_at = studio.studio.now() + 60_000;
      const more = Array.from({ length: 10_200 }, (_, n) => ({ state_hash: `flood ${n}`, expires_at }));
      for (let at = 0; at < more.length; at += 500)
        await db
          .insertInto('sso_state')
          .values(more.slice(at, at + 500))
          .execute();
      assert.equal((await signIn()).status, 200);
      assert.equal(await states(), 10_000);
      studio.pass(11 * 60_000);
      assert.equal((await signIn()).status, 200);
      assert.equal(await states(), 1);
    });

    it('makes an account where that is allowed, and finds it again by subject, whatever the name', async () => {
      await open(real, { ssoRegister: true });
      const first = await signIn();
      assert.equal(first.status, 200, JSON.stringify(first.body));
      assert.equal(first.body.user.name, 'Anna');
      const person = new Person(studio.app, first.body);
      assert.equal((await person.call('GET', '/v1/me')).status, 200);
      assert.equal((await person.call('GET', '/v1/me/sessions')).raw.json().sessions[0].device, 'test');
      provider.person = { subject: 'sub-1', name: 'Renamed' };
      assert.equal((await signIn()).body.user.id, first.body.user.id);
      provider.person = { subject: 'sub-2', name: 'Anna' };
      const other = await signIn();
      assert.equal(other.body.user.name, 'Anna 2');
      for (const name of ['../..\u0000', '', 'con', 'x'.repeat(500)]) {
        provider.person = { subject: `sub ${name.length}`, name };
        assert.equal((await signIn()).status, 200, JSON.stringify(name));
      }
    });

    it('lets in only who is known, unless it is allowed; who has an account links it', async () => {
      await open(real);
      const ada = await studio.setUp('ada');
      provider.person = { subject: 'sub-ada', name: 'ada' };
      assert.equal((await signIn()).body.error.code, 'sso-unknown');
      const { verifier, challenge } = secret();
      const code = await codeAt(await begin(challenge));
      assert.equal((await post('/v1/me/identities', { code, verifier }, ada.token)).status, 204);
      const back = await signIn();
      assert.deepEqual([back.body.user.id, back.body.user.admin], [ada.id, true]);
      await ada.call('POST', '/v1/users', { name: 'ben', password: 'correct horse battery' });
      const ben = await studio.signIn('ben');
      const second = secret();
      const again = await codeAt(await begin(second.challenge));
      const taken = await post('/v1/me/identities', { code: again, verifier: second.verifier }, ben.token);
      assert.equal(taken.body.error.code, 'sso-linked');
      assert.equal((await ada.call('GET', '/v1/me/identities')).raw.json().linked, true);
      assert.equal((await ada.call('DELETE', '/v1/me/identities')).status, 204);
      assert.equal((await signIn()).body.error.code, 'sso-unknown');
    });

    it('keeps removed accounts out, and their password-less ones have no password to guess', async () => {
      await open(real, { ssoRegister: true });
      const ada = await studio.setUp('ada');
      const { body } = await signIn();
      const empty = await post('/v1/login', { name: body.user.name, password: 'x', device: '' });
      assert.equal(empty.body.error.code, 'bad-credentials');
      assert.equal((await ada.call('DELETE', `/v1/users/${body.user.name}`)).status, 204);
      assert.equal((await new Person(studio.app, body).call('GET', '/v1/me')).code, 'session-expired');
      assert.equal((await signIn()).body.error.code, 'sso-unknown');
    });

    it('is worth a session once, for a while, and only to the program that began', async () => {
      await open(real, { ssoRegister: true });
      const { verifier, challenge } = secret();
      const mine = await codeAt(await begin(challenge));
      assert.equal((await finish(mine, secret().verifier)).body.error.code, 'sso');
      // Also a wrong try uses it up: it has been seen by somebody else.
      assert.equal((await finish(mine, verifier)).body.error.code, 'sso');
      const second = await codeAt(await begin(challenge));
      studio.pass(5 * 60_000 + 1);
      assert.equal((await finish(second, verifier)).body.error.code, 'sso');
      const third = await codeAt(await begin(challenge));
      assert.equal((await finish(third, verifier)).status, 200);
      assert.equal((await finish(third, verifier)).body.error.code, 'sso');
      for (const name of ['sso_state', 'sso_code', 'session'] as const) {
        const rows = JSON.stringify(await studio.studio.metadata.db.selectFrom(name).selectAll().execute());
        assert.ok(!rows.includes(third));
      }
    });

    it('shows the code on a page that runs nothing, where the browser is on another machine', async () => {
      await open(real, { ssoRegister: true });
      const { verifier, challenge } = secret();
      const callback = await browse(await begin(challenge, null), `${base}/v1/sso/callback`);
      const answer = await fetch(callback, { redirect: 'manual' });
      assert.equal(answer.status, 200);
      assert.match(
        answer.headers.get('content-security-policy') ?? '',
        /default-src 'none'.*frame-ancestors 'none'/u,
      );
      assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      const code = /<code>([\w-]+)<\/code>/u.exec(await answer.text())?.[1] ?? '';
      assert.equal((await finish(code, verifier)).status, 200);
      // The same address again, as a history of the browser has it.
      assert.equal((await fetch(callback)).status, 403);
    });

    it('takes no answer that was put together from two: the code of one with the state of another, or both twice', async () => {
      await open(real, { ssoRegister: true });
      const callback = `${base}/v1/sso/callback`;
      const answer = async () =>
        new URL(await browse(await begin(secret().challenge), callback)).searchParams;
      const mixes: ((one: URLSearchParams, other: URLSearchParams) => string[][])[] = [
        (one, other) =>
          [...other].map(([key, value]) => (key === 'code' ? ['code', one.get('code')!] : [key, value])),
        (one, other) => [...one, ...other],
        (one, other) => [...one, ['state', other.get('state')!]],
        (one, other) => [...one, ['code', other.get('code')!]],
        (one) => [...one, ['iss', 'https://evil.example']],
        (one) => [...one, ['error', 'access_denied']],
        (one) => [...one, ['response', 'a.b.c']],
        (one) => [...one, ['id_token', 'a.b.c']],
      ];
      for (const mix of mixes) {
        const query = new URLSearchParams(mix(await answer(), await answer()));
        const tried = await fetch(`${callback}?${query}`, { redirect: 'manual' });
        assert.deepEqual([tried.status, tried.headers.get('location')], [403, null], String(query));
      }
      const { db } = studio.studio.metadata;
      assert.deepEqual(await db.selectFrom('sso_code').selectAll().execute(), []);
      assert.equal((await signIn()).status, 200);
    });

    it('leads the browser to the program’s own machine and nowhere else', async () => {
      await open(real, { ssoRegister: true });
      const { challenge } = secret();
      for (const port of [0, 80, 70_000, '1@evil.example', 'http://evil.example', -1, 1.5])
        assert.equal((await post('/v1/sso/begin', { challenge, port })).status, 400, String(port));
      for (const bad of ['', 'short', `${challenge}x`, '<script>'])
        assert.equal((await post('/v1/sso/begin', { challenge: bad })).status, 400);
      const url = new URL(await begin(challenge));
      for (const [key, value] of [
        ['state', 'guess'],
        ['redirect_uri', 'http://evil.example/'],
        ['next', 'http://evil.example/'],
      ] as const) {
        const tried = await fetch(`${base}/v1/sso/callback?code=x&${key}=${encodeURIComponent(value)}`, {
          redirect: 'manual',
        });
        assert.deepEqual([tried.status, tried.headers.get('location')], [403, null]);
        assert.ok(!(await tried.text()).includes('evil'));
      }
      url.searchParams.set('redirect_uri', 'http://evil.example/');
      assert.equal((await fetch(url, { redirect: 'manual' })).status, 400);
    });
  });

  describe('with a provider that lies', () => {
    let provider: LyingProvider;
    beforeEach(async () => {
      provider = await LyingProvider.open();
      await open(async () => provider.url, { ssoRegister: true });
    });
    afterEach(() => provider.close());

    const callback = async (more: Record<string, string> = {}) => {
      const { verifier, challenge } = secret();
      const asked = new URL(await begin(challenge)).searchParams;
      provider.nonce = asked.get('nonce') ?? '';
      const query = { code: 'c', state: asked.get('state') ?? '', iss: provider.url, ...more };
      const url = `${base}/v1/sso/callback?${new URLSearchParams(query)}`;
      const answer = await fetch(url, { redirect: 'manual' });
      return { status: answer.status, url, verifier, to: answer.headers.get('location') };
    };

    it('takes what is in order', async () => {
      const { status, to, verifier } = await callback();
      assert.equal(status, 302);
      const code = new URL(to ?? '').searchParams.get('code') ?? '';
      assert.equal((await finish(code, verifier)).status, 200);
    });

    const lies: Record<string, LyingProvider['lie']> = {
      'another issuer': { claims: { iss: 'https://evil.example' } },
      'another audience': { claims: { aud: 'other' } },
      'an audience of several, given to another': { claims: { aud: [CLIENT.id, 'other'], azp: 'other' } },
      'another nonce': { claims: { nonce: 'other' } },
      'no nonce': { claims: { nonce: undefined } },
      'no subject': { claims: { sub: undefined } },
      'a token that is over': { claims: { exp: 1 } },
      'a token of another key': { forged: true },
      'alg none': { header: { alg: 'none' }, unsigned: true },
      'alg HS256': { header: { alg: 'HS256' } },
      'a key of its own in the header': { header: { jku: 'https://evil.example', kid: 'x' }, forged: true },
    };
    for (const [name, lie] of Object.entries(lies)) {
      it(`refuses ${name}`, async () => {
        provider.lie = lie;
        const { status, to } = await callback();
        assert.deepEqual([status, to], [403, null]);
        assert.deepEqual(await studio.studio.metadata.db.selectFrom('account').selectAll().execute(), []);
      });
    }

    const documents: Record<string, LyingProvider['documents']> = {
      'keys without end': { '/jwks': 'endless' },
      'tokens without end': { '/token': 'endless' },
      'keys that are no JSON': { '/jwks': '{' },
      'keys that are no keys': { '/jwks': JSON.stringify({ keys: [null, 1, {}, { kty: 'RSA', kid: 'k' }] }) },
      'keys that are a list': { '/jwks': '[]' },
      'keys nested without end': { '/jwks': `${'['.repeat(200_000)}` },
      'tokens that are no object': { '/token': '"a"' },
      'tokens whose id token is none': {
        '/token': JSON.stringify({ access_token: 'a', token_type: 'bearer', id_token: 'a.b.c' }),
      },
      'no id token': { '/token': JSON.stringify({ access_token: 'a', token_type: 'bearer' }) },
      'prototypes for tokens': {
        '/token': '{"__proto__":{"id_token":"x"},"access_token":"a","token_type":"bearer"}',
      },
    };
    for (const [name, lie] of Object.entries(documents)) {
      it(`refuses ${name}, and stays well`, async () => {
        provider.documents = lie;
        assert.equal((await callback()).status, 403);
        provider.documents = {};
        assert.equal((await callback()).status, 302);
      });
    }

    it('refuses a description of it that is none, without end, or another’s', async () => {
      const good = JSON.parse(provider.discovery) as Record<string, unknown>;
      const { challenge } = secret();
      for (const text of [
        ...[
          'endless',
          '',
          '[]',
          '{',
          'null',
          '{}',
          JSON.stringify({ ...good, issuer: 'https://evil.example' }),
        ],
        ...[undefined, 1, '', 'nonsense', 'javascript:alert(1)', 'file:///etc/passwd', 'x-program:run'].map(
          (authorization_endpoint) => JSON.stringify({ ...good, authorization_endpoint }),
        ),
      ]) {
        provider.documents = { '/.well-known/openid-configuration': text };
        studio.pass(2 * 3_600_000);
        const { status, body } = await post('/v1/sso/begin', { challenge, port: null });
        assert.deepEqual([status, body.error?.code], [403, 'sso'], text.slice(0, 200));
      }
      provider.documents = {};
      studio.pass(2 * 3_600_000);
      assert.equal((await callback()).status, 302);
    });

    it('refuses subjects that are none, or that a database could not keep', async () => {
      for (const sub of ['', 'x'.repeat(256), 'a\u0000b', 'a\nb', 'ä', 5, {}, ['sub-1']]) {
        provider.lie = { claims: { sub } };
        assert.equal((await callback()).status, 403, JSON.stringify(sub));
      }
      assert.deepEqual(await studio.studio.metadata.db.selectFrom('sso_code').selectAll().execute(), []);
    });

    it('refuses an answer that names another provider, or none, before it sends the code there', async () => {
      assert.equal((await callback({ iss: 'https://evil.example' })).status, 403);
      const { challenge } = secret();
      const state = new URL(await begin(challenge)).searchParams.get('state') ?? '';
      const without = await fetch(`${base}/v1/sso/callback?code=c&state=${state}`, { redirect: 'manual' });
      assert.equal(without.status, 403);
      assert.deepEqual(provider.codes, []);
    });

    it('takes each answer once', async () => {
      const { status, url } = await callback();
      assert.equal(status, 302);
      assert.equal((await fetch(url, { redirect: 'manual' })).status, 403);
      assert.equal(provider.codes.length, 1);
    });
  });

  it('does not exist where it is not configured, and names what is missing', async () => {
    studio = await TestStudio.open(folder());
    const answer = await studio.app.inject({
      method: 'POST',
      url: '/v1/sso/begin',
      payload: { challenge: secret().challenge },
    });
    assert.equal(answer.statusCode, 404);
    await assert.rejects(
      TestStudio.open(folder(), { ssoIssuer: 'https://id.example' }),
      /publicUrl.*ssoClientId/u,
    );
    await assert.rejects(TestStudio.open(folder(), { ssoIssuer: 'http://id.example' }), /https/u);
  });
});
