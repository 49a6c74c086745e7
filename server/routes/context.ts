/** What every route needs to know about a request: who asks, and in which project. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sessionUser, type User } from '../accounts/sessions.ts';
import { StudioError } from '../errors.ts';
import { findProject, type Project } from '../projects/projects.ts';
import type { Studio } from '../studio.ts';

const BEARER = /^Bearer ([\w-]{20,200})$/u;

/** The token of the request. Nothing else in it says who asks. */
export function tokenOf(request: FastifyRequest): string {
  const match = BEARER.exec(request.headers.authorization ?? '');
  if (!match?.[1]) throw new StudioError('signed-out', 'This call needs a session: sign in first');
  return match[1];
}

export const userOf = (studio: Studio, request: FastifyRequest): Promise<User> =>
  sessionUser(studio.metadata.db, tokenOf(request), studio.now());

export async function adminOf(studio: Studio, request: FastifyRequest): Promise<User> {
  const user = await userOf(studio, request);
  if (!user.admin) throw new StudioError('forbidden', 'Only an administrator of the studio may do this');
  return user;
}

export interface Asked {
  readonly user: User;
  readonly project: Project;
}

const PROJECT_PARAMS = z.object({ project: z.string().min(1).max(300) });

export async function projectOf(studio: Studio, request: FastifyRequest): Promise<Asked> {
  const user = await userOf(studio, request);
  const { project } = parse(PROJECT_PARAMS, request.params);
  return { user, project: await findProject(studio.metadata.db, user.id, project) };
}

/** @throws {StudioError} bad-request, naming the key */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StudioError(
    'bad-request',
    `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'invalid'}`,
  );
}
