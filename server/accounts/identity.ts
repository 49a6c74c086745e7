/** Who a bearer token stands for: an account's session, or a token that an account made. */

import { StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';
import { hashToken, sessionUser, type User } from './sessions.ts';
import { type ApiToken, isApiToken, touchToken } from './tokens.ts';

export interface Identity {
  readonly user: User;
  /** Undefined for a session. */
  readonly token: ApiToken | undefined;
}

/** @throws {StudioError} session-expired for a token that does not exist, not any more, or of a removed account */
export async function identify(db: Db, token: string, now: number): Promise<Identity> {
  if (!isApiToken(token)) return { user: await sessionUser(db, token, now), token: undefined };
  const row = await db
    .selectFrom('token')
    .innerJoin('account', 'account.id', 'token.account_id')
    .select([
      'token.id',
      'token.project_id',
      'token.scope',
      'token.expires_at',
      'token.used_at',
      'account.id as account_id',
      'account.name',
      'account.removed_at',
    ])
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row || row.removed_at !== null || row.expires_at <= now)
    throw new StudioError('session-expired', 'This token has expired or was revoked');
  await touchToken(db, row.id, row.used_at, now);
  return {
    // A token never administers the studio, whoever made it.
    user: { id: row.account_id, name: row.name, admin: false },
    token: { id: row.id, projectId: row.project_id, scope: row.scope === 'sync' ? 'sync' : 'read' },
  };
}
