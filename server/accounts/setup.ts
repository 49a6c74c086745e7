/** The first administrator is made with a token that only the studio's own output shows; there is no default password. */
import { timingSafeEqual } from 'node:crypto';
import { StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { hashToken, newToken } from './sessions.ts';

const KEY = 'setup-token';

export async function needsSetup(db: Db): Promise<boolean> {
  return (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) === undefined;
}

/** A new setup token, which replaces any before it; undefined once there is an account. */
export async function issueSetupToken(metadata: Metadata): Promise<string | undefined> {
  return metadata.transaction(async (tx) => {
    if (!(await needsSetup(tx))) return undefined;
    const token = newToken();
    const value = hashToken(token);
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
  const row = await tx.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst();
  const expected = Buffer.from(row?.value ?? '');
  const actual = Buffer.from(hashToken(token));
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) {
    throw new StudioError(
      'setup-token',
      'The setup token is not the one this studio printed at its last start',
    );
  }
}

export async function endSetup(tx: Db): Promise<void> {
  await tx.deleteFrom('setting').where('key', '=', KEY).execute();
}
