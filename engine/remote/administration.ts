/** What a project's team administers on its studio: activity, webhooks, roles, limits, the rule for its trash. */
import { z } from 'zod';
import type { Id } from '../domain/rows.ts';
import type { StudioHttp } from './http.ts';
import { jsonCalls, nothing, sendJson, text, time } from './json.ts';

const count = z.number().int();

const change = z.object({
  kind: text,
  key: text,
  item: text,
  name: text,
  fields: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
});
const activity = z.object({
  activity: z.array(
    z.object({
      revision: count,
      user: text,
      userId: text,
      client: text,
      time: text,
      about: z.enum(['work', 'team', 'access']),
      changes: z.array(change),
    }),
  ),
  next: count.nullable(),
});
const studioActivity = z.object({
  activity: z.array(
    z.object({
      ...{ id: text, user: text, userId: text, client: text, time: text, kind: text, key: text, name: text },
      fields: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
    }),
  ),
  next: text.nullable(),
});
const webhook = z.object({
  id: text,
  url: text,
  label: text,
  by: text,
  createdAt: time,
  state: z.enum(['active', 'given-up']),
  told: count,
  attempts: count,
  failingSince: time.nullable(),
});
const sent = { status: count.nullable(), problem: text, took: count };
const delivery = z.object({ id: text, messageId: text, revision: count.nullable(), at: time, ...sent });
const usage = z.object({
  bytes: count,
  items: count,
  mostBytes: count.nullable(),
  mostItems: count.nullable(),
});
const emptied = z.object({
  items: count,
  checkpoints: count,
  trashed: z.array(z.object({ id: text, name: text, at: time })),
  refused: z.array(z.object({ id: text, name: text, reason: text })),
});
const role = z.object({ role: z.object({ name: text, permissions: z.array(text) }) });
const days = z.object({ trashDays: count.nullable() });

export type ActivityPage = z.infer<typeof activity>;
export type StudioActivityPage = z.infer<typeof studioActivity>;
export type Webhook = z.infer<typeof webhook>;
export type Delivery = z.infer<typeof delivery>;
export type Usage = z.infer<typeof usage>;
export type Emptied = z.infer<typeof emptied>;

export interface ActivityFilter {
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
  readonly item?: Id | undefined;
  readonly field?: string | undefined;
  /** Who did it. */
  readonly user?: string | undefined;
  /** Whom it concerns: id or name of an account. */
  readonly member?: string | undefined;
  readonly about?: 'work' | 'team' | undefined;
  /** ISO 8601. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface StudioActivityFilter extends Pick<ActivityFilter, 'limit' | 'user' | 'since' | 'until'> {
  /** An id: older than it. */
  readonly before?: string | undefined;
}

interface NewWebhook {
  readonly url: string;
  readonly label: string;
}

interface Limits {
  readonly mostBytes?: number | null;
  readonly mostItems?: number | null;
}

/** @param url of the project on its studio, from `/v1/` on */
export function projectAdministration(http: StudioHttp, url: string) {
  const { get, send } = jsonCalls(http, `${url}/`);
  const one = encodeURIComponent;
  return {
    activity: (filter: ActivityFilter): Promise<ActivityPage> =>
      get(`activity?${queryOf({ ...filter })}`, activity),
    webhooks: async (): Promise<readonly Webhook[]> =>
      (await get('webhooks', z.object({ webhooks: z.array(webhook) }))).webhooks,
    /** `secret` is seen this once. */
    addWebhook: (wanted: NewWebhook) =>
      send('POST', 'webhooks', wanted, z.object({ id: text, secret: text })),
    removeWebhook: (id: Id) => send('DELETE', `webhooks/${one(id)}`, undefined, nothing),
    testWebhook: (id: Id) => send('POST', `webhooks/${one(id)}/test`, {}, z.object(sent)),
    resumeWebhook: (id: Id, skip: boolean) => send('POST', `webhooks/${one(id)}/resume`, { skip }, nothing),
    deliveries: async (id: Id): Promise<readonly Delivery[]> =>
      (await get(`webhooks/${one(id)}/deliveries`, z.object({ deliveries: z.array(delivery) }))).deliveries,
    usage: async (): Promise<Usage> => (await get('usage', z.object({ usage }))).usage,
    trashDays: async (): Promise<number | null> => (await get('retention', days)).trashDays,
    setTrashDays: (trashDays: number | null) => send('PUT', 'retention', { trashDays }, days),
    previewTrash: (after: number): Promise<Emptied> => get(`retention/preview?days=${after}`, emptied),
    createRole: (name: string, permissions: readonly string[]) =>
      send('POST', 'roles', { name, permissions }, role),
    renameRole: (name: string, to: string) => send('POST', `roles/${one(name)}/rename`, { name: to }, role),
    removeRole: (name: string, to: string | undefined) =>
      send('DELETE', `roles/${one(name)}${to === undefined ? '' : `?to=${one(to)}`}`, undefined, nothing),
  };
}

function queryOf(values: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined) query.set(key, String(value));
  return query;
}

const projectUsage = z.object({ id: text, name: text, archived: z.boolean(), usage });
export type ProjectUsage = z.infer<typeof projectUsage>;

/** What administrators of the studio see and say. */
export function studioAdministration(http: StudioHttp) {
  const { get } = jsonCalls(http, '/v1/');
  return {
    usages: async (): Promise<readonly ProjectUsage[]> =>
      (await get('usage', z.object({ projects: z.array(projectUsage) }))).projects,
    activity: (filter: StudioActivityFilter): Promise<StudioActivityPage> =>
      get(`activity?${queryOf({ ...filter })}`, studioActivity),
    setLimits: async (projectId: Id, json: Limits): Promise<Usage> => {
      const path = `/v1/usage/${encodeURIComponent(projectId)}`;
      const request = { method: 'PATCH', path, json, idempotent: true } as const;
      return (await sendJson(http, request, z.object({ usage }))).usage;
    },
  };
}

export type ProjectAdministration = ReturnType<typeof projectAdministration>;
export type StudioAdministration = ReturnType<typeof studioAdministration>;
