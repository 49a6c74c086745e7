/** What projects hold and may hold, and how long their trash is kept. */
import { z } from 'zod';
import { askedOf } from '../access/guard.ts';
import { ALL_USAGE, ONE_USAGE } from '../api/answers.ts';
import type { Calls } from '../api/calls.ts';
import { allUsage, setLimits, usageOf } from '../projects/allowance.ts';
import type { Studio } from '../studio.ts';
import { BY_ID } from './parse.ts';

const limit = z.number().int().nonnegative().nullable().optional();
const LIMITS = z.object({
  mostBytes: limit.describe('Plain bytes of chunks; null for no limit; left out: as it is'),
  mostItems: limit.describe('Assets and collections that are not purged'),
});

export function usageRoutes(app: Calls, { metadata }: Studio): void {
  const { db } = metadata;
  const one = { summary: 'What the project holds and may hold', response: { 200: ONE_USAGE } };
  app.get('/v1/projects/:project/usage', { schema: one }, async (request) => ({
    usage: await usageOf(db, askedOf(request).project.id),
  }));
  const all = { summary: 'What every project holds and may hold', response: { 200: ALL_USAGE } };
  app.get('/v1/usage', { schema: all }, async () => ({ projects: await allUsage(db) }));
  const set = {
    summary: 'Set what a project may hold',
    params: BY_ID,
    body: LIMITS,
    response: { 200: ONE_USAGE },
  };
  app.patch('/v1/usage/:id', { schema: set }, async (request) => ({
    usage: await setLimits(db, request.params.id, request.body),
  }));
}
