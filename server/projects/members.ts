/** Who is in a project, and as what. A project keeps one Admin at least. */
import { ADMIN_ROLE } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { find } from '../accounts/find.ts';
import { forbidden, StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';
import { type Act, type Actor, act, administer, fieldsOf, type Office } from './administer.ts';
import { permissionsOf, rolesOf } from './roles.ts';

export interface Member {
  readonly id: Id;
  readonly user: string;
  readonly role: string;
}

export async function membersOf(db: Db, projectId: Id): Promise<readonly Member[]> {
  return db
    .selectFrom('member')
    .innerJoin('account', 'account.id', 'member.account_id')
    .select(['account.id', 'account.name as user', 'member.role'])
    .where('project_id', '=', projectId)
    .where('removed', '=', 0)
    .orderBy('account.name_key')
    .execute();
}

const memberRole = async (tx: Db, projectId: Id, accountId: Id): Promise<string | undefined> => {
  const row = await tx
    .selectFrom('member')
    .select('role')
    .where('project_id', '=', projectId)
    .where('account_id', '=', accountId)
    .where('removed', '=', 0)
    .executeTakeFirst();
  return row?.role;
};

const MANAGING = { permission: 'member.manage' } as const;

/** Adds an account to the project, or gives it another role. */
export async function setMember(
  office: Office,
  actor: Actor,
  projectId: Id,
  name: string,
  role: string,
): Promise<void> {
  const asked = { projectId, actor, needs: MANAGING };
  const set = async (doing: Act & { readonly role: string }) => {
    const { tx } = doing;
    const account = await find(tx, name);
    const now = await memberRole(tx, projectId, account.id);
    if (now === role) return;
    if (now === ADMIN_ROLE) {
      requireAdmin(doing);
      await keepAnAdmin(tx, projectId, account.id);
    }
    await checkGivable(tx, doing, projectId, role);
    await enter(doing, projectId, account.id, { role: now ?? null }, { role });
  };
  // Whoever is removed from the studio at this moment must not be in the project afterwards.
  await administer(office, asked, set, { name: 'accounts', shared: 'shared' });
}

/** Whether the actor may give the role to somebody, as long as the head is locked. @throws {StudioError} not-found, forbidden */
export async function checkGivable(
  tx: Db,
  actor: { role: string },
  projectId: Id,
  role: string,
): Promise<void> {
  await checkRole(tx, projectId, role);
  if (role === ADMIN_ROLE) requireAdmin(actor);
  await checkWithinOwn(tx, projectId, actor.role, role);
}

/**
 * Adds somebody who was invited, under the lock of the head, as long as whoever invited them may still do so. Members keep the role they have.
 * @throws {StudioError} invitation
 */
export async function addInvited(
  doing: Act,
  invited: { readonly invitedBy: Id; readonly by: string; readonly projectId: Id; readonly role: string },
  accountId: Id,
): Promise<void> {
  const { tx } = doing;
  const { invitedBy, by, projectId, role } = invited;
  const own = (await memberRole(tx, projectId, invitedBy)) ?? '';
  const may = (await permissionsOf(tx, projectId, own)).has('member.manage');
  if (!may)
    throw new StudioError(
      'invitation',
      'Whoever invited you cannot do so any more. Ask for another invitation.',
    );
  await checkGivable(tx, { role: own }, projectId, role);
  if ((await memberRole(tx, projectId, accountId)) !== undefined) return;
  await enter(doing, projectId, accountId, { role: null }, { role, invitedBy: by });
}

async function enter(
  { tx, revision, changed, record }: Act,
  projectId: Id,
  accountId: Id,
  before: { readonly role: string | null },
  after: { readonly role: string; readonly invitedBy?: string },
): Promise<void> {
  const { role } = after;
  // Of who left under a version that kept them.
  if (before.role === null) await endWaysIn(tx, projectId, accountId);
  await tx
    .insertInto('member')
    .values({ project_id: projectId, account_id: accountId, role, removed: 0, revision })
    .onConflict((c) => c.columns(['project_id', 'account_id']).doUpdateSet({ role, removed: 0, revision }))
    .execute();
  changed({ kind: 'member', key: accountId });
  const fields = fieldsOf({ ...before }, { ...after });
  record('team', { kind: 'member', key: accountId, account: accountId, fields });
}

export async function removeMember(office: Office, actor: Actor, projectId: Id, name: string): Promise<void> {
  await administer(office, { projectId, actor, needs: MANAGING }, async (doing) => {
    const { tx } = doing;
    const account = await find(tx, name);
    const now = await memberRole(tx, projectId, account.id);
    if (now === undefined) throw new StudioError('not-found', `${name} is not a member of this project`);
    if (now === ADMIN_ROLE) {
      requireAdmin(doing);
      await keepAnAdmin(tx, projectId, account.id);
    }
    await leave(doing, projectId, account.id, now);
  });
}

/** Takes a removed account out of every project, under the lock of the accounts. */
export async function leaveAllProjects(office: Office, tx: Db, actor: Actor, accountId: Id): Promise<void> {
  const rows = await tx
    .selectFrom('member')
    .select('project_id')
    .where('account_id', '=', accountId)
    .where('removed', '=', 0)
    .orderBy('project_id')
    .execute();
  for (const { project_id: projectId } of rows) {
    await act(office, tx, projectId, actor, async (doing) => {
      const role = await memberRole(tx, projectId, accountId);
      if (role === ADMIN_ROLE) await keepAnAdmin(tx, projectId, accountId);
      if (role !== undefined) await leave(doing, projectId, accountId, role);
    });
  }
}

/** Who is taken in again does not bring old tokens and invitations back to life. */
async function endWaysIn(tx: Db, projectId: Id, accountId: Id): Promise<void> {
  await tx
    .deleteFrom('token')
    .where('project_id', '=', projectId)
    .where('account_id', '=', accountId)
    .execute();
  await tx
    .deleteFrom('invitation')
    .where('project_id', '=', projectId)
    .where('invited_by', '=', accountId)
    .execute();
}

async function leave(
  { tx, revision, changed, record }: Act,
  projectId: Id,
  accountId: Id,
  role: string,
): Promise<void> {
  await endWaysIn(tx, projectId, accountId);
  await tx
    .updateTable('member')
    .set({ removed: 1, revision })
    .where('project_id', '=', projectId)
    .where('account_id', '=', accountId)
    .execute();
  changed({ kind: 'member', key: accountId });
  record('team', { kind: 'member', key: accountId, account: accountId, fields: { role: [role, null] } });
}

/** Who manages members must not be able to make themselves, or anyone, an Admin. */
function requireAdmin(actor: { role: string }): void {
  if (actor.role !== ADMIN_ROLE)
    throw new StudioError('forbidden', 'Only an Admin may make or remove Admins');
}

async function checkWithinOwn(tx: Db, projectId: Id, own: string, role: string): Promise<void> {
  const held = await permissionsOf(tx, projectId, own);
  const beyond = [...(await permissionsOf(tx, projectId, role))].find((permission) => !held.has(permission));
  if (beyond)
    throw forbidden(`You cannot give the role ${role}: it includes ${beyond}, which yours does not`);
}

async function checkRole(tx: Db, projectId: Id, role: string): Promise<void> {
  const names = (await rolesOf(tx, projectId)).map(({ name }) => name);
  if (!names.includes(role))
    throw new StudioError('not-found', `This project has no role ${role}. There are: ${names.join(', ')}`);
}

async function keepAnAdmin(tx: Db, projectId: Id, leaving: Id): Promise<void> {
  const other = await tx
    .selectFrom('member')
    .select('account_id')
    .where('project_id', '=', projectId)
    .where('role', '=', ADMIN_ROLE)
    .where('removed', '=', 0)
    .where('account_id', '!=', leaving)
    .executeTakeFirst();
  if (!other)
    throw new StudioError('last-admin', 'A project needs one Admin at least: make somebody else Admin first');
}
