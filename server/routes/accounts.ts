/** Setup, sign-in, and the studio's accounts. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PROTOCOL_MIN, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { tokenOf, userOf } from '../access/guard.ts';
import { closeSession, listSessions, revokeSession } from '../accounts/sessions.ts';
import { needsSetup } from '../accounts/setup.ts';
import { listTokens, revokeToken } from '../accounts/tokens.ts';
import type { Studio } from '../studio.ts';
import { BY_ID, name, parse, password } from './parse.ts';

const device = z.string().max(200).default('');
const SETUP = z.object({ setupToken: z.string().max(200), name, password, device });
const LOGIN = z.object({ name, password, device });
const NEW_USER = z.object({ name, password, admin: z.boolean().default(false) });
const NEW_PASSWORD = z.object({ old: password, password, device });
const NAMED = z.object({ name });

export function accountRoutes(app: FastifyInstance, studio: Studio, version: string): void {
  const { accounts, metadata } = studio;

  app.get('/v1/hello', async () => ({
    product: 'cairn-studio',
    version,
    protocol: { min: PROTOCOL_MIN, max: PROTOCOL_VERSION },
    needsSetup: await needsSetup(metadata.db),
  }));
  app.post('/v1/setup', (request) => {
    const { setupToken, device: from, ...who } = parse(SETUP, request.body);
    return accounts.setUp(setupToken, who, from);
  });
  app.post('/v1/login', (request: FastifyRequest) => {
    const { device: from, ...who } = parse(LOGIN, request.body);
    return accounts.signIn(who, from, request.ip);
  });
  app.post('/v1/logout', async (request, reply) => {
    await closeSession(metadata.db, tokenOf(request));
    return reply.code(204).send();
  });
  ownRoutes(app, studio);
  userRoutes(app, studio);
}

/** What an account sees and does of its own. */
function ownRoutes(app: FastifyInstance, { accounts, metadata, now }: Studio): void {
  app.get('/v1/me', async (request) => ({ user: userOf(request) }));
  app.get('/v1/me/sessions', async (request) => ({
    sessions: await listSessions(metadata.db, userOf(request).id, tokenOf(request), now()),
  }));
  app.delete('/v1/me/sessions/:id', async (request, reply) => {
    await revokeSession(metadata.db, userOf(request).id, parse(BY_ID, request.params).id);
    return reply.code(204).send();
  });
  app.get('/v1/me/tokens', async (request) => ({
    tokens: await listTokens(metadata.db, { accountId: userOf(request).id }, now()),
  }));
  app.delete('/v1/me/tokens/:id', async (request, reply) => {
    await revokeToken(metadata.db, parse(BY_ID, request.params).id, { accountId: userOf(request).id });
    return reply.code(204).send();
  });
  app.post('/v1/me/password', async (request) => {
    const user = userOf(request);
    const wanted = parse(NEW_PASSWORD, request.body);
    return accounts.changePassword(user, wanted.old, wanted.password, wanted.device);
  });
}

function userRoutes(app: FastifyInstance, { accounts }: Studio): void {
  app.get('/v1/users', async () => ({ users: await accounts.list() }));
  app.post('/v1/users', async (request, reply) => {
    const { admin, ...who } = parse(NEW_USER, request.body);
    return reply.code(201).send({ user: await accounts.add(who, admin) });
  });
  app.delete('/v1/users/:name', async (request, reply) => {
    await accounts.remove(parse(NAMED, request.params).name);
    return reply.code(204).send();
  });
}
