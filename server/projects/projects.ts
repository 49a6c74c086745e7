/** Projects, as their members see them. To everybody else they do not exist. */
import { explainRefused, nameKey, refusedName } from '../../engine/domain/names.ts';
import { ADMIN_ROLE, DEFAULT_ROLES } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { english } from '../../engine/domain/said.ts';
import type { User } from '../accounts/sessions.ts';
import { notFound, StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';
import { type Actor, act, administer, type Office } from './administer.ts';
import { openAllowance } from './allowance.ts';

export interface Project {
  readonly id: Id;
  readonly name: string;
  readonly archived: boolean;
  /** The asker's role. */
  readonly role: string;
}

const memberships = (db: Db, userId: Id) =>
  db
    .selectFrom('project')
    .innerJoin('member', 'member.project_id', 'project.id')
    .select(['project.id', 'project.name', 'project.archived', 'member.role'])
    .where('member.account_id', '=', userId)
    .where('member.removed', '=', 0);

const projectOf = (row: { id: Id; name: string; archived: number; role: string }): Project => ({
  ...row,
  archived: row.archived !== 0,
});

export async function projectsOf(db: Db, userId: Id): Promise<readonly Project[]> {
  return (await memberships(db, userId).orderBy('project.name_key').execute()).map(projectOf);
}

/**
 * One of the user's projects, by id or name.
 * @throws {StudioError} not-found, also where the user is no member; ambiguous
 */
export async function findProject(db: Db, userId: Id, nameOrId: string): Promise<Project> {
  const rows = await memberships(db, userId)
    .where((e) => e.or([e('project.id', '=', nameOrId), e('project.name_key', '=', nameKey(nameOrId))]))
    .execute();
  const exact = rows.find((row) => row.id === nameOrId);
  if (exact) return projectOf(exact);
  if (rows.length > 1) {
    throw new StudioError('ambiguous', 'You are in several projects of this name: use the id', {
      ids: rows.map((row) => row.id),
    });
  }
  if (!rows[0]) throw notFound('project of this name that you are a member of');
  return projectOf(rows[0]);
}

/** Makes a project with the default roles; its creator is its Admin. The same call again answers the same. */
export async function createProject(
  office: Office,
  user: User,
  wanted: { id: Id; name: string },
  client = '',
): Promise<Project> {
  const { metadata } = office;
  const refused = refusedName(wanted.name);
  if (refused) throw new StudioError('name-refused', english(explainRefused(refused)), { ...refused });
  return metadata.transaction(async (tx) => {
    await metadata.lock(tx, 'projects');
    const existing = await tx
      .selectFrom('project')
      .selectAll()
      .where('id', '=', wanted.id)
      .executeTakeFirst();
    if (existing && existing.created_by === user.id) return findProject(tx, user.id, wanted.id);
    const mine = await memberships(tx, user.id)
      .where('name_key', '=', nameKey(wanted.name))
      .executeTakeFirst();
    if (existing || mine) {
      throw new StudioError('name-taken', `There is a project ${wanted.name} already`, { name: wanted.name });
    }
    await insertProject(office, tx, { id: user.id, client }, wanted);
    return { id: wanted.id, name: wanted.name, archived: false, role: ADMIN_ROLE };
  });
}

async function insertProject(
  office: Office,
  tx: Db,
  actor: Actor,
  { id, name }: { id: Id; name: string },
): Promise<void> {
  const project = {
    id,
    name,
    name_key: nameKey(name),
    archived: 0,
    head: 0,
    created_by: actor.id,
    created_at: office.now(),
  };
  await tx.insertInto('project').values(project).execute();
  await openAllowance(tx, id);
  const roles = Object.entries(DEFAULT_ROLES).map(([role, permissions]) => ({
    project_id: id,
    name: role,
    permissions: JSON.stringify(permissions),
    removed: 0,
    revision: 1,
  }));
  await tx.insertInto('role').values(roles).execute();
  await tx
    .insertInto('member')
    .values({ project_id: id, account_id: actor.id, role: ADMIN_ROLE, removed: 0, revision: 1 })
    .execute();
  await act(office, tx, id, actor, async ({ changed, record }) => {
    changed({ kind: 'project', key: id }, { kind: 'member', key: actor.id });
    changed(...roles.map((role) => ({ kind: 'role', key: role.name }) as const));
    record('team', { kind: 'project', key: id, fields: { name: [null, name] } });
  });
}

/** Archived projects refuse writes. */
export async function archiveProject(
  office: Office,
  actor: Actor,
  project: Project,
  archived: boolean,
): Promise<Project> {
  const asked = { projectId: project.id, actor, needs: { admin: true } } as const;
  await administer(office, asked, async ({ tx, changed, record }) => {
    const { archived: before } = await tx
      .selectFrom('project')
      .select('archived')
      .where('id', '=', project.id)
      .executeTakeFirstOrThrow();
    if ((before !== 0) === archived) return;
    await tx
      .updateTable('project')
      .set({ archived: archived ? 1 : 0 })
      .where('id', '=', project.id)
      .execute();
    changed({ kind: 'project', key: project.id });
    record('team', { kind: 'project', key: project.id, fields: { archived: [!archived, archived] } });
  });
  return { ...project, archived };
}
