/** Projects. */
import { z } from 'zod';
import { PROTOCOL_MIN, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { actorOf, askedOf, clientOf, onlyProjectOf, userOf } from '../access/guard.ts';
import { ACTIVITIES, CONNECTED, ONE_PROJECT, PROJECTS } from '../api/answers.ts';
import type { Calls } from '../api/calls.ts';
import { archiveProject, createProject, projectsOf } from '../projects/projects.ts';
import { restoresOf } from '../projects/restored.ts';
import { permissionsOf } from '../projects/roles.ts';
import type { Studio } from '../studio.ts';
import { RECORDED_FIELDS } from '../sync/activity.ts';
import { readActivity } from '../sync/read-activity.ts';
import { millis, moment, name } from './parse.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
const NEW_PROJECT = z.object({ id: z.string().regex(UUID, 'must be a UUID in lower case'), name });
const ARCHIVE = z.object({ archived: z.boolean() });
const ACTIVITY = z.object({
  before: z.coerce.number().int().positive().default(Number.MAX_SAFE_INTEGER),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  item: z
    .string()
    .max(100)
    .optional()
    .describe('Changes of this item, its checkpoints, tags and dependencies'),
  field: z.enum(RECORDED_FIELDS).optional().describe('Changes of this field'),
  user: name.optional().describe('Id or name of who did it'),
  member: name.optional().describe('What concerns this account: its id or name'),
  about: z
    .enum(['work', 'team'])
    .optional()
    .describe(
      'What was pushed; or what was done with members, roles, invitations, tokens, webhooks and limits',
    ),
  since: moment.optional(),
  until: moment.optional(),
});

export function projectRoutes(app: Calls, studio: Studio): void {
  const { metadata } = studio;
  const { db } = metadata;

  const list = { summary: "One's projects", response: { 200: PROJECTS } };
  app.get('/v1/projects', { schema: list }, async (request) => {
    const only = onlyProjectOf(request);
    const projects = await projectsOf(db, userOf(request).id);
    return { projects: projects.filter(({ id }) => only === undefined || id === only) };
  });
  const create = {
    summary: 'Make a project; its creator is its Admin. The same call again answers the same',
    body: NEW_PROJECT,
    response: { 200: ONE_PROJECT },
  };
  app.post('/v1/projects', { schema: create }, async (request) => ({
    project: await createProject(studio, userOf(request), request.body, clientOf(request)),
  }));
  // All that a sync has to know before its first exchange of rows.
  const connect = { summary: 'A project, and who asks', response: { 200: CONNECTED } };
  app.get('/v1/projects/:project', { schema: connect }, async (request) => {
    const asked = askedOf(request);
    // Whether there is content that the studio would have again from whoever asks.
    const wanted = (await studio.soundness.wanted(asked.project.id, asked.user.id, 1)).length > 0;
    const restored = await restoresOf(db, asked.project.id);
    const protocol = { min: PROTOCOL_MIN, max: PROTOCOL_VERSION };
    return { ...asked, protocol, ...(wanted && { wanted }), ...(restored.length > 0 && { restored }) };
  });
  const archive = {
    summary: 'Archive a project, or take it back; an archived one refuses writes',
    body: ARCHIVE,
    response: { 200: ONE_PROJECT },
  };
  app.patch('/v1/projects/:project', { schema: archive }, async (request) => {
    const { project } = askedOf(request);
    const archived = await archiveProject(studio, actorOf(request), project, request.body.archived);
    studio.courier.nudge();
    return { project: archived };
  });
  const activity = {
    summary: 'Who changed what and when, the newest first',
    querystring: ACTIVITY,
    response: { 200: ACTIVITIES },
  };
  app.get('/v1/projects/:project/activity', { schema: activity }, async (request) => {
    const { since, until, ...query } = request.query;
    const { project } = askedOf(request);
    // Ways in are shown to those who may ask for them: not to tokens, whoever made them.
    const permissions = await permissionsOf(db, project.id, project.role);
    const withoutAccess = request.asked?.token !== undefined || !permissions.has('member.manage');
    const times = { since: millis(since), until: millis(until) };
    return readActivity(db, project.id, { ...query, ...times, withoutAccess });
  });
}
