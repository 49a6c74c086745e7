/** A studio's accounts, projects and teams: the JSON half of its interface. */
import { z } from 'zod';
import { PROTOCOL_MIN, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { CairnError } from '../errors.ts';
import { projectAdministration, studioAdministration } from './administration.ts';
import { versionError } from './failures.ts';
import { StudioHttp } from './http.ts';
import { jsonCalls, nothing, sendJson, text, time } from './json.ts';
import type { StudioAccount } from './studio.ts';

const user = z.object({ id: text, name: text, admin: z.boolean() });
const session = z.object({ token: text, user });
const project = z.object({ id: text, name: text, archived: z.boolean(), role: text });
const ownSession = z.object({
  id: text,
  device: text,
  createdAt: time,
  expiresAt: time,
  current: z.boolean(),
});
const newToken = z.object({ token: text, id: text, expiresAt: time });
const ownToken = z.object({
  id: text,
  projectId: text,
  project: text,
  user: text,
  scope: z.enum(['read', 'sync']),
  label: text,
  createdAt: time,
  expiresAt: time,
  usedAt: time.nullable(),
});
const newInvitation = z.object({ invitation: text, id: text, expiresAt: time });
const openInvitation = z.object({ id: text, role: text, by: text, createdAt: time, expiresAt: time });
const invited = z.object({ projectId: text, project: text, role: text, by: text });
const accepted = session.extend({ projectId: text });
const protocol = z.object({ min: z.number(), max: z.number() });
const hello = z.object({
  product: z.literal('cairn-studio'),
  version: text,
  protocol,
  needsSetup: z.boolean(),
  sso: text.nullable(),
});

type Hello = z.infer<typeof hello>;

/** @throws {CairnError} protocol-version where the two have no version in common */
async function greet(http: StudioHttp, signal?: AbortSignal): Promise<Hello> {
  const answer = await sendJson(http, { method: 'GET', path: '/v1/hello', idempotent: true, signal }, hello);
  requireProtocol(http, answer.protocol);
  return answer;
}

function requireProtocol(http: StudioHttp, { min, max }: z.infer<typeof protocol>): void {
  if (min > PROTOCOL_VERSION || max < PROTOCOL_MIN) throw versionError(http.url, [min, max]);
}

/** Failures that may come of speaking to something else. */
const DOUBTFUL: readonly string[] = ['studio-garbage', 'studio-error', 'not-found'];

/**
 * Who the session is and what the project is, in one request.
 * @throws {CairnError} protocol-version where the two have no version in common
 */
export async function join(http: StudioHttp, nameOrId: string, signal?: AbortSignal) {
  const wanted = z.boolean().optional();
  const restored = z.array(z.object({ id: text, head: z.number().int().nonnegative() })).optional();
  const both = z.object({ project, user, protocol, wanted, restored });
  const request = { method: 'GET', path: projectPath(nameOrId), idempotent: true, signal } as const;
  try {
    const { protocol: theirs, ...joined } = await sendJson(http, request, both);
    requireProtocol(http, theirs);
    return joined;
  } catch (error) {
    // That it is no studio at all, or one of another version, says more.
    if (CairnError.is(error) && DOUBTFUL.includes(error.code)) await greet(http, signal);
    throw error;
  }
}

export const projectPath = (nameOrId: string): string => `/v1/projects/${encodeURIComponent(nameOrId)}`;

export function createStudioAccount(url: string, token: string | null): StudioAccount {
  const http = new StudioHttp(url, token);
  const { get, send } = jsonCalls(http, '');
  const member = (id: string, name: string) => `${projectPath(id)}/members/${encodeURIComponent(name)}`;
  return {
    hello: (signal) => greet(http, signal),
    setup: (setupToken, name, password) => send('POST', '/v1/setup', { setupToken, name, password }, session),
    login: (name, password, device) => send('POST', '/v1/login', { name, password, device }, session),
    beginElsewhere: (challenge, port) =>
      send('POST', '/v1/sso/begin', { challenge, port }, z.object({ url: text })),
    finishElsewhere: (found, device) => send('POST', '/v1/sso/finish', { ...found, device }, session),
    linkElsewhere: (found) => send('POST', '/v1/me/identities', found, nothing),
    logout: () => send('POST', '/v1/logout', {}, nothing),
    me: async () => (await get('/v1/me', z.object({ user }))).user,
    users: async () => (await get('/v1/users', z.object({ users: z.array(user) }))).users,
    addUser: async (name, password, admin) =>
      (await send('POST', '/v1/users', { name, password, admin }, z.object({ user }))).user,
    removeUser: (name) => send('DELETE', `/v1/users/${encodeURIComponent(name)}`, undefined, nothing),
    projects: async () => (await get('/v1/projects', z.object({ projects: z.array(project) }))).projects,
    join: (nameOrId, signal) => join(http, nameOrId, signal),
    createProject: async (id, name) =>
      (await send('POST', '/v1/projects', { id, name }, z.object({ project }))).project,
    members: async (id) => {
      const row = z.object({ id: text, user: text, role: text });
      return (await get(`${projectPath(id)}/members`, z.object({ members: z.array(row) }))).members;
    },
    setMember: (id, name, role) => send('PUT', member(id, name), { role }, nothing),
    removeMember: (id, name) => send('DELETE', member(id, name), undefined, nothing),
    roles: async (id) => {
      const row = z.object({ name: text, permissions: z.array(text) });
      return (await get(`${projectPath(id)}/roles`, z.object({ roles: z.array(row) }))).roles;
    },
    editRole: (id, name, add, remove) =>
      send('PATCH', `${projectPath(id)}/roles/${encodeURIComponent(name)}`, { add, remove }, nothing),
    sessions: async () =>
      (await get('/v1/me/sessions', z.object({ sessions: z.array(ownSession) }))).sessions,
    revokeSession: (id) => send('DELETE', `/v1/me/sessions/${encodeURIComponent(id)}`, undefined, nothing),
    createToken: (id, wanted) => send('POST', `${projectPath(id)}/tokens`, wanted, newToken),
    tokens: async () => (await get('/v1/me/tokens', z.object({ tokens: z.array(ownToken) }))).tokens,
    revokeToken: (id) => send('DELETE', `/v1/me/tokens/${encodeURIComponent(id)}`, undefined, nothing),
    invite: (id, role, days) => send('POST', `${projectPath(id)}/invitations`, { role, days }, newInvitation),
    invitations: async (id) => {
      const answer = z.object({ invitations: z.array(openInvitation) });
      return (await get(`${projectPath(id)}/invitations`, answer)).invitations;
    },
    withdrawInvitation: (id, invitation) =>
      send('DELETE', `${projectPath(id)}/invitations/${encodeURIComponent(invitation)}`, undefined, nothing),
    lookAtInvitation: (invitation) => send('POST', '/v1/invitations/look', { invitation }, invited),
    acceptInvitation: (invitation, name, password, device) =>
      send('POST', '/v1/invitations/accept', { invitation, name, password, device }, accepted),
    joinByInvitation: (invitation) => send('POST', '/v1/invitations/join', { invitation }, invited),
    administration: (id) => projectAdministration(http, projectPath(id)),
    studio: () => studioAdministration(http),
    close: () => http.close(),
  };
}
