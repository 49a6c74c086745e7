/** Sessions: opaque tokens of 256 random bits, of which the studio keeps only a hash. */
import { createHash, randomBytes } from 'node:crypto';
import type { Id } from '../../engine/domain/rows.ts';
import { requireDeleted, StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';

export const DAY_MS = 86_400_000;

export interface User {
  readonly id: Id;
  readonly name: string;
  readonly admin: boolean;
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
export const newToken = (): string => randomBytes(32).toString('base64url');

export async function openSession(
  db: Db,
  accountId: Id,
  device: string,
  days: number,
  now: number,
): Promise<string> {
  const token = newToken();
  await db.deleteFrom('session').where('expires_at', '<=', now).execute();
  await db
    .insertInto('session')
    .values({
      token_hash: hashToken(token),
      account_id: accountId,
      device,
      created_at: now,
      expires_at: now + days * DAY_MS,
    })
    .execute();
  return token;
}

/**
 * The user whose session `token` is.
 * @throws {StudioError} signed-out or session-expired
 */
export async function sessionUser(db: Db, token: string, now: number): Promise<User> {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select(['account.id', 'account.name', 'account.admin', 'account.removed_at', 'session.expires_at'])
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row || row.removed_at !== null) {
    throw new StudioError('session-expired', 'This session does not exist any more. Sign in again.');
  }
  if (row.expires_at <= now)
    throw new StudioError('session-expired', 'This session has expired. Sign in again.');
  return { id: row.id, name: row.name, admin: row.admin !== 0 };
}

export interface SessionInfo {
  readonly id: string;
  readonly device: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** It is the session that asks. */
  readonly current: boolean;
}

/** Names a session to its owner: the start of a hash of a random token gives nothing away. */
const idOf = (tokenHash: string): string => tokenHash.slice(0, 16);

/** The account's live sessions, the newest first. */
export async function listSessions(
  db: Db,
  accountId: Id,
  token: string,
  now: number,
): Promise<readonly SessionInfo[]> {
  const rows = await db
    .selectFrom('session')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute();
  const current = hashToken(token);
  return rows.map((row) => ({
    id: idOf(row.token_hash),
    device: row.device,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    current: row.token_hash === current,
  }));
}

/** Ends one of the account's sessions. @throws {StudioError} not-found */
export async function revokeSession(db: Db, accountId: Id, id: string): Promise<void> {
  const gone = await db
    .deleteFrom('session')
    .where('account_id', '=', accountId)
    .where((e) => e(e.fn<string>('substr', ['token_hash', e.val(1), e.val(16)]), '=', id))
    .executeTakeFirst();
  requireDeleted(gone, 'such session');
}

export async function closeSession(db: Db, token: string): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', hashToken(token)).execute();
}

export async function closeSessionsOf(db: Db, accountId: Id): Promise<void> {
  await db.deleteFrom('session').where('account_id', '=', accountId).execute();
}
