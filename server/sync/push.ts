/** One push: decided, written and answered in one transaction, or not at all. */
import type { Id } from '../../engine/domain/rows.ts';
import { encodeRow } from '../../engine/domain/wire.ts';
import { cairn } from '../../proto/generated/cairn.js';
import type { User } from '../accounts/sessions.ts';
import { notFound } from '../errors.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import { count, usageOf } from '../projects/allowance.ts';
import { membersOf } from '../projects/members.ts';
import type { Project } from '../projects/projects.ts';
import { permissionsOf } from '../projects/roles.ts';
import { recordActivity } from './activity.ts';
import { type Decision, decidePush } from './apply.ts';
import { type ContentPorts, contentProblems } from './content.ts';
import type { PushContext } from './context.ts';
import type { Draft } from './draft.ts';
import { type DecodedPush, decodePush } from './request.ts';
import { changedRows, saveDraft } from './save.ts';
import { loadSnapshot } from './snapshot.ts';

export interface Pusher {
  readonly user: User;
  readonly project: Project;
  /** What the client calls itself, for the activity record. */
  readonly client: string;
}

/** Answers are kept for those who never heard them: a client sends one push again until it did. */
const ANSWERS_KEPT_MS = 90 * 86_400_000;
/** Old answers are looked for once in so many revisions. */
const FORGET_EVERY = 100;

const encode = (response: cairn.v1.IPushResponse): Uint8Array =>
  cairn.v1.PushResponse.encode(response).finish();

/** The encoded `PushResponse`. */
export async function push(
  ports: ContentPorts,
  pusher: Pusher,
  message: cairn.v1.IPushRequest,
  now: number,
): Promise<Uint8Array> {
  const request = decodePush(message);
  const { db } = ports.metadata;
  const early = await answered(db, pusher, request);
  if (early) return early;
  const permissions = await permissionsOf(db, pusher.project.id, pusher.project.role);
  const reader = { userId: pusher.user.id, permissions };
  const problems = await contentProblems(ports, pusher.project.id, reader, request.changes);
  return ports.metadata.transaction(async (tx) => {
    const head = await ports.metadata.lockHead(tx, pusher.project.id);
    const before = await answered(tx, pusher, request);
    if (before) return before;
    if (head !== request.baseRevision) return encode({ behind: true, head: head ?? 0 });
    const context = await contextOf(tx, pusher, now, problems);
    const decision = await decide(tx, pusher.project.id, request, head + 1, context);
    return commit(tx, pusher, request, decision, { head, now });
  });
}

async function answered(db: Db, pusher: Pusher, request: DecodedPush): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('push')
    .select('answer')
    .where('project_id', '=', pusher.project.id)
    .where('account_id', '=', pusher.user.id)
    .where('push_id', '=', request.pushId)
    .executeTakeFirst();
  return row?.answer;
}

/** Roles and members as they are under the lock: they may have changed since the request came in. */
async function contextOf(
  tx: Db,
  pusher: Pusher,
  now: number,
  problems: PushContext['contentProblems'],
): Promise<PushContext> {
  const { id } = pusher.project;
  const members = await membersOf(tx, id);
  const role = members.find((member) => member.id === pusher.user.id)?.role;
  if (role === undefined) throw notFound('project of this name that you are a member of');
  const { items, mostItems } = await usageOf(tx, id);
  const project = await tx
    .selectFrom('project')
    .select('archived')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    userId: pusher.user.id,
    permissions: await permissionsOf(tx, id, role),
    members: new Set(members.map((member) => member.id)),
    archived: project.archived !== 0,
    room: mostItems === null ? Number.POSITIVE_INFINITY : mostItems - items,
    now,
    contentProblems: problems,
  };
}

async function decide(
  tx: Db,
  projectId: Id,
  request: DecodedPush,
  revision: number,
  context: PushContext,
): Promise<Decision> {
  const snapshot = await loadSnapshot(tx, projectId, request.changes);
  return decidePush(snapshot, revision, request.changes, context, (keys) => occupants(tx, projectId, keys));
}

/** Which item has each place and name; `keys` are those of `siblingKey`. */
async function occupants(tx: Db, projectId: Id, keys: readonly string[]): Promise<Map<string, Id>> {
  const names = new Map<Id, string[]>();
  for (const key of keys) {
    const parent = key.slice(0, key.indexOf('/'));
    const list = names.get(parent) ?? [];
    names.set(parent, list);
    list.push(key.slice(parent.length + 1));
  }
  const found = new Map<string, Id>();
  for (const [parent, list] of names) {
    for (const batch of batches(list)) {
      const rows = await tx
        .selectFrom('item')
        .select(['id', 'name_key'])
        .where('project_id', '=', projectId)
        .where('parent_id', '=', parent)
        .where('name_key', 'in', batch)
        .execute();
      for (const row of rows) found.set(`${parent}/${row.name_key}`, row.id);
    }
  }
  return found;
}

async function commit(
  tx: Db,
  pusher: Pusher,
  request: DecodedPush,
  { draft, rejections }: Decision,
  at: { head: number; now: number },
): Promise<Uint8Array> {
  const projectId = pusher.project.id;
  if (draft.mutations > 0) {
    await saveDraft(tx, projectId, draft);
    await count(tx, projectId, 'items', newItems(draft));
    await recordActivity(tx, projectId, draft, {
      accountId: pusher.user.id,
      client: pusher.client,
      now: at.now,
    });
  }
  const results = [...rejections].map(([index, { code, message }]) => ({
    index,
    outcome: cairn.v1.Outcome.REJECTED,
    code,
    message,
  }));
  const head = draft.mutations > 0 ? draft.revision : at.head;
  const answer = encode({ head, results, rows: changedRows(draft).map(encodeRow) });
  const key = { project_id: projectId, account_id: pusher.user.id, push_id: request.pushId };
  await tx
    .insertInto('push')
    .values({ ...key, answer, created_at: at.now })
    .execute();
  if (head % FORGET_EVERY === 0) await forgetAnswers(tx, at.now - ANSWERS_KEPT_MS);
  return answer;
}

/** Items that come, less those that go. */
export function newItems({ items, snapshot }: Draft): number {
  let more = 0;
  for (const [id, item] of items) {
    const before = snapshot.items.get(id);
    if (!before || before.purged) more++;
    if (item.purged) more--;
  }
  return more;
}

/** Removes answers given before `before` (UTC milliseconds). */
async function forgetAnswers(tx: Db, before: number): Promise<void> {
  await tx.deleteFrom('push').where('created_at', '<', before).execute();
}
