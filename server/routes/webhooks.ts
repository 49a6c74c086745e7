/** Webhooks of a project. */
import { z } from 'zod';
import { askedOf } from '../access/guard.ts';
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

export function webhookRoutes(app: Calls, { metadata, courier, now }: Studio): void {
  const { db } = metadata;
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
    const { user, project } = askedOf(request);
    const { url, label } = request.body;
    const wanted = { url: courier.reachable.check(url).href, label };
    return reply.code(201).send(await addWebhook(metadata, project.id, user.id, wanted, now()));
  });
  const remove = { summary: 'Remove a webhook', params: BY_ID, response: { 204: NOTHING } };
  app.delete('/v1/projects/:project/webhooks/:id', { schema: remove }, async (request, reply) => {
    await removeWebhook(db, askedOf(request).project.id, request.params.id);
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
    await resumeWebhook(metadata, askedOf(request).project.id, request.params.id, request.body.skip);
    courier.nudge();
    return reply.code(204).send();
  });
  const log = { summary: 'Its last deliveries', params: BY_ID, response: { 200: DELIVERIES } };
  app.get('/v1/projects/:project/webhooks/:id/deliveries', { schema: log }, async (request) => ({
    deliveries: await listDeliveries(db, askedOf(request).project.id, request.params.id),
  }));
}
