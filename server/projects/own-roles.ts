/** Roles of a team's own making: made, renamed, removed. Nobody gains by it what they could not give. */
import { nameKey } from '../../engine/domain/names.ts';
import { ADMIN_ROLE, isPermission, PERMISSIONS } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { forbidden, notFound, StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { checkGivable } from './members.ts';
import { type ChangedRow, nextRevision, publish } from './revisions.ts';
import { permissionsOf, type Role, rolesOf } from './roles.ts';

const MOST_ROLES = 100;

interface Actor {
  readonly role: string;
}

/** @throws {StudioError} name-taken, forbidden, bad-request */
export async function createRole(
  metadata: Metadata,
  actor: Actor,
  projectId: Id,
  wanted: { readonly name: string; readonly permissions: readonly string[] },
): Promise<Role> {
  const unknown = wanted.permissions.find((permission) => !isPermission(permission));
  if (unknown !== undefined)
    throw new StudioError('bad-request', `There is no permission ${unknown}`, { known: PERMISSIONS });
  return metadata.transaction(async (tx) => {
    const revision = await nextRevision(metadata, tx, projectId);
    const roles = await rolesOf(tx, projectId);
    if (roles.length >= MOST_ROLES)
      throw new StudioError('bad-request', `A project can have ${MOST_ROLES} roles`);
    requireFree(roles, wanted.name);
    const held = await permissionsOf(tx, projectId, actor.role);
    const permissions = PERMISSIONS.filter((permission) => wanted.permissions.includes(permission));
    const beyond = permissions.find((permission) => !held.has(permission));
    if (beyond) throw forbidden(`You cannot give ${beyond}, which your own role does not include`);
    await putRole(tx, projectId, { name: wanted.name, permissions }, revision);
    await publish(tx, projectId, revision, [{ kind: 'role', key: wanted.name }]);
    return { name: wanted.name, permissions };
  });
}

/** Members and open invitations go along: what anybody may do stays the same. */
export async function renameRole(metadata: Metadata, projectId: Id, name: string, to: string): Promise<Role> {
  return metadata.transaction(async (tx) => {
    const revision = await nextRevision(metadata, tx, projectId);
    const roles = await rolesOf(tx, projectId);
    const role = existing(roles, name);
    if (name === to) return role;
    requireFree(
      roles.filter((one) => one !== role),
      to,
    );
    await putRole(tx, projectId, { ...role, name: to }, revision);
    const moved = await moveTo(tx, projectId, name, to, revision);
    await dropRole(tx, projectId, name, revision);
    const keys = [to, name].map((key) => ({ kind: 'role', key }) as const);
    await publish(tx, projectId, revision, [...keys, ...moved]);
    return { ...role, name: to };
  });
}

/** Its members and open invitations get the role `to`, which whoever removes it must be able to give. */
export async function removeRole(
  metadata: Metadata,
  actor: Actor,
  projectId: Id,
  name: string,
  to: string | undefined,
): Promise<void> {
  await metadata.transaction(async (tx) => {
    const revision = await nextRevision(metadata, tx, projectId);
    existing(await rolesOf(tx, projectId), name);
    let moved: readonly ChangedRow[] = [];
    if (await isUsed(tx, projectId, name)) {
      if (to === undefined || to === name)
        throw new StudioError(
          'role-used',
          `The role ${name} has members or invitations: say which role they get`,
          {
            role: name,
          },
        );
      const held = await permissionsOf(tx, projectId, actor.role);
      if (!held.has('member.manage'))
        throw forbidden(`Your role ${actor.role} does not include member.manage`);
      await checkGivable(tx, actor, projectId, to);
      moved = await moveTo(tx, projectId, name, to, revision);
    }
    await dropRole(tx, projectId, name, revision);
    await publish(tx, projectId, revision, [{ kind: 'role', key: name }, ...moved]);
  });
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

async function moveTo(
  tx: Db,
  projectId: Id,
  from: string,
  to: string,
  revision: number,
): Promise<ChangedRow[]> {
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
  return moved.map(({ account_id }) => ({ kind: 'member', key: account_id }));
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
