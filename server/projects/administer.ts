/**
 * Administrative acts in a project: who did what, to whom and when, recorded in the transaction that does it. The actor's rights are
 * looked at again under the project's lock: they may have ended since the request came in.
 */
import { ADMIN_ROLE, type Permission } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { forbidden, notFound } from '../errors.ts';
import type { Db, LockName, Metadata } from '../metadata/metadata.ts';
import { indexActivity, type RecordedChange } from '../sync/activity.ts';
import { type ChangedRow, nextRevision, publish } from './revisions.ts';
import { requirePermission } from './roles.ts';

/** Who acts, and with which program. */
export interface Actor {
  readonly id: Id;
  readonly client: string;
}

/** On the studio's own machine, by whoever may read its data. */
export const COMMAND_LINE: Actor = { id: 'studio:command-line', client: 'cairn studio' };

/** The parts of a studio that acts need. */
export interface Office {
  readonly metadata: Metadata;
  readonly now: () => number;
}

/** What a record is about. `access` (invitations, tokens, webhooks) is shown to those who manage members. */
export type About = 'team' | 'access';

export interface Act {
  readonly tx: Db;
  readonly revision: number;
  /** Says that rows changed that members pull. */
  changed(...rows: readonly ChangedRow[]): void;
  /** @param account whom it concerns. @param fields old and new values */
  record(about: About, change: Recorded): void;
}

export interface Recorded {
  readonly kind: 'project' | 'member' | 'role' | 'invitation' | 'token' | 'webhook' | 'limits';
  readonly key: string;
  /** The account it concerns. */
  readonly account?: Id;
  readonly fields: RecordedChange['fields'];
}

/** A value before and after; undefined where they are the same. */
export const fieldsOf = (
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>> | undefined,
): RecordedChange['fields'] => {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const pairs = names.map((name) => [name, [before?.[name] ?? null, after?.[name] ?? null]] as const);
  return Object.fromEntries(pairs.filter(([, [old, now]]) => JSON.stringify(old) !== JSON.stringify(now)));
};

/**
 * One act in the caller's transaction, under the project's lock. What neither changes rows nor is recorded is no revision.
 * @throws {StudioError} not-found, where there is no such project
 */
export async function act<T>(
  { metadata, now }: Office,
  tx: Db,
  projectId: Id,
  actor: Actor,
  work: (act: Act) => Promise<T>,
): Promise<T> {
  const revision = await nextRevision(metadata, tx, projectId);
  const rows: ChangedRow[] = [];
  const changes: RecordedChange[] = [];
  let about: About = 'access';
  const result = await work({
    tx,
    revision,
    changed: (...more) => rows.push(...more),
    record: (whose, { kind, key, account, fields }) => {
      // What members may see of an act, they see all of.
      if (whose === 'team') about = whose;
      changes.push({ kind, key, item: account ?? '', fields });
    },
  });
  if (rows.length === 0 && changes.length === 0) return result;
  await publish(tx, projectId, revision, rows);
  if (changes.length === 0) return result;
  await tx
    .insertInto('activity')
    .values({
      project_id: projectId,
      revision,
      account_id: actor.id,
      client: actor.client,
      created_at: now(),
      changes: JSON.stringify(changes),
      about,
    })
    .execute();
  await indexActivity(tx, projectId, revision, changes);
  return result;
}

/** What the actor must be able to do, still. */
export type Needs =
  | { readonly permission: Permission }
  | { readonly admin: true }
  /** Being a member is enough. */
  | { readonly member: true };

/** The actor's role, under the project's lock. @throws {StudioError} not-found, forbidden */
async function roleOf(tx: Db, projectId: Id, actor: Actor, needs: Needs): Promise<string> {
  const row = await tx
    .selectFrom('member')
    .select('role')
    .where('project_id', '=', projectId)
    .where('account_id', '=', actor.id)
    .where('removed', '=', 0)
    .executeTakeFirst();
  if (!row) throw notFound('project of this name that you are a member of');
  if ('admin' in needs && row.role !== ADMIN_ROLE)
    throw forbidden('Only an Admin of the project may do this');
  if ('permission' in needs) await requirePermission(tx, { id: projectId, role: row.role }, needs.permission);
  return row.role;
}

/** An act of a member, in a transaction of its own. @param lock taken before the project's */
export async function administer<T>(
  office: Office,
  asked: { readonly projectId: Id; readonly actor: Actor; readonly needs: Needs },
  work: (act: Act & { readonly role: string }) => Promise<T>,
  lock?: { readonly name: LockName; readonly shared?: 'shared' },
): Promise<T> {
  const { projectId, actor, needs } = asked;
  return office.metadata.transaction(async (tx) => {
    if (lock) await office.metadata.lock(tx, lock.name, lock.shared);
    return act(office, tx, projectId, actor, async (doing) =>
      work({ ...doing, role: await roleOf(tx, projectId, actor, needs) }),
    );
  });
}
