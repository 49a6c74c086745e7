/** Invitations: a link that lets one person into a project with a role, once, until a day. Of each only a hash is kept. */
import { v7 as uuid } from 'uuid';
import type { Id } from '../../engine/domain/rows.ts';
import { notFound, StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';
import { type Actor, act, administer, type Office } from '../projects/administer.ts';
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

const MANAGING = { permission: 'member.manage' } as const;

/** Makes an invitation to a role that the actor may give; what this answers with is seen once. */
export async function invite(
  office: Office,
  actor: Actor,
  projectId: Id,
  { role, days }: { readonly role: string; readonly days: number },
): Promise<{ readonly invitation: string; readonly id: Id; readonly expiresAt: number }> {
  const now = office.now();
  return administer(office, { projectId, actor, needs: MANAGING }, async (doing) => {
    const { tx } = doing;
    await checkGivable(tx, doing, projectId, role);
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
    const expires = new Date(row.expires_at).toISOString();
    const fields = { role: [null, role], expires: [null, expires] } as const;
    doing.record('access', { kind: 'invitation', key: row.id, fields });
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
export async function withdraw(office: Office, actor: Actor, projectId: Id, id: Id): Promise<void> {
  await administer(office, { projectId, actor, needs: MANAGING }, async ({ tx, record }) => {
    const gone = await tx
      .deleteFrom('invitation')
      .where('project_id', '=', projectId)
      .where('id', '=', id)
      .returning('role')
      .executeTakeFirst();
    if (!gone) throw notFound('such invitation');
    record('access', { kind: 'invitation', key: id, fields: { role: [gone.role, null] } });
  });
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
  office: Office,
  tx: Db,
  invitation: string,
  user: User,
  client: string,
): Promise<Invited> {
  const found = await find(tx, invitation, office.now());
  return act(office, tx, found.projectId, { id: user.id, client }, async (doing) => {
    // Somebody else may have used it while the lock was waited for, or its role may have got another name.
    const query = tx.deleteFrom('invitation').where('token_hash', '=', hashToken(invitation));
    const used = await query.returning('role').executeTakeFirst();
    if (!used) throw new StudioError('invitation', GONE);
    const invited = { ...found, role: used.role };
    await addInvited(doing, invited, user.id);
    return shown(invited);
  });
}
