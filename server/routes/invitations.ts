/** Ways into a project other than an account's own: invitations for people, tokens for programs. */
import { z } from 'zod';
import { actorOf, askedOf, clientOf, userOf } from '../access/guard.ts';
import { SCOPES } from '../access/table.ts';
import { invite, listInvitations, withdraw } from '../accounts/invitations.ts';
import { createToken, listTokens, MOST_TOKEN_DAYS, revokeToken } from '../accounts/tokens.ts';
import { ACCEPTED, INVITATIONS, INVITED, MADE_INVITATION, MADE_TOKEN, TOKENS } from '../api/answers.ts';
import { type Calls, NOTHING } from '../api/calls.ts';
import type { Studio } from '../studio.ts';
import { BY_ID, name, password } from './parse.ts';

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

export function invitationRoutes(app: Calls, studio: Studio): void {
  const { accounts, courier, metadata, now } = studio;
  const { db } = metadata;
  const list = { summary: 'Open invitations', response: { 200: INVITATIONS } };
  app.get('/v1/projects/:project/invitations', { schema: list }, async (request) => ({
    invitations: await listInvitations(db, askedOf(request).project.id, now()),
  }));
  const make = { summary: 'Invite a person', body: NEW_INVITATION, response: { 201: MADE_INVITATION } };
  app.post('/v1/projects/:project/invitations', { schema: make }, async (request, reply) => {
    const made = await invite(studio, actorOf(request), askedOf(request).project.id, request.body);
    courier.nudge();
    return reply.code(201).send(made);
  });
  const drop = { summary: 'Withdraw an invitation', params: BY_ID, response: { 204: NOTHING } };
  app.delete('/v1/projects/:project/invitations/:id', { schema: drop }, async (request, reply) => {
    await withdraw(studio, actorOf(request), askedOf(request).project.id, request.params.id);
    courier.nudge();
    return reply.code(204).send();
  });
  const look = { summary: 'What an invitation is to', body: LOOK, response: { 200: INVITED } };
  app.post('/v1/invitations/look', { schema: look }, async (request) =>
    accounts.look(request.body.invitation, request.ip),
  );
  const accept = {
    summary: 'Make an account by an invitation, in its project',
    body: ACCEPT,
    response: { 200: ACCEPTED },
  };
  app.post('/v1/invitations/accept', { schema: accept }, async (request) => {
    const { invitation: given, device, ...who } = request.body;
    const from = { device, address: request.ip, client: clientOf(request) };
    const accepted = await accounts.accept(given, who, from);
    courier.nudge();
    return accepted;
  });
  const join = {
    summary: 'Enter the project with the account that asks',
    body: LOOK,
    response: { 200: INVITED },
  };
  app.post('/v1/invitations/join', { schema: join }, async (request) => {
    const { invitation: given } = request.body;
    const joined = await accounts.join(given, userOf(request), request.ip, clientOf(request));
    courier.nudge();
    return joined;
  });
}

export function tokenRoutes(app: Calls, studio: Studio): void {
  const { courier, metadata, now } = studio;
  const { db } = metadata;
  const list = { summary: "Everybody's tokens for the project", response: { 200: TOKENS } };
  app.get('/v1/projects/:project/tokens', { schema: list }, async (request) => ({
    tokens: await listTokens(db, { projectId: askedOf(request).project.id }, now()),
  }));
  const make = { summary: 'Make a token for a program', body: NEW_TOKEN, response: { 201: MADE_TOKEN } };
  app.post('/v1/projects/:project/tokens', { schema: make }, async (request, reply) => {
    const made = await createToken(studio, actorOf(request), askedOf(request).project.id, request.body);
    courier.nudge();
    return reply.code(201).send(made);
  });
  const drop = { summary: "End anybody's token for the project", params: BY_ID, response: { 204: NOTHING } };
  app.delete('/v1/projects/:project/tokens/:id', { schema: drop }, async (request, reply) => {
    await revokeToken(studio, actorOf(request), askedOf(request).project.id, request.params.id);
    courier.nudge();
    return reply.code(204).send();
  });
}
