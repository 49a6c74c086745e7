/** Setup, sign-in, and the studio's accounts. */
import { z } from 'zod';
import { PROTOCOL_MIN, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { actorOf, clientOf, tokenOf, userOf } from '../access/guard.ts';
import { closeSession, listSessions, revokeSession } from '../accounts/sessions.ts';
import { needsSetup } from '../accounts/setup.ts';
import { readStudioActivity } from '../accounts/studio-activity.ts';
import { listTokens, revokeOwnToken } from '../accounts/tokens.ts';
import { HELLO, ONE_USER, SESSIONS, SIGN_IN, STUDIO_ACTIVITY, TOKENS, USERS } from '../api/answers.ts';
import { type Calls, NOTHING } from '../api/calls.ts';
import type { Studio } from '../studio.ts';
import { BY_ID, millis, moment, name, password } from './parse.ts';

const device = z.string().max(200).default('').describe('Where one signs in, for the list of sessions');
const SETUP = z.object({ setupToken: z.string().max(200), name, password, device });
const LOGIN = z.object({ name, password, device });
const NEW_USER = z.object({ name, password, admin: z.boolean().default(false) });
const NEW_PASSWORD = z.object({ old: password, password, device });
const NAMED = z.object({ name });
const ACTIVITY = z.object({
  before: z.string().max(100).optional().describe('Older than this id'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  user: name.optional().describe('Id or name of who acted'),
  since: moment.optional(),
  until: moment.optional(),
});

export function accountRoutes(app: Calls, studio: Studio, version: string): void {
  const { accounts, metadata } = studio;

  const hello = { summary: 'What answers here', response: { 200: HELLO } };
  app.get('/v1/hello', { schema: hello }, async () => ({
    product: 'cairn-studio' as const,
    version,
    protocol: { min: PROTOCOL_MIN, max: PROTOCOL_VERSION },
    needsSetup: await needsSetup(metadata.db),
    sso: studio.config.ssoIssuer === undefined ? null : studio.config.ssoName,
  }));
  const setup = { summary: 'Make the first administrator', body: SETUP, response: { 200: SIGN_IN } };
  app.post('/v1/setup', { schema: setup }, (request) => {
    const { setupToken, device: from, ...who } = request.body;
    return accounts.setUp(setupToken, who, from, clientOf(request));
  });
  const login = { summary: 'Sign in', body: LOGIN, response: { 200: SIGN_IN } };
  app.post('/v1/login', { schema: login }, (request) => {
    const { device: from, ...who } = request.body;
    return accounts.signIn(who, from, request.ip);
  });
  const logout = { summary: 'End the session', response: { 204: NOTHING } };
  app.post('/v1/logout', { schema: logout }, async (request, reply) => {
    await closeSession(metadata.db, tokenOf(request));
    return reply.code(204).send();
  });
  ownRoutes(app, studio);
  userRoutes(app, studio);
}

/** What an account sees and does of its own. */
function ownRoutes(app: Calls, studio: Studio): void {
  const { accounts, courier, metadata, now } = studio;
  const me = { summary: 'Who asks', response: { 200: ONE_USER } };
  app.get('/v1/me', { schema: me }, async (request) => ({ user: userOf(request) }));
  const sessions = { summary: 'Where one is signed in', response: { 200: SESSIONS } };
  app.get('/v1/me/sessions', { schema: sessions }, async (request) => ({
    sessions: await listSessions(metadata.db, userOf(request).id, tokenOf(request), now()),
  }));
  const revoke = { summary: 'End one session', params: BY_ID, response: { 204: NOTHING } };
  app.delete('/v1/me/sessions/:id', { schema: revoke }, async (request, reply) => {
    await revokeSession(metadata.db, userOf(request).id, request.params.id);
    return reply.code(204).send();
  });
  const tokens = { summary: "One's tokens", response: { 200: TOKENS } };
  app.get('/v1/me/tokens', { schema: tokens }, async (request) => ({
    tokens: await listTokens(metadata.db, { accountId: userOf(request).id }, now()),
  }));
  const drop = { summary: 'End one token', params: BY_ID, response: { 204: NOTHING } };
  app.delete('/v1/me/tokens/:id', { schema: drop }, async (request, reply) => {
    await revokeOwnToken(studio, actorOf(request), request.params.id);
    courier.nudge();
    return reply.code(204).send();
  });
  const change = {
    summary: 'Set another password; every other session of the account ends',
    body: NEW_PASSWORD,
    response: { 200: SIGN_IN },
  };
  app.post('/v1/me/password', { schema: change }, async (request) => {
    const { device: name, ...passwords } = request.body;
    const from = { device: name, address: request.ip, client: clientOf(request) };
    return accounts.changePassword(userOf(request), passwords, from);
  });
}

function userRoutes(app: Calls, studio: Studio): void {
  const { accounts, courier, metadata } = studio;
  const list = { summary: 'All accounts', response: { 200: USERS } };
  app.get('/v1/users', { schema: list }, async () => ({ users: await accounts.list() }));
  const add = { summary: 'Make an account', body: NEW_USER, response: { 201: ONE_USER } };
  app.post('/v1/users', { schema: add }, async (request, reply) => {
    const { admin, ...who } = request.body;
    return reply.code(201).send({ user: await accounts.add(who, admin, actorOf(request)) });
  });
  const remove = {
    summary: 'Remove an account; what it made stays',
    params: NAMED,
    response: { 204: NOTHING },
  };
  app.delete('/v1/users/:name', { schema: remove }, async (request, reply) => {
    await accounts.remove(request.params.name, actorOf(request));
    courier.nudge();
    return reply.code(204).send();
  });
  const activity = {
    summary: 'What was done with accounts and limits of projects, the newest first',
    querystring: ACTIVITY,
    response: { 200: STUDIO_ACTIVITY },
  };
  app.get('/v1/activity', { schema: activity }, async (request) => {
    const { since, until, ...query } = request.query;
    return readStudioActivity(metadata.db, { ...query, since: millis(since), until: millis(until) });
  });
}
