/** Projects and their teams. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { membersOf, removeMember, setMember } from '../projects/members.ts';
import { archiveProject, createProject, projectsOf } from '../projects/projects.ts';
import { editRole, requirePermission, rolesOf } from '../projects/roles.ts';
import type { Studio } from '../studio.ts';
import { readActivity } from '../sync/activity.ts';
import { parse, projectOf, userOf } from './context.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
const name = z.string().min(1).max(200);
const NEW_PROJECT = z.object({ id: z.string().regex(UUID, 'must be a UUID in lower case'), name });
const ARCHIVE = z.object({ archived: z.boolean() });
const USER = z.object({ user: name });
const ROLE_OF = z.object({ role: name });
const ROLE = z.object({ name });
const permissions = z.array(z.string().max(200)).max(100).default([]);
const ROLE_EDIT = z.object({ add: permissions, remove: permissions });
const ACTIVITY = z.object({
  before: z.coerce.number().int().positive().default(Number.MAX_SAFE_INTEGER),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export function projectRoutes(app: FastifyInstance, studio: Studio): void {
  const { metadata } = studio;
  const { db } = metadata;

  app.get('/v1/projects', async (request) => {
    const user = await userOf(studio, request);
    return { projects: await projectsOf(db, user.id) };
  });
  app.post('/v1/projects', async (request) => {
    const user = await userOf(studio, request);
    const wanted = parse(NEW_PROJECT, request.body);
    return { project: await createProject(metadata, user, wanted, studio.now()) };
  });
  app.get('/v1/projects/:project', async (request) => ({
    project: (await projectOf(studio, request)).project,
  }));
  app.patch('/v1/projects/:project', async (request) => {
    const { project } = await projectOf(studio, request);
    return { project: await archiveProject(metadata, project, parse(ARCHIVE, request.body).archived) };
  });
  app.get('/v1/projects/:project/activity', async (request) => {
    const { project } = await projectOf(studio, request);
    return { activity: await readActivity(db, project.id, parse(ACTIVITY, request.query)) };
  });
  teamRoutes(app, studio);
}

function teamRoutes(app: FastifyInstance, studio: Studio): void {
  const { metadata } = studio;
  const { db } = metadata;

  app.get('/v1/projects/:project/members', async (request) => {
    const { project } = await projectOf(studio, request);
    return { members: await membersOf(db, project.id) };
  });
  app.put('/v1/projects/:project/members/:user', async (request, reply) => {
    const { user, project } = await projectOf(studio, request);
    await requirePermission(db, project, 'member.manage');
    const { role } = parse(ROLE_OF, request.body);
    const actor = { id: user.id, role: project.role };
    await setMember(metadata, actor, project.id, parse(USER, request.params).user, role);
    return reply.code(204).send();
  });
  app.delete('/v1/projects/:project/members/:user', async (request, reply) => {
    const { user, project } = await projectOf(studio, request);
    await requirePermission(db, project, 'member.manage');
    const actor = { id: user.id, role: project.role };
    await removeMember(metadata, actor, project.id, parse(USER, request.params).user);
    return reply.code(204).send();
  });
  app.get('/v1/projects/:project/roles', async (request) => {
    const { project } = await projectOf(studio, request);
    return { roles: await rolesOf(db, project.id) };
  });
  app.patch('/v1/projects/:project/roles/:name', async (request) => {
    const { project } = await projectOf(studio, request);
    await requirePermission(db, project, 'role.manage');
    const edit = parse(ROLE_EDIT, request.body);
    const { name: roleName } = parse(ROLE, request.params);
    return { role: await editRole(metadata, project, project.id, roleName, edit) };
  });
}
