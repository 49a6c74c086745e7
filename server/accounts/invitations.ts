/** Invitations: a link that lets one person into a project with a role, once, until a day. Of each only a hash is kept. */
import { v7 as uuid } from 'uuid';
import type { Id } from '../../engine/domain/rows.ts';
import { requireDeleted, StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { addInvited, checkGivable } from '../projects/members.ts';
import { DAY_MS, hashToken, newToken, type User } from './sessions.ts';

const MOST_OPEN = 500;

export interface InvitationInfo {
  readonly id: Id;
  readonly role: string;
  readonly by: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What an invitation is to, for who has it. */
export interface Invited {
  readonly projectId: Id;
  readonly project: string;
  readonly role: string;
  readonly by: string;
}

interface Actor {
  readonly id: Id;
  readonly role: string;
}

/** Makes an invitation to a role that the actor may give; what this answers with is seen once. */
export async function invite(
  metadata: Metadata,
  actor: Actor,
  projectId: Id,
  { role, days }: { readonly role: string; readonly days: number },
  now: number,
): Promise<{ readonly invitation: string; readonly id: Id; readonly expiresAt: number }> {
  return metadata.transaction(async (tx) => {
    await metadata.lockHead(tx, projectId);
    await checkGivable(tx, actor, projectId, role);
    await tx.deleteFrom('invitation').where('expires_at', '<=', now).execute();
    const { length } = await listInvitations(tx, projectId, now);
    if (length >= MOST_OPEN)
      throw new StudioError('too-many-tokens', `A project can have ${MOST_OPEN} open invitations`);
    const invitation = newToken();
    const row = {
      id: uuid(),
      token_hash: hashToken(invitation),
      project_id: projectId,
      role,
      invited_by: actor.id,
      created_at: now,
      expires_at: now + days * DAY_MS,
    };
    await tx.insertInto('invitation').values(row).execute();
    return { invitation, id: row.id, expiresAt: row.expires_at };
  });
}

export async function listInvitations(
  db: Db,
  projectId: Id,
  now: number,
): Promise<readonly InvitationInfo[]> {
  return db
    .selectFrom('invitation')
    .innerJoin('account', 'account.id', 'invitation.invited_by')
    .select([
      'invitation.id',
      'invitation.role',
      'account.name as by',
      'invitation.created_at as createdAt',
      'invitation.expires_at as expiresAt',
    ])
    .where('project_id', '=', projectId)
    .where('expires_at', '>', now)
    .orderBy('invitation.id', 'desc')
    .execute();
}

/** @throws {StudioError} not-found */
export async function withdraw(db: Db, projectId: Id, id: Id): Promise<void> {
  const gone = await db
    .deleteFrom('invitation')
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  requireDeleted(gone, 'such invitation');
}

const GONE =
  'This invitation was used, withdrawn, or is too old. If it was you who used it, you are in; otherwise ask for another.';

/** An invitation that is open, and whose it is. @throws {StudioError} invitation, where it does not exist, not any more, or was used */
async function find(db: Db, invitation: string, now: number): Promise<Invited & { readonly invitedBy: Id }> {
  const row = await db
    .selectFrom('invitation')
    .innerJoin('project', 'project.id', 'invitation.project_id')
    .innerJoin('account', 'account.id', 'invitation.invited_by')
    .select([
      'project.id as projectId',
      'project.name as project',
      'invitation.role',
      'account.name as by',
      'account.id as invitedBy',
      'invitation.expires_at as expiresAt',
    ])
    .where('token_hash', '=', hashToken(invitation))
    .executeTakeFirst();
  if (!row || row.expiresAt <= now) throw new StudioError('invitation', GONE);
  return row;
}

const shown = ({ projectId, project, role, by }: Invited): Invited => ({ projectId, project, role, by });

/** @throws {StudioError} invitation */
export const lookAt = async (db: Db, invitation: string, now: number): Promise<Invited> =>
  shown(await find(db, invitation, now));

/**
 * Lets `user` in, inside of the caller's transaction, and uses the invitation up. Who invited must still be able to: an
 * invitation is worth no more than whoever gave it.
 */
export async function useInvitation(
  metadata: Metadata,
  tx: Db,
  invitation: string,
  user: User,
  now: number,
): Promise<Invited> {
  const found = await find(tx, invitation, now);
  await metadata.lockHead(tx, found.projectId);
  // Somebody else may have used it while the lock was waited for.
  const query = tx.deleteFrom('invitation').where('token_hash', '=', hashToken(invitation));
  if ((await query.executeTakeFirst()).numDeletedRows === 0n) throw new StudioError('invitation', GONE);
  await addInvited(metadata, tx, found.invitedBy, found.projectId, user.id, found.role);
  return shown(found);
}
