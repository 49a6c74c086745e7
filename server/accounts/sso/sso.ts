/**
 * Single sign-on. A program begins with a hash of a secret of its own, the browser goes to the provider and comes back to the
 * studio, which hands a code to the program: on a port of its own machine, or by way of whoever reads it off the page. Only code
 * and secret together are worth a session, once and for a few minutes. So neither a link that somebody else began nor a code that
 * somebody else sees lets anybody in.
 *
 * What was begun is not kept here (states.ts); a state counts once, and so does a code.
 *
 * Accounts belong to people by issuer and subject, never by an address of e-mail or a name: those the provider may not have checked.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { StudioConfig } from '../../config.ts';
import { StudioError } from '../../errors.ts';
import { BATCH, type Db, type Metadata } from '../../metadata/metadata.ts';
import type { RecordedChange } from '../../sync/activity.ts';
import type { Accounts, SignIn } from '../accounts.ts';
import { userOf } from '../find.ts';
import { hashToken, newToken, openSession, type User } from '../sessions.ts';
import { recordForStudio } from '../studio-activity.ts';
import { type Person, Provider } from './provider.ts';
import { States } from './states.ts';

/** For the provider's pages, and then for the program to fetch its session. */
const FLOW_MS = 10 * 60_000;
const CODE_MS = 5 * 60_000;
/** States that came back are remembered until they are over. Of more, the oldest are let go: the provider takes their codes no more. */
const MOST_STATES = 10_000;

export interface Begin {
  /** Base64url of the SHA-256 of the program's secret. */
  readonly challenge: string;
  /** Of the program's own page on 127.0.0.1; null where the code is to be shown. */
  readonly port: number | null;
}

export interface Finish {
  readonly code: string;
  /** The program's secret. */
  readonly verifier: string;
}

/** What the browser is told when it comes back. */
export type CameBack = { readonly to: string } | { readonly code: string };

export class SingleSignOn {
  readonly #metadata: Metadata;
  readonly #accounts: Accounts;
  readonly #config: StudioConfig;
  readonly #provider: Provider | undefined;
  readonly #states: States;
  readonly #now: () => number;

  constructor(metadata: Metadata, accounts: Accounts, config: StudioConfig, now: () => number) {
    this.#metadata = metadata;
    this.#accounts = accounts;
    this.#config = config;
    this.#now = now;
    this.#states = new States(metadata.db, config.ssoIssuer ?? '');
    const { ssoIssuer: issuer, ssoClientId: clientId, ssoClientSecret: clientSecret, publicUrl } = config;
    if (issuer === undefined || clientId === undefined || publicUrl === undefined) return;
    const redirect = `${publicUrl.replace(/\/+$/u, '')}/v1/sso/callback`;
    this.#provider = new Provider({ issuer, clientId, clientSecret, redirect }, now);
  }

  /** Where the browser is to go. */
  async begin({ challenge, port }: Begin): Promise<{ readonly url: string }> {
    const provider = this.#require();
    const secrets = { nonce: newToken(), verifier: newToken() };
    const expiresAt = this.#now() + FLOW_MS;
    const state = await this.#states.seal({ ...secrets, challenge, port, expiresAt });
    const url = await provider.address({ ...secrets, state }).catch((cause: unknown) => {
      throw new StudioError('sso', `${this.#config.ssoName} cannot be reached`, {}, cause);
    });
    return { url };
  }

  /**
   * The browser is back. Each state counts once, whatever comes of it.
   * @param query of its request, without `?`
   * @throws {StudioError} sso
   */
  async cameBack(query: string): Promise<CameBack> {
    const provider = this.#require();
    const state = new URLSearchParams(query).get('state') ?? '';
    const begun = await this.#states.open(state, this.#now());
    if (!begun || !(await this.#isFirst(state, begun.expiresAt)))
      throw new StudioError('sso', 'This sign-in is over, or was never begun. Begin it again.');
    const { nonce, verifier, challenge, port } = begun;
    let person: Person;
    try {
      person = await provider.person(query, { state, nonce, verifier });
    } catch (cause) {
      throw new StudioError(
        'sso',
        `${this.#config.ssoName} did not say who you are. Begin again.`,
        {},
        cause,
      );
    }
    const code = newToken();
    const { db } = this.#metadata;
    await db.deleteFrom('sso_code').where('expires_at', '<=', this.#now()).execute();
    const row = { code_hash: hashToken(code), challenge, ...person, expires_at: this.#now() + CODE_MS };
    await db.insertInto('sso_code').values(row).execute();
    return port === null ? { code } : { to: `http://127.0.0.1:${port}/?code=${code}` };
  }

  async #isFirst(state: string, expires_at: number): Promise<boolean> {
    const { db } = this.#metadata;
    await db.deleteFrom('sso_state').where('expires_at', '<=', this.#now()).execute();
    const noted = await db
      .insertInto('sso_state')
      .values({ state_hash: hashToken(state), expires_at })
      .onConflict((c) => c.column('state_hash').doNothing())
      .returning('state_hash')
      .executeTakeFirst();
    await this.#letGo();
    return noted !== undefined;
  }

  async #letGo(): Promise<void> {
    const { db } = this.#metadata;
    const old = db
      .selectFrom('sso_state')
      .select('state_hash')
      .orderBy('expires_at', 'desc')
      .orderBy('state_hash')
      .offset(MOST_STATES)
      .limit(BATCH);
    const hashes = (await old.execute()).map(({ state_hash }) => state_hash);
    if (hashes.length > 0) await db.deleteFrom('sso_state').where('state_hash', 'in', hashes).execute();
  }

  /** The session of the account that belongs to whoever came back; where that is allowed, a new one. */
  async signIn(wanted: Finish, device: string, client = ''): Promise<SignIn> {
    const { subject, name } = await this.#redeem(wanted);
    return this.#metadata.transaction(async (tx) => {
      // Nobody else makes or removes the account, or one of its name, meanwhile.
      await this.#metadata.lock(tx, 'accounts');
      const user = (await this.#linked(tx, subject)) ?? (await this.#register(tx, subject, name, client));
      return { user, token: await openSession(tx, user.id, device, this.#config.sessionDays, this.#now()) };
    });
  }

  /** Lets whoever came back sign in as `user` from now on. */
  async link(wanted: Finish, user: User, client = ''): Promise<void> {
    const { subject } = await this.#redeem(wanted);
    await this.#metadata.transaction(async (tx) => {
      await this.#metadata.lock(tx, 'accounts');
      const linked = await this.#linked(tx, subject);
      if (linked && linked.id !== user.id)
        throw new StudioError('sso-linked', 'Another account belongs to whoever signed in there');
      if (!linked) await this.#insert(tx, subject, user, client);
    });
  }

  /** Whether the account belongs to somebody at the provider. */
  async isLinked(user: User): Promise<boolean> {
    const query = this.#metadata.db.selectFrom('identity').select('subject');
    return (await query.where('account_id', '=', user.id).executeTakeFirst()) !== undefined;
  }

  async unlink(user: User, client = ''): Promise<void> {
    await this.#metadata.transaction(async (tx) => {
      const row = await tx
        .selectFrom('account')
        .select('password')
        .where('id', '=', user.id)
        .executeTakeFirst();
      if (!row?.password)
        throw new StudioError('bad-request', 'This is the only way into the account: it has no password');
      const query = tx.deleteFrom('identity').where('account_id', '=', user.id).returning('issuer');
      for (const { issuer } of await query.execute())
        await this.#record(tx, user, client, { identity: [issuer, null] });
    });
  }

  #require(): Provider {
    if (this.#provider) return this.#provider;
    throw new StudioError('not-found', 'This studio has no single sign-on');
  }

  get #issuer(): string {
    return this.#config.ssoIssuer ?? '';
  }

  /** Whatever comes of it, the code is used up. @throws {StudioError} sso */
  async #redeem({ code, verifier }: Finish): Promise<Person> {
    const found = await this.#metadata.db
      .deleteFrom('sso_code')
      .where('code_hash', '=', hashToken(code))
      .where('expires_at', '>', this.#now())
      .returning(['challenge', 'subject', 'name'])
      .executeTakeFirst();
    const own = Buffer.from(createHash('sha256').update(verifier).digest('base64url'));
    const given = Buffer.from(found?.challenge ?? '');
    if (!found || own.length !== given.length || !timingSafeEqual(own, given))
      throw new StudioError('sso', 'This sign-in is over, or was begun by another program. Begin it again.');
    return { subject: found.subject, name: found.name };
  }

  /** @throws {StudioError} sso-unknown, where the account was removed: it stays so */
  async #linked(tx: Db, subject: string): Promise<User | undefined> {
    const row = await tx
      .selectFrom('identity')
      .innerJoin('account', 'account.id', 'identity.account_id')
      .select(['account.id', 'account.name', 'account.admin', 'account.removed_at'])
      .where('issuer', '=', this.#issuer)
      .where('subject', '=', subject)
      .executeTakeFirst();
    if (!row) return undefined;
    if (row.removed_at !== null) throw new StudioError('sso-unknown', 'Your account was removed');
    return userOf(row);
  }

  async #register(tx: Db, subject: string, name: string, client: string): Promise<User> {
    if (!this.#config.ssoRegister)
      throw new StudioError(
        'sso-unknown',
        `No account here belongs to you yet. Sign in with a password once, and link it: cairn login URL --sso --link`,
      );
    const user = await this.#accounts.addNamedLike(tx, name, client);
    await this.#insert(tx, subject, user, client);
    return user;
  }

  async #insert(tx: Db, subject: string, user: User, client: string): Promise<void> {
    const row = { issuer: this.#issuer, subject, account_id: user.id, created_at: this.#now() };
    await tx.insertInto('identity').values(row).execute();
    await this.#record(tx, user, client, { identity: [null, this.#issuer] });
  }

  async #record(tx: Db, { id }: User, client: string, fields: RecordedChange['fields']): Promise<void> {
    await recordForStudio({ now: this.#now }, tx, { id, client }, { kind: 'account', key: id, fields });
  }
}
