/** Roles of a project: sets of permissions that its team may edit. Admin is fixed. */
import { ADMIN_ROLE, isPermission, PERMISSIONS, type Permission } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { forbidden } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';

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
