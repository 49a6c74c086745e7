/** A project's webhooks, as those who manage its members see them. */
import { v7 as uuid } from 'uuid';
import type { Id } from '../../engine/domain/rows.ts';
import { notFound, StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { type Actor, administer, fieldsOf, type Office } from '../projects/administer.ts';
import { newSecret } from './message.ts';

const MOST = 20;
/** Deliveries that are kept of each. */
const MOST_DELIVERIES = 100;

export interface WebhookInfo {
  readonly id: Id;
  readonly url: string;
  readonly label: string;
  readonly by: string;
  readonly createdAt: number;
  readonly state: 'active' | 'given-up';
  /** The revision up to which everything was told. */
  readonly told: number;
  /** Of the message that is due. */
  readonly attempts: number;
  readonly failingSince: number | null;
}

export interface Delivery {
  readonly id: Id;
  readonly messageId: string;
  readonly revision: number | null;
  readonly at: number;
  readonly took: number;
  readonly status: number | null;
  readonly problem: string;
}

const MANAGING = { permission: 'member.manage' } as const;

/** What the activity says of one: behind the host, an address is often a secret. */
const told = ({ url, label }: { readonly url: string; readonly label: string }) => ({
  url: new URL(url).origin,
  label,
});

/** Told from the next change on. What this answers with is seen once. */
export async function addWebhook(
  office: Office,
  actor: Actor,
  projectId: Id,
  wanted: { readonly url: string; readonly label: string },
): Promise<{ readonly id: Id; readonly secret: string }> {
  const asked = { projectId, actor, needs: MANAGING };
  return administer(office, asked, async ({ tx, revision, record }) => {
    const { length } = await listWebhooks(tx, projectId);
    if (length >= MOST) throw new StudioError('too-many-webhooks', `A project can have ${MOST} webhooks`);
    const row = {
      id: uuid(),
      project_id: projectId,
      ...wanted,
      secret: newSecret(),
      created_by: actor.id,
      created_at: office.now(),
      state: 'active',
      told: revision,
      attempts: 0,
      next_at: 0,
      failing_since: null,
      claimed_by: '',
      claimed_until: 0,
    };
    await tx.insertInto('webhook').values(row).execute();
    record('access', { kind: 'webhook', key: row.id, fields: fieldsOf(undefined, told(row)) });
    return { id: row.id, secret: row.secret };
  });
}

export async function listWebhooks(db: Db, projectId: Id): Promise<readonly WebhookInfo[]> {
  const rows = await db
    .selectFrom('webhook')
    .innerJoin('account', 'account.id', 'webhook.created_by')
    .select([
      'webhook.id',
      'webhook.url',
      'webhook.label',
      'account.name as by',
      'webhook.created_at as createdAt',
      'webhook.state',
      'webhook.told',
      'webhook.attempts',
      'webhook.failing_since as failingSince',
    ])
    .where('webhook.project_id', '=', projectId)
    .orderBy('webhook.id')
    .execute();
  return rows.map((row) => ({ ...row, state: row.state === 'active' ? 'active' : 'given-up' }));
}

/** @throws {StudioError} not-found */
export async function findWebhook(db: Db, projectId: Id, id: Id) {
  const row = await db
    .selectFrom('webhook')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('such webhook');
  return row;
}

/** @throws {StudioError} not-found */
export async function removeWebhook(office: Office, actor: Actor, projectId: Id, id: Id): Promise<void> {
  await administer(office, { projectId, actor, needs: MANAGING }, async ({ tx, record }) => {
    const gone = await findWebhook(tx, projectId, id);
    await tx.deleteFrom('webhook').where('id', '=', id).execute();
    record('access', { kind: 'webhook', key: id, fields: fieldsOf(told(gone), undefined) });
  });
}

/** Goes on with one that was given up or waits: from where it stopped, or, with `skip`, from now. */
export async function resumeWebhook(
  office: Office,
  actor: Actor,
  projectId: Id,
  id: Id,
  skip: boolean,
): Promise<void> {
  await administer(office, { projectId, actor, needs: MANAGING }, async ({ tx, revision, record }) => {
    const { state, told: before } = await findWebhook(tx, projectId, id);
    const after = skip ? revision : before;
    await tx
      .updateTable('webhook')
      .set({ state: 'active', attempts: 0, next_at: 0, failing_since: null, told: after })
      .where('id', '=', id)
      .execute();
    const fields = fieldsOf({ state, told: before }, { state: 'active', told: after });
    if (Object.keys(fields).length > 0) record('access', { kind: 'webhook', key: id, fields });
  });
}

/** The newest first. */
export async function listDeliveries(db: Db, projectId: Id, id: Id): Promise<readonly Delivery[]> {
  await findWebhook(db, projectId, id);
  return db
    .selectFrom('webhook_delivery')
    .select(['id', 'message_id as messageId', 'revision', 'at', 'took', 'status', 'problem'])
    .where('webhook_id', '=', id)
    .orderBy('id', 'desc')
    .limit(MOST_DELIVERIES)
    .execute();
}

/** Notes a delivery and forgets the oldest. Nothing where the webhook was removed meanwhile. */
export async function noteDelivery(
  metadata: Metadata,
  webhookId: Id,
  delivery: Omit<Delivery, 'id'>,
): Promise<void> {
  await metadata.transaction(async (tx) => {
    const there = await tx.selectFrom('webhook').select('id').where('id', '=', webhookId).executeTakeFirst();
    if (!there) return;
    const { messageId, ...rest } = delivery;
    await tx
      .insertInto('webhook_delivery')
      .values({ id: uuid(), webhook_id: webhookId, message_id: messageId, ...rest })
      .execute();
    const oldest = await tx
      .selectFrom('webhook_delivery')
      .select('id')
      .where('webhook_id', '=', webhookId)
      .orderBy('id', 'desc')
      .offset(MOST_DELIVERIES)
      .limit(1)
      .executeTakeFirst();
    if (!oldest) return;
    const old = tx.deleteFrom('webhook_delivery').where('webhook_id', '=', webhookId);
    await old.where('id', '<=', oldest.id).execute();
  });
}
