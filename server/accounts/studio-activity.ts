/** What was done with the studio itself: accounts made, removed, given a password or a sign-in elsewhere; limits of projects. */
import { v7 as uuid } from 'uuid';
import type { Id } from '../../engine/domain/rows.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import type { Actor, Office } from '../projects/administer.ts';
import { type RecordedChange, SYSTEM_ACTORS } from '../sync/activity.ts';

export interface StudioAct {
  readonly id: Id;
  readonly user: string;
  readonly userId: Id;
  readonly client: string;
  readonly time: string;
  readonly kind: string;
  readonly key: string;
  /** What the account or project is called now, or was when it was removed. */
  readonly name: string;
  readonly fields: RecordedChange['fields'];
}

export interface StudioActs {
  readonly activity: readonly StudioAct[];
  /** What to give as `before` for the next page; null at the end. */
  readonly next: Id | null;
}

export interface StudioActQuery {
  /** Acts older than this one. */
  readonly before?: Id | undefined;
  readonly limit: number;
  /** Id or name of who acted. */
  readonly user?: string | undefined;
  /** UTC milliseconds, from this on. */
  readonly since?: number | undefined;
  /** UTC milliseconds, before this. */
  readonly until?: number | undefined;
}

interface Done {
  readonly kind: 'account' | 'limits';
  readonly key: Id;
  readonly fields: RecordedChange['fields'];
}

/** In the transaction that does it. */
export async function recordForStudio(
  { now }: Pick<Office, 'now'>,
  tx: Db,
  actor: Actor,
  { kind, key, fields }: Done,
): Promise<void> {
  const who = { account_id: actor.id, client: actor.client, created_at: now() };
  const row = { id: uuid(), ...who, kind, key, fields: JSON.stringify(fields) };
  await tx.insertInto('studio_activity').values(row).execute();
}

export async function readStudioActivity(db: Db, query: StudioActQuery): Promise<StudioActs> {
  const { before, limit, user, since, until } = query;
  let rows = db
    .selectFrom('studio_activity as act')
    .leftJoin('account', 'account.id', 'act.account_id')
    .select(['act.id', 'act.account_id', 'account.name', 'act.client', 'act.created_at'])
    .select(['act.kind', 'act.key', 'act.fields'])
    .orderBy('act.id', 'desc')
    .limit(limit + 1);
  if (before !== undefined) rows = rows.where('act.id', '<', before);
  if (user !== undefined)
    rows = rows.where((e) => e.or([e('act.account_id', '=', user), e('account.name', '=', user)]));
  if (since !== undefined) rows = rows.where('act.created_at', '>=', since);
  if (until !== undefined) rows = rows.where('act.created_at', '<', until);
  const found = await rows.execute();
  const page = found.slice(0, limit);
  const names = await namesOf(db, page);
  const activity = page.map((row) => ({
    id: row.id,
    user: row.name ?? SYSTEM_ACTORS[row.account_id] ?? row.account_id,
    userId: row.account_id,
    client: row.client,
    time: new Date(row.created_at).toISOString(),
    kind: row.kind,
    key: row.key,
    name: names.get(row.key) ?? '',
    fields: JSON.parse(row.fields) as RecordedChange['fields'],
  }));
  return { activity, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}

async function namesOf(db: Db, rows: readonly { readonly key: string }[]): Promise<Map<Id, string>> {
  const names = new Map<Id, string>();
  for (const batch of batches([...new Set(rows.map(({ key }) => key))]))
    for (const table of ['account', 'project'] as const) {
      const found = await db.selectFrom(table).select(['id', 'name']).where('id', 'in', batch).execute();
      for (const { id, name } of found) names.set(id, name);
    }
  return names;
}
