/** OpenID providers on loopback: a real one, and one that says whatever a test wants. */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'cairn', secret: 'a secret of the client, which is long' };

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => unknown;

async function listen(answer: Answer): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function end(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/** oidc-provider, at which whoever `person` names is signed in already. */
export class RealProvider {
  readonly url: string;
  person = { subject: 'sub-1', name: 'Anna' };
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** @param redirect of the client */
  static async open(redirect: string): Promise<RealProvider> {
    const { server, url } = await listen(() => undefined);
    server.removeAllListeners('request');
    const self = new RealProvider(server, url);
    const provider = new Provider(url, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirect] }],
      pkce: { required: () => true },
      conformIdTokenClaims: false,
      claims: { openid: ['sub'], profile: ['preferred_username'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
      cookies: { keys: ['one'] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: self.person.name }),
      }),
      loadExistingGrant: async (context) => {
        const { client, session } = context.oidc;
        const grant = new context.oidc.provider.Grant({
          clientId: client?.clientId ?? '',
          accountId: session?.accountId ?? '',
        });
        grant.addOIDCScope('openid profile');
        await grant.save();
        return grant;
      },
    });
    const callback = provider.callback();
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
      const result = { login: { accountId: self.person.subject } };
      void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    });
    return self;
  }

  close(): Promise<void> {
    return end(this.#server);
  }
}

/** What a token of a {@link LyingProvider} says. */
export interface Lie {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  /** Signed by a key that is not the provider's. */
  readonly forged?: boolean;
  /** Not signed at all. */
  readonly unsigned?: boolean;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const describe = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/auth`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256', 'none'],
  authorization_response_iss_parameter_supported: true,
});

/** JSON that goes on until whoever reads it has enough. */
function pour(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":"');
  const part = 'x'.repeat(65_536);
  const more = () => {
    while (!response.destroyed && response.write(part));
  };
  response.on('drain', more);
  more();
}

export class LyingProvider {
  readonly url: string;
  lie: Lie = {};
  /** Answered instead, by path; `endless` for what does not end. */
  documents: Readonly<Record<string, string>> = {};
  /** What it says of itself. */
  readonly discovery: string;
  nonce = '';
  /** Codes that were changed for tokens. */
  readonly codes: string[] = [];
  readonly #server: Server;
  readonly #key: KeyObject;
  readonly #other: KeyObject;

  private constructor(server: Server, url: string, key: KeyObject, other: KeyObject) {
    this.#server = server;
    this.url = url;
    this.discovery = JSON.stringify(describe(url));
    this.#key = key;
    this.#other = other;
  }

  static async open(): Promise<LyingProvider> {
    const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    let self: LyingProvider | undefined;
    const { server, url } = await listen((request, response, body) => {
      const instead = self?.documents[request.url ?? ''];
      if (instead === 'endless') return void pour(response);
      if (instead !== undefined)
        return response.writeHead(200, { 'content-type': 'application/json' }).end(instead);
      const json = (value: object) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (request.url === '/.well-known/openid-configuration') return json(describe(url));
      if (request.url === '/jwks')
        return json({
          keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }],
        });
      self?.codes.push(new URLSearchParams(body).get('code') ?? '');
      return json({ access_token: 'a', token_type: 'bearer', id_token: self?.token() });
    });
    self = new LyingProvider(server, url, own.privateKey, other.privateKey);
    return self;
  }

  token(): string {
    const now = Math.floor(Date.now() / 1000);
    const header = encode({ alg: 'RS256', kid: 'k', ...this.lie.header });
    const payload = encode({
      iss: this.url,
      sub: 'sub-1',
      aud: CLIENT.id,
      iat: now,
      exp: now + 300,
      nonce: this.nonce,
      ...this.lie.claims,
    });
    if (this.lie.unsigned) return `${header}.${payload}.`;
    const signer = createSign('RSA-SHA256').update(`${header}.${payload}`);
    const signature = signer.sign(this.lie.forged ? this.#other : this.#key, 'base64url');
    return `${header}.${payload}.${signature}`;
  }

  close(): Promise<void> {
    return end(this.#server);
  }
}
