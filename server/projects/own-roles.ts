/** A team's roles: edited, made, renamed, removed. Nobody gains by it what they could not give. */
import { nameKey } from '../../engine/domain/names.ts';
import { ADMIN_ROLE, isPermission, PERMISSIONS } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { forbidden, notFound, StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';
import { type Act, type Actor, administer, type Office } from './administer.ts';
import { checkGivable } from './members.ts';
import { permissionsOf, type Role, requirePermission, rolesOf } from './roles.ts';

const MOST_ROLES = 100;

const MANAGING = { permission: 'role.manage' } as const;

/** @throws {StudioError} name-taken, forbidden, bad-request */
export async function createRole(
  office: Office,
  actor: Actor,
  projectId: Id,
  wanted: { readonly name: string; readonly permissions: readonly string[] },
): Promise<Role> {
  requireKnown(wanted.permissions);
  return administer(office, { projectId, actor, needs: MANAGING }, async (doing) => {
    const { tx, revision } = doing;
    const roles = await rolesOf(tx, projectId);
    if (roles.length >= MOST_ROLES)
      throw new StudioError('bad-request', `A project can have ${MOST_ROLES} roles`);
    requireFree(roles, wanted.name);
    const permissions = PERMISSIONS.filter((permission) => wanted.permissions.includes(permission));
    await requireOwn(tx, projectId, doing.role, permissions);
    await putRole(tx, projectId, { name: wanted.name, permissions }, revision);
    doing.changed({ kind: 'role', key: wanted.name });
    const fields = { permissions: [null, permissions] } as const;
    doing.record('team', { kind: 'role', key: wanted.name, fields });
    return { name: wanted.name, permissions };
  });
}

export interface RoleEdit {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Who is not Admin can hand out only what they have themselves. */
export async function editRole(
  office: Office,
  actor: Actor,
  projectId: Id,
  name: string,
  edit: RoleEdit,
): Promise<Role> {
  requireKnown([...edit.add, ...edit.remove]);
  if (name === ADMIN_ROLE)
    throw new StudioError('admin-fixed', 'The role Admin has every permission, always');
  return administer(office, { projectId, actor, needs: MANAGING }, async (doing) => {
    const { tx, revision } = doing;
    const role = (await rolesOf(tx, projectId)).find((candidate) => candidate.name === name);
    if (!role) throw new StudioError('not-found', `This project has no role ${name}`);
    await requireOwn(tx, projectId, doing.role, edit.add);
    const kept = role.permissions.filter((permission) => !edit.remove.includes(permission));
    const permissions = PERMISSIONS.filter((p) => kept.includes(p) || edit.add.includes(p));
    if (permissions.length === role.permissions.length && edit.add.every((p) => role.permissions.includes(p)))
      return role;
    await tx
      .updateTable('role')
      .set({ permissions: JSON.stringify(permissions), revision })
      .where('project_id', '=', projectId)
      .where('name', '=', name)
      .execute();
    doing.changed({ kind: 'role', key: name });
    const fields = { permissions: [role.permissions, permissions] } as const;
    doing.record('team', { kind: 'role', key: name, fields });
    return { name, permissions };
  });
}

/** Members and open invitations go along: what anybody may do stays the same. */
export async function renameRole(
  office: Office,
  actor: Actor,
  projectId: Id,
  name: string,
  to: string,
): Promise<Role> {
  return administer(office, { projectId, actor, needs: MANAGING }, async (doing) => {
    const { tx, revision, changed, record } = doing;
    const roles = await rolesOf(tx, projectId);
    const role = existing(roles, name);
    if (name === to) return role;
    requireFree(
      roles.filter((one) => one !== role),
      to,
    );
    await putRole(tx, projectId, { ...role, name: to }, revision);
    await moveTo(doing, projectId, name, to);
    await dropRole(tx, projectId, name, revision);
    changed({ kind: 'role', key: to }, { kind: 'role', key: name });
    record('team', { kind: 'role', key: to, fields: { name: [name, to] } });
    return { ...role, name: to };
  });
}

/** Its members and open invitations get the role `to`, which whoever removes it must be able to give. */
export async function removeRole(
  office: Office,
  actor: Actor,
  projectId: Id,
  name: string,
  to: string | undefined,
): Promise<void> {
  await administer(office, { projectId, actor, needs: MANAGING }, async (doing) => {
    const { tx, revision, changed, record } = doing;
    const { permissions } = existing(await rolesOf(tx, projectId), name);
    record('team', { kind: 'role', key: name, fields: { permissions: [permissions, null] } });
    if (await isUsed(tx, projectId, name)) {
      if (to === undefined || to === name)
        throw new StudioError(
          'role-used',
          `The role ${name} has members or invitations: say which role they get`,
          {
            role: name,
          },
        );
      await requirePermission(tx, { id: projectId, role: doing.role }, 'member.manage');
      await checkGivable(tx, doing, projectId, to);
      for (const account of await moveTo(doing, projectId, name, to))
        record('team', { kind: 'member', key: account, account, fields: { role: [name, to] } });
    }
    await dropRole(tx, projectId, name, revision);
    changed({ kind: 'role', key: name });
  });
}

function requireKnown(permissions: readonly string[]): void {
  const unknown = permissions.find((permission) => !isPermission(permission));
  if (unknown !== undefined)
    throw new StudioError('bad-request', `There is no permission ${unknown}`, { known: PERMISSIONS });
}

/** @param own the role of who gives them. @throws {StudioError} forbidden */
async function requireOwn(tx: Db, projectId: Id, own: string, given: readonly string[]): Promise<void> {
  const held: ReadonlySet<string> = await permissionsOf(tx, projectId, own);
  const beyond = given.find((permission) => !held.has(permission));
  if (beyond) throw forbidden(`You cannot give ${beyond}, which your own role does not include`);
}

function existing(roles: readonly Role[], name: string): Role {
  if (name === ADMIN_ROLE) throw new StudioError('admin-fixed', 'The role Admin stays as it is');
  const role = roles.find((one) => one.name === name);
  if (!role) throw notFound(`role ${name} in this project`);
  return role;
}

/** Two that people would take for one are not two. */
function requireFree(roles: readonly Role[], name: string): void {
  const taken = roles.find((role) => nameKey(role.name) === nameKey(name));
  if (taken) throw new StudioError('name-taken', `This project has a role ${taken.name} already`, { name });
}

async function isUsed(tx: Db, projectId: Id, role: string): Promise<boolean> {
  const member = await tx
    .selectFrom('member')
    .select('account_id')
    .where('project_id', '=', projectId)
    .where('role', '=', role)
    .where('removed', '=', 0)
    .limit(1)
    .executeTakeFirst();
  const invitation = await tx
    .selectFrom('invitation')
    .select('id')
    .where('project_id', '=', projectId)
    .where('role', '=', role)
    .limit(1)
    .executeTakeFirst();
  return (member ?? invitation) !== undefined;
}

/** Answers the accounts that got another role. */
async function moveTo(
  { tx, revision, changed }: Act,
  projectId: Id,
  from: string,
  to: string,
): Promise<readonly Id[]> {
  await tx
    .updateTable('invitation')
    .set({ role: to })
    .where('project_id', '=', projectId)
    .where('role', '=', from)
    .execute();
  const moved = await tx
    .updateTable('member')
    .set({ role: to, revision })
    .where('project_id', '=', projectId)
    .where('role', '=', from)
    .where('removed', '=', 0)
    .returning('account_id')
    .execute();
  const accounts = moved.map(({ account_id }) => account_id);
  changed(...accounts.map((key) => ({ kind: 'member', key }) as const));
  return accounts;
}

async function putRole(tx: Db, projectId: Id, role: Role, revision: number): Promise<void> {
  const permissions = JSON.stringify(role.permissions);
  await tx
    .insertInto('role')
    .values({ project_id: projectId, name: role.name, permissions, removed: 0, revision })
    .onConflict((c) => c.columns(['project_id', 'name']).doUpdateSet({ permissions, removed: 0, revision }))
    .execute();
}

async function dropRole(tx: Db, projectId: Id, name: string, revision: number): Promise<void> {
  await tx
    .updateTable('role')
    .set({ removed: 1, permissions: '[]', revision })
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .execute();
}
