/** Failed sign-ins are limited per account from one address, per account in all, and per address. */

import { networkOf } from '../access/network.ts';
import { StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';

const WINDOW_MS = 15 * 60_000;

/** What a clock that ran ahead has noted does not count until that day has come; those of several machines differ by less. */
const isOpen = (since: number, now: number): boolean => since > now - WINDOW_MS && since <= now + WINDOW_MS;

interface Limit {
  readonly key: string;
  readonly most: number;
}

/** Guesses of what cannot be guessed have no name: a limit for all addresses together would only keep everybody out. */
export const NO_NAME = null;

function limits(nameKey: string | typeof NO_NAME, address: string): readonly Limit[] {
  const network = networkOf(address);
  return [
    { key: `account+address ${nameKey ?? 'INVITATIONS'} ${network}`, most: 10 },
    ...(nameKey === NO_NAME ? [] : [{ key: `account ${nameKey}`, most: 100 }]),
    { key: `address ${network}`, most: 50 },
  ];
}

/** @throws {StudioError} too-many-attempts, with seconds to wait */
export async function checkAttempts(
  db: Db,
  nameKey: string | typeof NO_NAME,
  address: string,
  now: number,
): Promise<void> {
  const all = limits(nameKey, address);
  const keys = all.map((limit) => limit.key);
  const rows = await db.selectFrom('attempt').selectAll().where('key', 'in', keys).execute();
  for (const { key, most } of all) {
    const row = rows.find((candidate) => candidate.key === key);
    if (!row || row.failures < most || !isOpen(row.since, now)) continue;
    const retryAfter = Math.ceil((row.since + WINDOW_MS - now) / 1000);
    throw new StudioError(
      'too-many-attempts',
      `Too many failed attempts. Try again in ${retryAfter} seconds.`,
      {
        retryAfter,
      },
    );
  }
}

export async function recordFailure(
  db: Db,
  nameKey: string | typeof NO_NAME,
  address: string,
  now: number,
): Promise<void> {
  await db
    .deleteFrom('attempt')
    .where((e) => e.or([e('since', '<=', now - WINDOW_MS), e('since', '>', now + WINDOW_MS)]))
    .execute();
  for (const { key } of limits(nameKey, address)) {
    await db
      .insertInto('attempt')
      .values({ key, failures: 1, since: now })
      .onConflict((c) => c.column('key').doUpdateSet((e) => ({ failures: e('attempt.failures', '+', 1) })))
      .execute();
  }
}

/** A right password ends the count of that account at that address, and no other. */
export async function clearFailures(db: Db, nameKey: string, address: string): Promise<void> {
  const key = limits(nameKey, address)[0]?.key ?? '';
  await db.deleteFrom('attempt').where('key', '=', key).execute();
}
