/** Roles of a project: sets of permissions that its team may edit. Admin is fixed. */
import { ADMIN_ROLE, isPermission, PERMISSIONS, type Permission } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { forbidden, StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { nextRevision, publish } from './revisions.ts';

export interface Role {
  readonly name: string;
  readonly permissions: readonly string[];
}

export async function rolesOf(db: Db, projectId: Id): Promise<readonly Role[]> {
  const rows = await db
    .selectFrom('role')
    .select(['name', 'permissions'])
    .where('project_id', '=', projectId)
    .where('removed', '=', 0)
    .execute();
  const order = (name: string) => (name === ADMIN_ROLE ? '' : name);
  return rows
    .map((row) => ({ name: row.name, permissions: permissionsIn(row.permissions) }))
    .sort((a, b) => (order(a.name) < order(b.name) ? -1 : 1));
}

export const permissionsIn = (json: string): readonly Permission[] =>
  (JSON.parse(json) as string[]).filter(isPermission);

/** What a role allows; Admin everything, always. */
export async function permissionsOf(db: Db, projectId: Id, role: string): Promise<ReadonlySet<Permission>> {
  if (role === ADMIN_ROLE) return new Set(PERMISSIONS);
  const row = await db
    .selectFrom('role')
    .select('permissions')
    .where('project_id', '=', projectId)
    .where('name', '=', role)
    .where('removed', '=', 0)
    .executeTakeFirst();
  return new Set(row ? permissionsIn(row.permissions) : []);
}

/** @throws {StudioError} forbidden */
export async function requirePermission(
  db: Db,
  project: { id: Id; role: string },
  permission: Permission,
): Promise<void> {
  const granted = await permissionsOf(db, project.id, project.role);
  if (!granted.has(permission)) throw forbidden(`Your role ${project.role} does not include ${permission}`);
}

export interface RoleEdit {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Who is not Admin can hand out only what they have themselves. */
export async function editRole(
  metadata: Metadata,
  actor: { role: string },
  projectId: Id,
  name: string,
  edit: RoleEdit,
): Promise<Role> {
  const unknown = [...edit.add, ...edit.remove].find((permission) => !isPermission(permission));
  if (unknown !== undefined) {
    throw new StudioError('bad-request', `There is no permission ${unknown}`, { known: PERMISSIONS });
  }
  if (name === ADMIN_ROLE)
    throw new StudioError('admin-fixed', 'The role Admin has every permission, always');
  return metadata.transaction(async (tx) => {
    const revision = await nextRevision(metadata, tx, projectId);
    const role = (await rolesOf(tx, projectId)).find((candidate) => candidate.name === name);
    if (!role) throw new StudioError('not-found', `This project has no role ${name}`);
    const own = await permissionsOf(tx, projectId, actor.role);
    const beyond = edit.add.find((permission) => isPermission(permission) && !own.has(permission));
    if (beyond) throw forbidden(`You cannot give ${beyond}, which your own role does not include`);
    const kept = role.permissions.filter((permission) => !edit.remove.includes(permission));
    const permissions = PERMISSIONS.filter((p) => kept.includes(p) || edit.add.includes(p));
    await tx
      .updateTable('role')
      .set({ permissions: JSON.stringify(permissions), revision })
      .where('project_id', '=', projectId)
      .where('name', '=', name)
      .execute();
    await publish(tx, projectId, revision, [{ kind: 'role', key: name }]);
    return { name, permissions };
  });
}
