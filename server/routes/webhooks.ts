/** Webhooks of a project. */
import { z } from 'zod';
import { actorOf, askedOf } from '../access/guard.ts';
import { DELIVERIES, MADE_WEBHOOK, TRIED, WEBHOOKS } from '../api/answers.ts';
import { type Calls, NOTHING } from '../api/calls.ts';
import type { Studio } from '../studio.ts';
import {
  addWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  resumeWebhook,
} from '../webhooks/webhooks.ts';
import { BY_ID } from './parse.ts';

const NEW_WEBHOOK = z.object({
  url: z.string().min(1).max(2_000).describe('https; http only to loopback, where the studio allows it'),
  label: z.string().max(200).default('').describe('What it is for'),
});
const RESUME = z.object({
  skip: z.boolean().default(false).describe('Leave out what happened while it was not told'),
});

export function webhookRoutes(app: Calls, studio: Studio): void {
  const { courier } = studio;
  const { db } = studio.metadata;
  const list = { summary: 'The webhooks and how they do', response: { 200: WEBHOOKS } };
  app.get('/v1/projects/:project/webhooks', { schema: list }, async (request) => ({
    webhooks: await listWebhooks(db, askedOf(request).project.id),
  }));
  const add = {
    summary: 'Tell an address of every change from now on',
    body: NEW_WEBHOOK,
    response: { 201: MADE_WEBHOOK },
  };
  app.post('/v1/projects/:project/webhooks', { schema: add }, async (request, reply) => {
    const { url, label } = request.body;
    const wanted = { url: courier.reachable.check(url).href, label };
    const made = await addWebhook(studio, actorOf(request), askedOf(request).project.id, wanted);
    courier.nudge();
    return reply.code(201).send(made);
  });
  const remove = { summary: 'Remove a webhook', params: BY_ID, response: { 204: NOTHING } };
  app.delete('/v1/projects/:project/webhooks/:id', { schema: remove }, async (request, reply) => {
    await removeWebhook(studio, actorOf(request), askedOf(request).project.id, request.params.id);
    courier.nudge();
    return reply.code(204).send();
  });
  const test = { summary: 'Send a test message now', params: BY_ID, response: { 200: TRIED } };
  app.post('/v1/projects/:project/webhooks/:id/test', { schema: test }, async (request) =>
    courier.test(askedOf(request).project.id, request.params.id),
  );
  const resume = {
    summary: 'Go on with one that was given up',
    params: BY_ID,
    body: RESUME,
    response: { 204: NOTHING },
  };
  app.post('/v1/projects/:project/webhooks/:id/resume', { schema: resume }, async (request, reply) => {
    const { project } = askedOf(request);
    await resumeWebhook(studio, actorOf(request), project.id, request.params.id, request.body.skip);
    courier.nudge();
    return reply.code(204).send();
  });
  const log = { summary: 'Its last deliveries', params: BY_ID, response: { 200: DELIVERIES } };
  app.get('/v1/projects/:project/webhooks/:id/deliveries', { schema: log }, async (request) => ({
    deliveries: await listDeliveries(db, askedOf(request).project.id, request.params.id),
  }));
}
