/** Members and roles of a project. */
import { z } from 'zod';
import { actorOf, askedOf } from '../access/guard.ts';
import { MEMBERS, ONE_ROLE, ROLES } from '../api/answers.ts';
import { type Calls, NOTHING } from '../api/calls.ts';
import { membersOf, removeMember, setMember } from '../projects/members.ts';
import { createRole, editRole, removeRole, renameRole } from '../projects/own-roles.ts';
import { rolesOf } from '../projects/roles.ts';
import type { Studio } from '../studio.ts';
import { name } from './parse.ts';

const USER = z.object({ user: name });
const ROLE_OF = z.object({ role: name });
const ROLE = z.object({ name });
/** As people see it: no space at its ends, nothing that a terminal or a page would obey. */
const roleName = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}\p{Z}]+( [^\p{C}\p{Z}]+)*$/u, 'letters, digits, signs, and single spaces between them');
const RENAME = z.object({ name: roleName });
const MOVED_TO = z.object({ to: name.optional().describe('The role that its members get') });
const permissions = z.array(z.string().max(200)).max(100).default([]);
const ROLE_EDIT = z.object({ add: permissions, remove: permissions });
const NEW_ROLE = z.object({ name: roleName, permissions });

export function memberRoutes(app: Calls, studio: Studio): void {
  const { metadata, courier } = studio;
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
    await setMember(studio, actorOf(request), project.id, request.params.user, request.body.role);
    courier.nudge();
    return reply.code(204).send();
  });
  const remove = { summary: 'Remove a member', params: USER, response: { 204: NOTHING } };
  app.delete('/v1/projects/:project/members/:user', { schema: remove }, async (request, reply) => {
    const { project } = askedOf(request);
    await removeMember(studio, actorOf(request), project.id, request.params.user);
    courier.nudge();
    return reply.code(204).send();
  });
}

export function roleRoutes(app: Calls, studio: Studio): void {
  const { metadata, courier } = studio;
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
    const role = await editRole(studio, actorOf(request), project.id, request.params.name, request.body);
    courier.nudge();
    return { role };
  });
  const create = { summary: 'Make a role', body: NEW_ROLE, response: { 201: ONE_ROLE } };
  app.post('/v1/projects/:project/roles', { schema: create }, async (request, reply) => {
    const { project } = askedOf(request);
    const role = await createRole(studio, actorOf(request), project.id, request.body);
    courier.nudge();
    return reply.code(201).send({ role });
  });
  const rename = {
    summary: 'Rename a role; members and invitations go along',
    params: ROLE,
    body: RENAME,
    response: { 200: ONE_ROLE },
  };
  app.post('/v1/projects/:project/roles/:name/rename', { schema: rename }, async (request) => {
    const { project } = askedOf(request);
    const { name: old } = request.params;
    const role = await renameRole(studio, actorOf(request), project.id, old, request.body.name);
    courier.nudge();
    return { role };
  });
  const remove = {
    summary: 'Remove a role; its members and invitations get another',
    params: ROLE,
    querystring: MOVED_TO,
    response: { 204: NOTHING },
  };
  app.delete('/v1/projects/:project/roles/:name', { schema: remove }, async (request, reply) => {
    const { project } = askedOf(request);
    await removeRole(studio, actorOf(request), project.id, request.params.name, request.query.to);
    courier.nudge();
    return reply.code(204).send();
  });
}
