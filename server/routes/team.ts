/** Members and roles of a project. */
import { z } from 'zod';
import { askedOf } from '../access/guard.ts';
import { MEMBERS, ONE_ROLE, ROLES } from '../api/answers.ts';
import { type Calls, NOTHING } from '../api/calls.ts';
import { membersOf, removeMember, setMember } from '../projects/members.ts';
import { editRole, rolesOf } from '../projects/roles.ts';
import type { Studio } from '../studio.ts';
import { name } from './parse.ts';

const USER = z.object({ user: name });
const ROLE_OF = z.object({ role: name });
const ROLE = z.object({ name });
const permissions = z.array(z.string().max(200)).max(100).default([]);
const ROLE_EDIT = z.object({ add: permissions, remove: permissions });

export function memberRoutes(app: Calls, { metadata }: Studio): void {
  const list = { summary: 'The members and their roles', response: { 200: MEMBERS } };
  app.get('/v1/projects/:project/members', { schema: list }, async (request) => ({
    members: await membersOf(metadata.db, askedOf(request).project.id),
  }));
  const set = {
    summary: 'Add a member, or give one another role',
    params: USER,
    body: ROLE_OF,
    response: { 204: NOTHING },
  };
  app.put('/v1/projects/:project/members/:user', { schema: set }, async (request, reply) => {
    const { project } = askedOf(request);
    await setMember(metadata, project, project.id, request.params.user, request.body.role);
    return reply.code(204).send();
  });
  const remove = { summary: 'Remove a member', params: USER, response: { 204: NOTHING } };
  app.delete('/v1/projects/:project/members/:user', { schema: remove }, async (request, reply) => {
    const { project } = askedOf(request);
    await removeMember(metadata, project, project.id, request.params.user);
    return reply.code(204).send();
  });
}

export function roleRoutes(app: Calls, { metadata }: Studio): void {
  const list = { summary: 'The roles and what they allow', response: { 200: ROLES } };
  app.get('/v1/projects/:project/roles', { schema: list }, async (request) => ({
    roles: await rolesOf(metadata.db, askedOf(request).project.id),
  }));
  const edit = {
    summary: 'Change what a role allows',
    params: ROLE,
    body: ROLE_EDIT,
    response: { 200: ONE_ROLE },
  };
  app.patch('/v1/projects/:project/roles/:name', { schema: edit }, async (request) => {
    const { project } = askedOf(request);
    return { role: await editRole(metadata, project, project.id, request.params.name, request.body) };
  });
}
