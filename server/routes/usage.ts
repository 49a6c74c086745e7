/** What projects hold and may hold, and how long their trash is kept. */
import { z } from 'zod';
import { actorOf, askedOf } from '../access/guard.ts';
import { ALL_USAGE, EMPTIED, ONE_USAGE, RETENTION } from '../api/answers.ts';
import type { Calls } from '../api/calls.ts';
import { previewTrash, setTrashDays, trashDays } from '../operations/retention.ts';
import { allUsage, setLimits, usageOf } from '../projects/allowance.ts';
import type { Studio } from '../studio.ts';
import { BY_ID } from './parse.ts';

const limit = z.number().int().nonnegative().nullable().optional();
const LIMITS = z.object({
  mostBytes: limit.describe('Plain bytes of chunks; null for no limit; left out: as it is'),
  mostItems: limit.describe('Assets and collections that are not purged'),
});

const DAYS = z.object({ days: z.coerce.number().int().min(1).max(3_650) });

export function usageRoutes(app: Calls, studio: Studio): void {
  const { metadata } = studio;
  const { db } = metadata;
  const one = { summary: 'What the project holds and may hold', response: { 200: ONE_USAGE } };
  app.get('/v1/projects/:project/usage', { schema: one }, async (request) => ({
    usage: await usageOf(db, askedOf(request).project.id),
  }));
  const kept = { summary: 'After how many days trash is purged', response: { 200: RETENTION } };
  app.get('/v1/projects/:project/retention', { schema: kept }, async (request) => ({
    trashDays: await trashDays(db, askedOf(request).project.id),
  }));
  const keep = {
    summary: 'Set after how many days trash is purged by the studio',
    body: RETENTION,
    response: { 200: RETENTION },
  };
  app.put('/v1/projects/:project/retention', { schema: keep }, async (request) => {
    await setTrashDays(studio, actorOf(request), askedOf(request).project.id, request.body.trashDays);
    studio.courier.nudge();
    return request.body;
  });
  const preview = {
    summary: 'What a rule of so many days would purge now; purges nothing',
    querystring: DAYS,
    response: { 200: EMPTIED },
  };
  app.get('/v1/projects/:project/retention/preview', { schema: preview }, async (request) =>
    previewTrash(studio, askedOf(request).project.id, request.query.days),
  );
  const all = { summary: 'What every project holds and may hold', response: { 200: ALL_USAGE } };
  app.get('/v1/usage', { schema: all }, async () => ({ projects: await allUsage(db) }));
  const set = {
    summary: 'Set what a project may hold',
    params: BY_ID,
    body: LIMITS,
    response: { 200: ONE_USAGE },
  };
  app.patch('/v1/usage/:id', { schema: set }, async (request) => {
    const usage = await setLimits(studio, actorOf(request), request.params.id, request.body);
    studio.courier.nudge();
    return { usage };
  });
}
