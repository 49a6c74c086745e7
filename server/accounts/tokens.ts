/** Tokens for farms and CI: one account's rights in one project, to read or to sync, until a day. Of each only a hash is kept. */
import { v7 as uuid } from 'uuid';
import type { Id } from '../../engine/domain/rows.ts';
import type { Scope } from '../access/table.ts';
import { notFound, StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';
import { type Act, type Actor, act, administer, fieldsOf, type Office } from '../projects/administer.ts';
import { DAY_MS, hashToken, newToken } from './sessions.ts';

/** When a token was used is written once in so long. */
const USED_STEP_MS = 3_600_000;
const MOST_TOKENS = 200;
export const MOST_TOKEN_DAYS = 3_650;

/** A token shows what it is, so that programs that look for leaked secrets find it. */
const PREFIX = 'cairn_';

export const isApiToken = (token: string): boolean => token.startsWith(PREFIX);

export interface ApiToken {
  readonly id: Id;
  readonly projectId: Id;
  readonly scope: Scope;
}

export interface TokenInfo extends ApiToken {
  readonly project: string;
  readonly user: string;
  readonly label: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** To the hour; null while it was never used. */
  readonly usedAt: number | null;
}

export interface NewToken {
  readonly scope: Scope;
  readonly days: number;
  readonly label: string;
}

/** Makes a token; what this answers with is seen once. */
export async function createToken(
  office: Office,
  actor: Actor,
  projectId: Id,
  wanted: NewToken,
): Promise<{ readonly token: string; readonly id: Id; readonly expiresAt: number }> {
  const make = async ({ tx, record }: Act) => {
    const made = await insertToken(tx, actor.id, projectId, wanted, office.now());
    const { scope, label } = wanted;
    const expires = new Date(made.expiresAt).toISOString();
    const fields = fieldsOf(undefined, { scope, label, expires });
    record('access', { kind: 'token', key: made.id, account: actor.id, fields });
    return made;
  };
  // Whoever is removed from the project at this moment must not leave a token behind.
  const asked = { projectId, actor, needs: { member: true } } as const;
  return administer(office, asked, make, { name: `tokens/${actor.id}` });
}

async function insertToken(
  tx: Db,
  accountId: Id,
  projectId: Id,
  { scope, days, label }: NewToken,
  now: number,
): Promise<{ readonly token: string; readonly id: Id; readonly expiresAt: number }> {
  await tx.deleteFrom('token').where('expires_at', '<=', now).execute();
  const { count } = await tx
    .selectFrom('token')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MOST_TOKENS)
    throw new StudioError('too-many-tokens', `An account can have ${MOST_TOKENS} tokens: revoke some first`);
  const token = PREFIX + newToken();
  const row = {
    id: uuid(),
    token_hash: hashToken(token),
    account_id: accountId,
    project_id: projectId,
    scope,
    label,
    created_at: now,
    expires_at: now + days * DAY_MS,
    used_at: null,
  };
  await tx.insertInto('token').values(row).execute();
  return { token, id: row.id, expiresAt: row.expires_at };
}

/** Live tokens, of one account or of one project, the newest first. */
export async function listTokens(
  db: Db,
  of: { readonly accountId: Id } | { readonly projectId: Id },
  now: number,
): Promise<readonly TokenInfo[]> {
  const rows = await db
    .selectFrom('token')
    .innerJoin('account', 'account.id', 'token.account_id')
    .innerJoin('project', 'project.id', 'token.project_id')
    .select([
      'token.id',
      'token.project_id as projectId',
      'project.name as project',
      'account.name as user',
      'token.scope',
      'token.label',
      'token.created_at as createdAt',
      'token.expires_at as expiresAt',
      'token.used_at as usedAt',
    ])
    .where('token.expires_at', '>', now)
    .where((e) =>
      'accountId' in of ? e('token.account_id', '=', of.accountId) : e('token.project_id', '=', of.projectId),
    )
    .orderBy('token.id', 'desc')
    .execute();
  return rows.map((row) => ({ ...row, scope: row.scope === 'sync' ? 'sync' : 'read' }));
}

/** Ends anybody's token for the project at once. @throws {StudioError} not-found */
export async function revokeToken(office: Office, actor: Actor, projectId: Id, id: Id): Promise<void> {
  const asked = { projectId, actor, needs: { permission: 'member.manage' } } as const;
  await administer(office, asked, (doing) => drop(doing, projectId, id));
}

/** Ends a token of the actor's own. @throws {StudioError} not-found */
export async function revokeOwnToken(office: Office, actor: Actor, id: Id): Promise<void> {
  await office.metadata.transaction(async (tx) => {
    const query = tx.selectFrom('token').select('project_id').where('id', '=', id);
    const found = await query.where('account_id', '=', actor.id).executeTakeFirst();
    if (!found) throw notFound('such token');
    const { project_id: projectId } = found;
    await act(office, tx, projectId, actor, (doing) => drop(doing, projectId, id));
  });
}

async function drop({ tx, record }: Act, projectId: Id, id: Id): Promise<void> {
  const gone = await tx
    .deleteFrom('token')
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .returning(['account_id', 'scope', 'label'])
    .executeTakeFirst();
  if (!gone) throw notFound('such token');
  const { account_id: account, scope, label } = gone;
  record('access', { kind: 'token', key: id, account, fields: fieldsOf({ scope, label }, undefined) });
}

/** Notes that a token is in use, where that can be written: a full disk must not keep readers out. */
export async function touchToken(db: Db, id: Id, usedAt: number | null, now: number): Promise<void> {
  if (usedAt !== null && now - usedAt < USED_STEP_MS) return;
  const note = db.updateTable('token').set({ used_at: now }).where('id', '=', id).execute();
  await note.catch(() => undefined);
}

/** Ends all that a removed account left. */
export async function dropTokensOf(tx: Db, accountId: Id): Promise<void> {
  await tx.deleteFrom('token').where('account_id', '=', accountId).execute();
  await tx.deleteFrom('invitation').where('invited_by', '=', accountId).execute();
}
