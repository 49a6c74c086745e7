/** Lets a request through by the access table, before its body is read; a route that is not in the table stops the start. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { z } from 'zod';
import { ADMIN_ROLE } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { identify } from '../accounts/identity.ts';
import { hashToken, type User } from '../accounts/sessions.ts';
import type { ApiToken } from '../accounts/tokens.ts';
import { administratorsOnly, forbidden, notFound, StudioError } from '../errors.ts';
import type { Actor } from '../projects/administer.ts';
import { findProject, type Project } from '../projects/projects.ts';
import { requirePermission } from '../projects/roles.ts';
import { parse } from '../routes/parse.ts';
import type { Studio } from '../studio.ts';
import type { Load } from './load.ts';
import { networkOf } from './network.ts';
import { ACCESS, type Access, SCOPES, type Scope } from './table.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard where the table asks for it. */
    asked: { readonly user: User; readonly token: ApiToken | undefined; readonly project?: Project } | null;
    /** When that was looked at, in UTC milliseconds. */
    askedAt: number;
  }
}

export interface Asked {
  readonly user: User;
  readonly project: Project;
}

/** For a body of 64 KB at most, in milliseconds. */
const STRANGERS_BODY_MS = 30_000;

/** Long requests and answers are for as long as whoever asked may have them: looked at again every so many milliseconds. */
export const AGAIN_MS = 2_000;

/** Also where the clock was set back: what was looked at later than now was not looked at. */
const isFresh = ({ now }: Studio, looked: number): boolean => Math.abs(now() - looked) < AGAIN_MS;

const BEARER = /^Bearer ([\w-]{20,200})$/u;
const PROJECT_PARAMS = z.object({ project: z.string().min(1).max(300) });

/** Must be called before routes are added. */
export function guard(app: FastifyInstance, studio: Studio, load: Load, bodyMs = STRANGERS_BODY_MS): void {
  app.decorateRequest('asked', null);
  app.decorateRequest('askedAt', 0);
  app.addHook('onRoute', (route: RouteOptions) => {
    for (const method of [route.method].flat()) ruleOf(method, route.url);
  });
  app.addHook('onRequest', async (request, reply) => {
    const { url } = request.routeOptions;
    const rule = url === undefined ? undefined : ruleOf(request.method, url);
    const letBodyTakeLong = boundBody(request, bodyMs);
    if (rule?.who === 'monitor') return;
    const place = load.enter(reply);
    request.askedAt = studio.now();
    if (rule) request.asked = await admit(studio, rule, request);
    place.known();
    if (!request.asked) return load.enterFrom(networkOf(request.ip), reply);
    letBodyTakeLong();
    const waited = await load.enterAs(request.asked.user.id, reply);
    if (waited && rule) request.asked = await admit(studio, rule, request);
  });
  // A body may take an hour: who was let through before it must still be who they were when it is there.
  app.addHook('preValidation', async (request) => {
    if (!request.asked || isFresh(studio, request.askedAt)) return;
    request.asked = await admit(studio, ruleOf(request.method, request.routeOptions.url ?? ''), request);
  });
}

/**
 * What a stranger sends is small: a request whose body does not come is given up, long before a member's would be, also once it
 * was refused: its connection would be kept for the rest of it.
 * @returns ends that, of a member's
 */
function boundBody({ raw }: FastifyRequest, ms: number): () => void {
  const timer = setTimeout(() => raw.destroy(), ms).unref();
  const end = () => clearTimeout(timer);
  for (const event of ['end', 'close']) raw.once(event, end);
  return end;
}

/** Whether the call tells how the studio does, which is asked every few seconds. */
export function isForMonitors({ method, routeOptions: { url } }: FastifyRequest): boolean {
  if (url === undefined) return false;
  const { who } = ruleOf(method, url);
  return who === 'monitor' || who === 'scraper';
}

/** The rule of a call; a HEAD is its GET without a body. @throws {Error} where there is none */
function ruleOf(method: string, url: string): Access {
  const rule = ACCESS[`${method === 'HEAD' ? 'GET' : method} ${url}`];
  if (!rule) throw new Error(`${method} ${url} is not in the table of who may use what`);
  return rule;
}

/** The parts of an answer, until the session, the membership or the right to it has ended. @throws {StudioError} as the call would */
export async function* whileAdmitted<T>(
  studio: Studio,
  request: FastifyRequest,
  parts: AsyncIterable<T>,
): AsyncGenerator<T> {
  const still = admittedStill(studio, request);
  for await (const part of parts) {
    await still();
    yield part;
  }
}

/**
 * Asked with every piece of a long body, as cheap as that must be.
 * @returns now and then something to wait for, which fails as the call would once whoever sends may do so no more
 */
export function admittedStill(studio: Studio, request: FastifyRequest): () => Promise<void> | undefined {
  const rule = ruleOf(request.method, request.routeOptions.url ?? '');
  let looked = studio.now();
  return () => {
    if (isFresh(studio, looked)) return undefined;
    looked = studio.now();
    return admit(studio, rule, request).then(() => undefined);
  };
}

async function admit(
  studio: Studio,
  rule: Access,
  request: FastifyRequest,
): Promise<FastifyRequest['asked']> {
  if (rule.who === 'anyone' || rule.who === 'monitor') return null;
  if (rule.who === 'scraper') return admitScraper(studio.config.metricsToken, request);
  const { db } = studio.metadata;
  const { user, token } = await identify(db, tokenOf(request), studio.now());
  if (token) checkScope('scope' in rule ? rule.scope : undefined, token.scope);
  if (rule.who === 'administrator' && !user.admin) throw administratorsOnly();
  if (rule.who !== 'member') return { user, token };
  const project = await findProject(db, user.id, parse(PROJECT_PARAMS, request.params).project);
  if (token && token.projectId !== project.id) throw notFound('project of this name that this token is for');
  if (rule.admin && project.role !== ADMIN_ROLE) throw forbidden('Only an Admin of the project may do this');
  if (rule.permission) await requirePermission(db, project, rule.permission);
  return { user, token, project };
}

function admitScraper(expected: string | undefined, request: FastifyRequest): null {
  if (expected === undefined) throw new StudioError('not-found', 'This studio shows no metrics');
  const [own, given] = [hashToken(expected), hashToken(tokenOf(request))];
  if (!timingSafeEqual(Buffer.from(own), Buffer.from(given)))
    throw new StudioError('forbidden', 'This is not the token for metrics');
  return null;
}

function checkScope(needed: Scope | undefined, own: Scope): void {
  if (needed === undefined) throw forbidden('A token cannot do this: sign in');
  if (SCOPES.indexOf(own) < SCOPES.indexOf(needed))
    throw forbidden(`This token is for ${own} only, and this needs ${needed}`);
}

/** The token of the request. Nothing else in it says who asks. */
export function tokenOf(request: FastifyRequest): string {
  const match = BEARER.exec(request.headers.authorization ?? '');
  if (!match?.[1]) throw new StudioError('signed-out', 'This call needs a session: sign in first');
  return match[1];
}

/** Who asks, of a call that is not for anyone. */
export function userOf(request: FastifyRequest): User {
  if (!request.asked) throw new Error('asked of a call for anyone');
  return request.asked.user;
}

/** Who acts, as the activity records it. */
export const actorOf = (request: FastifyRequest): Actor => ({
  id: userOf(request).id,
  client: clientOf(request),
});

/** What the client calls itself, for the activity. */
export const clientOf = (request: FastifyRequest): string =>
  (request.headers['user-agent'] ?? '').slice(0, 200);

/** The only project that whoever asks may see, where a token asks. */
export const onlyProjectOf = (request: FastifyRequest): Id | undefined => request.asked?.token?.projectId;

/** Who asks in which project, of a call for members. */
export function askedOf(request: FastifyRequest): Asked {
  const { user, project } = request.asked ?? {};
  if (!user || !project) throw new Error('asked of a call that is not for members');
  return { user, project };
}
