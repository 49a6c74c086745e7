/** Ways into a project other than an account's own: invitations for people, tokens for programs. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { askedOf, userOf } from '../access/guard.ts';
import { SCOPES } from '../access/table.ts';
import { invite, listInvitations, withdraw } from '../accounts/invitations.ts';
import { createToken, listTokens, MOST_TOKEN_DAYS, revokeToken } from '../accounts/tokens.ts';
import type { Studio } from '../studio.ts';
import { BY_ID, name, parse, password } from './parse.ts';

const invitation = z.string().min(1).max(200);
const LOOK = z.object({ invitation });
const ACCEPT = z.object({
  invitation,
  name,
  password,
  device: z.string().max(200).default(''),
});
const NEW_INVITATION = z.object({ role: name, days: z.number().int().min(1).max(90).default(7) });
const NEW_TOKEN = z.object({
  scope: z.enum(SCOPES),
  days: z.number().int().min(1).max(MOST_TOKEN_DAYS).default(90),
  label: z.string().max(200).default(''),
});

export function invitationRoutes(app: FastifyInstance, { accounts, metadata, now }: Studio): void {
  const { db } = metadata;
  app.get('/v1/projects/:project/invitations', async (request) => ({
    invitations: await listInvitations(db, askedOf(request).project.id, now()),
  }));
  app.post('/v1/projects/:project/invitations', async (request, reply) => {
    const { user, project } = askedOf(request);
    const actor = { id: user.id, role: project.role };
    const made = await invite(metadata, actor, project.id, parse(NEW_INVITATION, request.body), now());
    return reply.code(201).send(made);
  });
  app.delete('/v1/projects/:project/invitations/:id', async (request, reply) => {
    await withdraw(db, askedOf(request).project.id, parse(BY_ID, request.params).id);
    return reply.code(204).send();
  });
  app.post('/v1/invitations/look', async (request) =>
    accounts.look(parse(LOOK, request.body).invitation, request.ip),
  );
  app.post('/v1/invitations/accept', async (request) => {
    const { invitation: given, device, ...who } = parse(ACCEPT, request.body);
    return accounts.accept(given, who, device, request.ip);
  });
  app.post('/v1/invitations/join', async (request) =>
    accounts.join(parse(LOOK, request.body).invitation, userOf(request), request.ip),
  );
}

export function tokenRoutes(app: FastifyInstance, { metadata, now }: Studio): void {
  const { db } = metadata;
  app.get('/v1/projects/:project/tokens', async (request) => ({
    tokens: await listTokens(db, { projectId: askedOf(request).project.id }, now()),
  }));
  app.post('/v1/projects/:project/tokens', async (request, reply) => {
    const { user, project } = askedOf(request);
    const wanted = parse(NEW_TOKEN, request.body);
    const made = await metadata.transaction((tx) =>
      createToken(metadata, tx, user.id, project.id, wanted, now()),
    );
    return reply.code(201).send(made);
  });
  app.delete('/v1/projects/:project/tokens/:id', async (request, reply) => {
    await revokeToken(db, parse(BY_ID, request.params).id, { projectId: askedOf(request).project.id });
    return reply.code(204).send();
  });
}
