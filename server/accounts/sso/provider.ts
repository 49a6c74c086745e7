/**
 * The OpenID provider, as openid-client speaks with it: authorization code with PKCE, state and nonce; the signature of what it
 * says is checked against its keys, also where it came over TLS. The library is loaded when somebody signs in this way.
 */
import type { Configuration } from 'openid-client';
import { boundedFetch, type Fetch } from './bounded-fetch.ts';

export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** The studio's own page that the provider leads back to. */
  readonly redirect: string;
}

/** Who somebody is, as the provider says. */
export interface Person {
  readonly subject: string;
  readonly name: string;
}

export interface Secrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** A provider that is asked again after this long, in milliseconds: its keys and addresses may change. */
const KNOWN_MS = 3_600_000;
/** Seconds that its clock may be off. */
const TOLERANCE = 30;
/** OpenID Connect Core, 2: 255 characters of ASCII at most. What a database cannot keep must not come as far as that. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/u;

export class Provider {
  readonly #settings: ProviderSettings;
  readonly #now: () => number;
  readonly #fetch: Fetch;
  #known: { readonly at: number; readonly configuration: Promise<Configuration> } | undefined;

  constructor(settings: ProviderSettings, now: () => number, ask: Fetch = fetch as Fetch) {
    this.#settings = settings;
    this.#now = now;
    this.#fetch = boundedFetch(ask);
  }

  /** Where the browser is to go. @throws {TypeError} where the provider leads somewhere else than to a page */
  async address({ state, nonce, verifier }: Secrets): Promise<string> {
    const client = await import('openid-client');
    const url = client.buildAuthorizationUrl(await this.#configuration(), {
      redirect_uri: this.#settings.redirect,
      response_type: 'code',
      scope: 'openid profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    // What programs open with the system's browser must not be a file or another program.
    if (url.protocol !== 'https:' && url.protocol !== new URL(this.#settings.issuer).protocol)
      throw new TypeError(`The provider's page is at an address with ${url.protocol}`);
    return url.href;
  }

  /** Changes the code that came back for who it is. @param query of the callback, without `?`. @throws what the library finds wrong */
  async person(query: string, { state, nonce, verifier }: Secrets): Promise<Person> {
    const client = await import('openid-client');
    const url = new URL(`${this.#settings.redirect}?${query}`);
    const tokens = await client.authorizationCodeGrant(await this.#configuration(), url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('The provider did not say who it is');
    if (!SUBJECT.test(claims.sub)) throw new Error('The provider calls them by what is no name of anybody');
    const { preferred_username: short, name } = claims;
    // Not every database keeps every character, and a name is a suggestion only.
    const text = String(short ?? name ?? '').replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
    return { subject: claims.sub, name: text.slice(0, 200) };
  }

  async #configuration(): Promise<Configuration> {
    const now = this.#now();
    if (!this.#known || now - this.#known.at > KNOWN_MS) {
      const configuration = this.#discover();
      this.#known = { at: now, configuration };
      configuration.catch(() => {
        this.#known = undefined;
      });
    }
    return this.#known.configuration;
  }

  async #discover(): Promise<Configuration> {
    const client = await import('openid-client');
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    // Of this machine, see the configuration.
    const plain = url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
    return client.discovery(
      url,
      clientId,
      { [client.clockTolerance]: TOLERANCE },
      clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret),
      {
        execute: [client.enableNonRepudiationChecks, ...plain],
        timeout: 10,
        [client.customFetch]: this.#fetch,
      },
    );
  }
}
