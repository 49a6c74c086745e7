/** Accounts of the studio: who may sign in, and who administers. */
import { v7 as uuid } from 'uuid';
import { explainName, nameKey, nameProblem, suggestName } from '../../engine/domain/names.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { leaveAllProjects } from '../projects/members.ts';
import { checkAttempts, clearFailures, recordFailure } from './attempts.ts';
import { find, userOf } from './find.ts';
import { type Invited, lookAt, useInvitation } from './invitations.ts';
import { MAX_PASSWORD, MIN_PASSWORD, type Passwords } from './passwords.ts';
import { closeSessionsOf, openSession, type User } from './sessions.ts';
import { checkSetupToken, endSetup } from './setup.ts';
import { dropTokensOf } from './tokens.ts';

export interface SignIn {
  readonly token: string;
  readonly user: User;
}

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** What guesses of invitations are counted under: keys of names have no capital letters. */
const INVITATIONS = 'INVITATIONS';

export class Accounts {
  readonly #metadata: Metadata;
  readonly #passwords: Passwords;
  readonly #sessionDays: number;
  readonly #now: () => number;

  constructor(metadata: Metadata, passwords: Passwords, sessionDays: number, now: () => number) {
    this.#metadata = metadata;
    this.#passwords = passwords;
    this.#sessionDays = sessionDays;
    this.#now = now;
  }

  /** Makes the first administrator and signs them in. */
  async setUp(setupToken: string, who: Credentials, device: string): Promise<SignIn> {
    await checkSetupToken(this.#metadata.db, setupToken);
    checkCredentials(who);
    const password = await this.#passwords.hash(who.password);
    return this.#alone(async (tx) => {
      await checkSetupToken(tx, setupToken);
      await endSetup(tx);
      const user = await this.#insert(tx, who.name, password, true);
      return { user, token: await openSession(tx, user.id, device, this.#sessionDays, this.#now()) };
    });
  }

  async signIn(who: Credentials, device: string, address: string): Promise<SignIn> {
    const { db } = this.#metadata;
    const key = nameKey(who.name);
    await checkAttempts(db, key, address, this.#now());
    const row = await this.#passwords.judged(async (matches) => {
      // Once more: of guesses that came at once, those before this one may have been wrong.
      await checkAttempts(db, key, address, this.#now());
      const found = await db.selectFrom('account').selectAll().where('name_key', '=', key).executeTakeFirst();
      const right = await matches(who.password.slice(0, MAX_PASSWORD), found?.password || undefined);
      if (found && right) return found;
      await recordFailure(db, key, address, this.#now());
      throw new StudioError('bad-credentials', 'The name or the password is wrong');
    });
    await clearFailures(db, key, address);
    return this.#metadata.transaction(async (tx) => {
      // The account may have been removed, or its password changed, while the hash was computed.
      await this.#metadata.lock(tx, 'accounts', 'shared');
      const still = await tx
        .selectFrom('account')
        .select(['password', 'name_key'])
        .where('id', '=', row.id)
        .executeTakeFirst();
      if (still?.name_key !== key || still.password !== row.password) {
        throw new StudioError('bad-credentials', 'The name or the password is wrong');
      }
      return {
        user: userOf(row),
        token: await openSession(tx, row.id, device, this.#sessionDays, this.#now()),
      };
    });
  }

  async list(): Promise<readonly User[]> {
    const rows = await this.#metadata.db
      .selectFrom('account')
      .select(['id', 'name', 'admin'])
      .where('removed_at', 'is', null)
      .orderBy('name_key')
      .execute();
    return rows.map(userOf);
  }

  async add(who: Credentials, admin: boolean): Promise<User> {
    checkCredentials(who);
    const password = await this.#passwords.hash(who.password);
    return this.#alone(async (tx) => {
      const user = await this.#insert(tx, who.name, password, admin);
      if (admin) await endSetup(tx);
      return user;
    });
  }

  /** An account without a password, for who signs in elsewhere; its name is made one that is free. */
  async addNamedLike(tx: Db, wanted: string): Promise<User> {
    const like = wanted.trim().slice(0, 80) || 'member';
    const base = nameProblem(like) ? suggestName(like) : like;
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base} ${number}`;
      const taken = tx.selectFrom('account').select('id').where('name_key', '=', nameKey(name));
      if (!(await taken.executeTakeFirst())) return this.#insert(tx, name, '', false);
    }
  }

  /** Ends every session of the account but the one that this answers with. */
  async changePassword(user: User, old: string, password: string, device: string): Promise<SignIn> {
    const { db } = this.#metadata;
    const row = await db
      .selectFrom('account')
      .select('password')
      .where('id', '=', user.id)
      .executeTakeFirst();
    if (!row || !(await this.#passwords.matches(old, row.password))) {
      throw new StudioError('bad-credentials', 'The old password is wrong');
    }
    await this.setPassword(user.name, password);
    return { user, token: await openSession(db, user.id, device, this.#sessionDays, this.#now()) };
  }

  /** Sets a password and ends every session of the account. */
  async setPassword(name: string, password: string): Promise<void> {
    checkPassword(password);
    const hashed = await this.#passwords.hash(password);
    await this.#alone(async (tx) => {
      const account = await find(tx, name);
      await tx.updateTable('account').set({ password: hashed }).where('id', '=', account.id).execute();
      await closeSessionsOf(tx, account.id);
    });
  }

  /** Makes an account for whoever was invited, lets it into the project, and signs it in. */
  async accept(
    invitation: string,
    who: Credentials,
    device: string,
    address: string,
  ): Promise<SignIn & { readonly projectId: Id }> {
    await this.look(invitation, address);
    checkCredentials(who);
    const password = await this.#passwords.hash(who.password);
    return this.#alone(async (tx) => {
      const user = await this.#insert(tx, who.name, password, false);
      const { projectId } = await useInvitation(this.#metadata, tx, invitation, user, this.#now());
      const token = await openSession(tx, user.id, device, this.#sessionDays, this.#now());
      return { user, token, projectId };
    });
  }

  /** Lets an account that exists into the project. */
  async join(invitation: string, user: User, address: string): Promise<Invited> {
    await this.look(invitation, address);
    return this.#metadata.transaction(async (tx) => {
      await this.#metadata.lock(tx, 'accounts', 'shared');
      return useInvitation(this.#metadata, tx, invitation, user, this.#now());
    });
  }

  /** What an invitation is to. Guesses are limited like sign-ins. */
  async look(invitation: string, address: string): Promise<Invited> {
    const { db } = this.#metadata;
    await checkAttempts(db, INVITATIONS, address, this.#now());
    try {
      return await lookAt(db, invitation, this.#now());
    } catch (error) {
      await recordFailure(db, INVITATIONS, address, this.#now());
      throw error;
    }
  }

  /** Removes an account: its sessions end at once, and it leaves its projects. What it made stays. */
  async remove(name: string): Promise<void> {
    await this.#alone(async (tx) => {
      const account = await find(tx, name);
      if (account.admin) await keepAnAdmin(tx, account.id);
      await leaveAllProjects(this.#metadata, tx, account.id);
      await closeSessionsOf(tx, account.id);
      await dropTokensOf(tx, account.id);
      await tx
        .updateTable('account')
        .set({ name_key: null, removed_at: this.#now(), password: '' })
        .where('id', '=', account.id)
        .execute();
    });
  }

  /** A transaction in which nobody else makes, changes or removes an account. */
  #alone<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return this.#metadata.transaction(async (tx) => {
      await this.#metadata.lock(tx, 'accounts');
      return work(tx);
    });
  }

  async #insert(tx: Db, name: string, password: string, admin: boolean): Promise<User> {
    const taken = await tx
      .selectFrom('account')
      .select('id')
      .where('name_key', '=', nameKey(name))
      .executeTakeFirst();
    if (taken)
      throw new StudioError('name-taken', `There is an account of the name ${name} already`, { name });
    const row = {
      id: uuid(),
      name,
      name_key: nameKey(name),
      password,
      admin: admin ? 1 : 0,
      created_at: this.#now(),
      removed_at: null,
    };
    await tx.insertInto('account').values(row).execute();
    return userOf(row);
  }
}

function checkCredentials(who: Credentials): void {
  const problem = nameProblem(who.name);
  if (problem || who.name.length > 100) {
    const reason = problem ? explainName(problem) : 'a name can be 100 characters at most';
    throw new StudioError('name-refused', `This name cannot be used: ${reason}`, {
      name: who.name,
      suggestion: suggestName(who.name.slice(0, 80)),
    });
  }
  checkPassword(who.password);
}

function checkPassword(password: string): void {
  if (password.length >= MIN_PASSWORD && password.length <= MAX_PASSWORD) return;
  throw new StudioError('bad-request', `A password needs ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`);
}

async function keepAnAdmin(tx: Db, leaving: Id): Promise<void> {
  const other = await tx
    .selectFrom('account')
    .select('id')
    .where('admin', '=', 1)
    .where('removed_at', 'is', null)
    .where('id', '!=', leaving)
    .executeTakeFirst();
  if (!other) throw new StudioError('last-admin', 'The studio needs one administrator at least');
}
