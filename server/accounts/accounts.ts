/** Accounts of the studio: who may sign in, and who administers. */
import { v7 as uuid } from 'uuid';
import { explainName, nameKey, nameProblem, suggestName } from '../../engine/domain/names.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { english } from '../../engine/domain/said.ts';
import { StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { type Actor, COMMAND_LINE, fieldsOf, type Office } from '../projects/administer.ts';
import { leaveAllProjects } from '../projects/members.ts';
import { checkAttempts, clearFailures, NO_NAME, recordFailure } from './attempts.ts';
import { find, requireAdministrator, userOf } from './find.ts';
import { type Invited, lookAt, useInvitation } from './invitations.ts';
import { MAX_PASSWORD, MIN_PASSWORD, type Passwords } from './passwords.ts';
import { closeSessionsOf, openSession, type User } from './sessions.ts';
import { checkSetupToken, endSetup } from './setup.ts';
import { recordForStudio } from './studio-activity.ts';
import { dropTokensOf } from './tokens.ts';

export interface SignIn {
  readonly token: string;
  readonly user: User;
}

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** Nobody is called by what turns a line around, or looks like nothing: people are told apart by their names. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;
const INVISIBLE_ALL = new RegExp(INVISIBLE.source, 'gu');

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

  get #office(): Office {
    return { metadata: this.#metadata, now: this.#now };
  }

  /** Makes the first administrator and signs them in. */
  async setUp(setupToken: string, who: Credentials, device: string, client = ''): Promise<SignIn> {
    await checkSetupToken(this.#metadata.db, setupToken);
    checkCredentials(who);
    const password = await this.#passwords.hash(who.password);
    return this.#alone(async (tx) => {
      await checkSetupToken(tx, setupToken);
      await endSetup(tx);
      const user = await this.#insert(tx, { name: who.name, password, admin: true }, { client });
      return { user, token: await openSession(tx, user.id, device, this.#sessionDays, this.#now()) };
    });
  }

  async signIn(who: Credentials, device: string, address: string): Promise<SignIn> {
    const key = nameKey(who.name);
    const row = await this.#judge(who.name, who.password, address, 'The name or the password is wrong');
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

  /** The account of this name and password, whose guesses are limited. @throws {StudioError} bad-credentials, too-many-attempts */
  async #judge(name: string, password: string, address: string, wrong: string) {
    const { db } = this.#metadata;
    const key = nameKey(name);
    await checkAttempts(db, key, address, this.#now());
    const row = await this.#passwords.judged(async (matches) => {
      // Once more: of guesses that came at once, those before this one may have been wrong.
      await checkAttempts(db, key, address, this.#now());
      const found = await db.selectFrom('account').selectAll().where('name_key', '=', key).executeTakeFirst();
      const right = await matches(password.slice(0, MAX_PASSWORD), found?.password || undefined);
      if (found && right) return found;
      await recordFailure(db, key, address, this.#now());
      throw new StudioError('bad-credentials', wrong);
    });
    await clearFailures(db, key, address);
    return row;
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

  async add(who: Credentials, admin: boolean, by: Actor = COMMAND_LINE): Promise<User> {
    checkCredentials(who);
    const password = await this.#passwords.hash(who.password);
    return this.#alone(async (tx) => {
      await requireAdministrator(tx, by);
      const user = await this.#insert(tx, { name: who.name, password, admin }, by);
      if (admin) await endSetup(tx);
      return user;
    });
  }

  /** An account without a password, for who signs in elsewhere; its name is made one that is free. */
  async addNamedLike(tx: Db, wanted: string, client: string): Promise<User> {
    const like = wanted.trim().slice(0, 80) || 'member';
    const base = nameProblem(like) ? suggestName(like) : like;
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base} ${number}`;
      const taken = tx.selectFrom('account').select('id').where('name_key', '=', nameKey(name));
      if (!(await taken.executeTakeFirst()))
        return this.#insert(tx, { name, password: '', admin: false }, { client });
    }
  }

  /**
   * Ends every session of the account but the one that this answers with. Guesses of the old password are limited like sign-ins:
   * a session that was taken over must not become the way to the password.
   */
  async changePassword(
    user: User,
    passwords: { readonly old: string; readonly password: string },
    { device, address, client = '' }: { device: string; address: string; client?: string },
  ): Promise<SignIn> {
    checkPassword(passwords.password);
    const row = await this.#judge(user.name, passwords.old, address, 'The old password is wrong');
    const hashed = await this.#passwords.hash(passwords.password);
    return this.#alone(async (tx) => {
      const query = tx.selectFrom('account').select('password').where('id', '=', user.id);
      if (row.id !== user.id || (await query.executeTakeFirst())?.password !== row.password)
        throw new StudioError('bad-credentials', 'The old password is wrong');
      await this.#putPassword(tx, user.id, hashed, { id: user.id, client });
      return { user, token: await openSession(tx, user.id, device, this.#sessionDays, this.#now()) };
    });
  }

  /** Sets a password and ends every session of the account. */
  async setPassword(name: string, password: string, by: Actor = COMMAND_LINE): Promise<void> {
    checkPassword(password);
    const hashed = await this.#passwords.hash(password);
    await this.#alone(async (tx) => {
      const account = await find(tx, name);
      await this.#putPassword(tx, account.id, hashed, by);
    });
  }

  async #putPassword(tx: Db, accountId: Id, password: string, by: Actor): Promise<void> {
    await tx.updateTable('account').set({ password }).where('id', '=', accountId).execute();
    await closeSessionsOf(tx, accountId);
    const fields = { password: [null, 'set'] } as const;
    await recordForStudio(this.#office, tx, by, { kind: 'account', key: accountId, fields });
  }

  /** Makes an account for whoever was invited, lets it into the project, and signs it in. */
  async accept(
    invitation: string,
    who: Credentials,
    { device, address, client = '' }: { device: string; address: string; client?: string },
  ): Promise<SignIn & { readonly projectId: Id }> {
    await this.look(invitation, address);
    checkCredentials(who);
    const password = await this.#passwords.hash(who.password);
    return this.#alone(async (tx) => {
      const user = await this.#insert(tx, { name: who.name, password, admin: false }, { client });
      const { projectId } = await useInvitation(this.#office, tx, invitation, user, client);
      const token = await openSession(tx, user.id, device, this.#sessionDays, this.#now());
      return { user, token, projectId };
    });
  }

  /** Lets an account that exists into the project. */
  async join(invitation: string, user: User, address: string, client = ''): Promise<Invited> {
    await this.look(invitation, address);
    return this.#metadata.transaction(async (tx) => {
      await this.#metadata.lock(tx, 'accounts', 'shared');
      return useInvitation(this.#office, tx, invitation, user, client);
    });
  }

  /** What an invitation is to. Guesses are limited like sign-ins. */
  async look(invitation: string, address: string): Promise<Invited> {
    const { db } = this.#metadata;
    await checkAttempts(db, NO_NAME, address, this.#now());
    try {
      return await lookAt(db, invitation, this.#now());
    } catch (error) {
      await recordFailure(db, NO_NAME, address, this.#now());
      throw error;
    }
  }

  /** Removes an account: its sessions end at once, and it leaves its projects. What it made stays. */
  async remove(name: string, by: Actor = COMMAND_LINE): Promise<void> {
    await this.#alone(async (tx) => {
      await requireAdministrator(tx, by);
      const account = await find(tx, name);
      if (account.admin) await keepAnAdmin(tx, account.id);
      await leaveAllProjects(this.#office, tx, by, account.id);
      await closeSessionsOf(tx, account.id);
      await dropTokensOf(tx, account.id);
      await tx
        .updateTable('account')
        .set({ name_key: null, removed_at: this.#now(), password: '' })
        .where('id', '=', account.id)
        .execute();
      const fields = fieldsOf({ name: account.name, admin: account.admin }, undefined);
      await recordForStudio(this.#office, tx, by, { kind: 'account', key: account.id, fields });
    });
  }

  /** A transaction in which nobody else makes, changes or removes an account. */
  #alone<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return this.#metadata.transaction(async (tx) => {
      await this.#metadata.lock(tx, 'accounts');
      return work(tx);
    });
  }

  /** @param by a new account that makes itself has no id yet */
  async #insert(
    tx: Db,
    { name, password, admin }: Credentials & { readonly admin: boolean },
    by: Omit<Actor, 'id'> & { readonly id?: Id },
  ): Promise<User> {
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
    const fields = fieldsOf(undefined, { name, admin });
    const actor = { id: row.id, ...by };
    await recordForStudio(this.#office, tx, actor, { kind: 'account', key: row.id, fields });
    return userOf(row);
  }
}

function checkCredentials(who: Credentials): void {
  const problem = nameProblem(who.name);
  if (problem || who.name.length > 100) {
    const reason = problem ? english(explainName(problem)) : 'a name can be 100 characters at most';
    throw new StudioError('name-refused', `This name cannot be used: ${reason}`, {
      name: who.name,
      suggestion: suggestName(who.name.slice(0, 80)),
    });
  }
  if (INVISIBLE.test(who.name))
    throw new StudioError('name-refused', 'This name cannot be used: it holds signs that nobody sees', {
      name: who.name,
      suggestion: suggestName(who.name.replace(INVISIBLE_ALL, '').slice(0, 80)),
    });
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
