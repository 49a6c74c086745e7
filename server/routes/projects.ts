/** Projects and their teams. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { PROTOCOL_MIN, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { askedOf, onlyProjectOf, userOf } from '../access/guard.ts';
import { membersOf, removeMember, setMember } from '../projects/members.ts';
import { archiveProject, createProject, projectsOf } from '../projects/projects.ts';
import { editRole, rolesOf } from '../projects/roles.ts';
import type { Studio } from '../studio.ts';
import { readActivity } from '../sync/activity.ts';
import { name, parse } from './parse.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
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
    const only = onlyProjectOf(request);
    const projects = await projectsOf(db, userOf(request).id);
    return { projects: projects.filter(({ id }) => only === undefined || id === only) };
  });
  app.post('/v1/projects', async (request) => {
    const user = userOf(request);
    const wanted = parse(NEW_PROJECT, request.body);
    return { project: await createProject(metadata, user, wanted, studio.now()) };
  });
  // All that a sync has to know before its first exchange of rows.
  app.get('/v1/projects/:project', async (request) => ({
    ...askedOf(request),
    protocol: { min: PROTOCOL_MIN, max: PROTOCOL_VERSION },
  }));
  app.patch('/v1/projects/:project', async (request) => {
    const { project } = askedOf(request);
    return { project: await archiveProject(metadata, project, parse(ARCHIVE, request.body).archived) };
  });
  app.get('/v1/projects/:project/activity', async (request) => {
    const { project } = askedOf(request);
    return { activity: await readActivity(db, project.id, parse(ACTIVITY, request.query)) };
  });
  teamRoutes(app, studio);
}

function teamRoutes(app: FastifyInstance, studio: Studio): void {
  const { metadata } = studio;
  const { db } = metadata;

  app.get('/v1/projects/:project/members', async (request) => {
    const { project } = askedOf(request);
    return { members: await membersOf(db, project.id) };
  });
  app.put('/v1/projects/:project/members/:user', async (request, reply) => {
    const { project } = askedOf(request);
    const { role } = parse(ROLE_OF, request.body);
    await setMember(metadata, project, project.id, parse(USER, request.params).user, role);
    return reply.code(204).send();
  });
  app.delete('/v1/projects/:project/members/:user', async (request, reply) => {
    const { project } = askedOf(request);
    await removeMember(metadata, project, project.id, parse(USER, request.params).user);
    return reply.code(204).send();
  });
  app.get('/v1/projects/:project/roles', async (request) => {
    const { project } = askedOf(request);
    return { roles: await rolesOf(db, project.id) };
  });
  app.patch('/v1/projects/:project/roles/:name', async (request) => {
    const { project } = askedOf(request);
    const edit = parse(ROLE_EDIT, request.body);
    const { name: roleName } = parse(ROLE, request.params);
    return { role: await editRole(metadata, project, project.id, roleName, edit) };
  });
}
