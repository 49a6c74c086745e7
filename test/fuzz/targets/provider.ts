/** What an OpenID provider answers: a description of itself, its keys, its tokens. Whoever they let in is who a token was signed for. */
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { Provider } from '../../../server/accounts/sso/provider.ts';
import { jsonOf, type Target } from '../target.ts';

const ISSUER = 'https://id.example';
const AT = 1_770_000_000;
const secrets = { state: 's', nonce: 'n', verifier: 'v'.repeat(43) };
const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
const encode = (value: object): string => jsonOf(value).toString('base64url');

function token(): string {
  const claims = { iss: ISSUER, sub: 'ann', aud: 'cairn', nonce: 'n', iat: AT, exp: 4_000_000_000 };
  const signed = `${encode({ alg: 'RS256', kid: 'k' })}.${encode({ ...claims, preferred_username: 'Ann' })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key.privateKey, 'base64url')}`;
}

const PATHS = ['/.well-known/openid-configuration', '/jwks', '/token'] as const;
const DOCUMENTS: readonly Buffer[] = [
  jsonOf({
    ...{ issuer: ISSUER, authorization_endpoint: `${ISSUER}/auth`, token_endpoint: `${ISSUER}/token` },
    ...{ jwks_uri: `${ISSUER}/jwks`, response_types_supported: ['code'] },
    id_token_signing_alg_values_supported: ['RS256'],
  }),
  jsonOf({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] }),
  jsonOf({ access_token: 'a', token_type: 'bearer', id_token: token() }),
];

/** What is fuzzed by the first byte; the others are as they should be. */
export const provider: Target = {
  name: 'provider-answers',
  runs: 200,
  samples: () => DOCUMENTS.map((document, which) => Buffer.concat([Buffer.of(which), document])),
  decode: async (input) => {
    const fuzzed = PATHS[(input[0] ?? 0) % PATHS.length];
    const answers = async (address: string) => {
      const { pathname } = new URL(address);
      const body =
        pathname === fuzzed ? Buffer.from(input.subarray(1)) : DOCUMENTS[PATHS.indexOf(pathname as '/jwks')];
      return new Response(new Uint8Array(body ?? []), { headers: { 'content-type': 'application/json' } });
    };
    const settings = { issuer: ISSUER, clientId: 'cairn', clientSecret: 'x', redirect: `${ISSUER}/back` };
    const found = new Provider(settings, Date.now, answers);
    const url = await found.address(secrets);
    assert.ok(url.startsWith('https://'), url);
    const person = await found.person(`code=c&state=s&iss=${encodeURIComponent(ISSUER)}`, secrets);
    assert.deepEqual(person, { subject: 'ann', name: 'Ann' });
  },
  // The library's own, told as `sso` by the call; but nobody else is let in.
  isExpected: (error) => error instanceof Error && !(error instanceof assert.AssertionError),
};
