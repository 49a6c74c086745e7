/** The first administrator is made with a token that only the studio's own output shows; there is no default password. */
import { timingSafeEqual } from 'node:crypto';
import { StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { hashToken, newToken } from './sessions.ts';

const KEY = 'setup-token';

export async function needsSetup(db: Db): Promise<boolean> {
  return (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) === undefined;
}

/** Of processes that start together, each has printed a token. */
export const TOKENS_OF_MANY = 16;

/**
 * A new setup token, which replaces those before it, or all but the newest where several processes share the studio;
 * undefined once there is an account.
 */
export async function issueSetupToken(metadata: Metadata, valid = 1): Promise<string | undefined> {
  return metadata.transaction(async (tx) => {
    await metadata.lock(tx, 'accounts');
    if (!(await needsSetup(tx))) return undefined;
    const token = newToken();
    const value = [hashToken(token), ...(await issued(tx))].slice(0, valid).join(' ');
    await tx
      .insertInto('setting')
      .values({ key: KEY, value })
      .onConflict((c) => c.column('key').doUpdateSet({ value }))
      .execute();
    return token;
  });
}

/**
 * Whether `token` may make the first account.
 * @throws {StudioError}
 */
export async function checkSetupToken(tx: Db, token: string): Promise<void> {
  if (!(await needsSetup(tx)))
    throw new StudioError('already-set-up', 'This studio has its administrator already');
  const actual = Buffer.from(hashToken(token));
  const known = (await issued(tx)).map((hash) => Buffer.from(hash));
  if (!known.some((hash) => hash.length === actual.length && timingSafeEqual(hash, actual))) {
    throw new StudioError(
      'setup-token',
      'The setup token is not the one this studio printed at its last start',
    );
  }
}

/** Hashes of the tokens that are valid, the newest first. */
async function issued(tx: Db): Promise<string[]> {
  const row = await tx.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst();
  return row?.value.split(' ') ?? [];
}

export async function endSetup(tx: Db): Promise<void> {
  await tx.deleteFrom('setting').where('key', '=', KEY).execute();
}
