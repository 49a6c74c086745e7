/** Accounts by name. */
import { nameKey } from '../../engine/domain/names.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { administratorsOnly, StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';
import { type Actor, COMMAND_LINE } from '../projects/administer.ts';
import type { User } from './sessions.ts';

export const userOf = (row: { id: Id; name: string; admin: number }): User => ({
  id: row.id,
  name: row.name,
  admin: row.admin !== 0,
});

/** What came in as an administrator's may have waited, and not be one's any more. @throws {StudioError} forbidden */
export async function requireAdministrator(tx: Db, actor: Actor): Promise<void> {
  if (actor.id === COMMAND_LINE.id) return;
  const row = await tx
    .selectFrom('account')
    .select('admin')
    .where('id', '=', actor.id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!row?.admin) throw administratorsOnly();
}

/** The account of a live user. */
export async function find(tx: Db, name: string): Promise<User> {
  const row = await tx
    .selectFrom('account')
    .select(['id', 'name', 'admin'])
    .where('name_key', '=', nameKey(name))
    .executeTakeFirst();
  if (!row) throw new StudioError('not-found', `There is no account of the name ${name}`);
  return userOf(row);
}
