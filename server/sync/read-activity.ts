/** Reading the activity: newest first, page by page, by item, field, account and time. */
import { nameKey } from '../../engine/domain/names.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import { itemOfChange, type RecordedChange, SYSTEM_ACTORS } from './activity.ts';

/** What was pushed; what was done with the team; ways in and out: invitations, tokens, webhooks. */
export const ABOUT = ['work', 'team', 'access'] as const;
export type About = (typeof ABOUT)[number];

export interface NamedChange extends RecordedChange {
  /** What the item or account is called now; empty where it was purged, or there is none. */
  readonly name: string;
}

export interface Activity {
  readonly revision: number;
  readonly user: string;
  readonly userId: Id;
  readonly client: string;
  readonly time: string;
  readonly about: About;
  readonly changes: readonly NamedChange[];
}

export interface ActivityQuery {
  /** Revisions below this one. */
  readonly before: number;
  readonly limit: number;
  readonly item?: Id | undefined;
  /** The account it concerns: id or name. */
  readonly member?: string | undefined;
  readonly about?: 'work' | 'team' | undefined;
  /** Whether ways in are left out, as for those who do not manage members. */
  readonly withoutAccess?: boolean;
  readonly field?: string | undefined;
  /** Id or name. */
  readonly user?: string | undefined;
  /** UTC milliseconds, from this on. */
  readonly since?: number | undefined;
  /** UTC milliseconds, before this. */
  readonly until?: number | undefined;
}

export interface ActivityPage {
  readonly activity: readonly Activity[];
  /** What to give as `before` for the next page; null at the end. */
  readonly next: number | null;
}

/** Records that one request looks at: item and field are each found by index, but not yet in one change. */
const MOST_LOOKED_AT = 2_000;

export async function readActivity(db: Db, projectId: Id, query: ActivityQuery): Promise<ActivityPage> {
  const found: Activity[] = [];
  const item = query.member === undefined ? query.item : await accountOf(db, query.member);
  let { before } = query;
  // More at a time where few match, so that what is looked at costs few questions.
  for (let looked = 0, size = query.limit; looked < MOST_LOOKED_AT; size = Math.min(size * 4, 500)) {
    const rows = await candidates(db, projectId, { ...query, item, before, limit: size });
    looked += rows.length;
    for (const row of rows) {
      before = row.revision;
      const changes = (JSON.parse(row.changes) as RecordedChange[])
        .map((change) => ({ ...change, item: itemOfChange(change) }))
        .filter((change) => item === undefined || change.item === item)
        .filter(({ fields }) => query.field === undefined || query.field in fields);
      if (changes.length === 0 && (item ?? query.field) !== undefined) continue;
      found.push({
        revision: row.revision,
        user: row.name ?? SYSTEM_ACTORS[row.account_id] ?? row.account_id,
        userId: row.account_id,
        client: row.client,
        time: new Date(row.created_at).toISOString(),
        about: ABOUT.find((about) => about === row.about) ?? 'work',
        changes: changes.map((change) => ({ ...change, name: '' })),
      });
      if (found.length === query.limit) return named(db, projectId, found, before);
    }
    if (rows.length < size) return named(db, projectId, found, null);
  }
  return named(db, projectId, found, before);
}

function candidates(db: Db, projectId: Id, query: ActivityQuery) {
  const { item, field, user, since, until } = query;
  let rows = db
    .selectFrom('activity')
    .leftJoin('account', 'account.id', 'activity.account_id')
    .select([
      'activity.revision',
      'activity.account_id',
      'account.name',
      'activity.client',
      'activity.created_at',
      'activity.changes',
      'activity.about',
    ])
    .where('activity.project_id', '=', projectId)
    .where('activity.revision', '<', query.before)
    .orderBy('activity.revision', 'desc')
    .limit(query.limit);
  if (item !== undefined)
    rows = rows.where('activity.revision', 'in', (e) =>
      e
        .selectFrom('activity_item')
        .select('activity_item.revision')
        .where('activity_item.project_id', '=', projectId)
        .where('activity_item.item_id', '=', item),
    );
  if (field !== undefined)
    rows = rows.where('activity.revision', 'in', (e) =>
      e
        .selectFrom('activity_field')
        .select('activity_field.revision')
        .where('activity_field.project_id', '=', projectId)
        .where('activity_field.field', '=', field),
    );
  if (user !== undefined)
    rows = rows.where((e) => e.or([e('activity.account_id', '=', user), e('account.name', '=', user)]));
  const { about, withoutAccess } = query;
  if (about === 'work' || (about === 'team' && withoutAccess))
    rows = rows.where('activity.about', '=', about);
  else if (about === 'team') rows = rows.where('activity.about', 'in', ['team', 'access']);
  // Not the same as naming the others: their index would be no way through in the order of revisions.
  else if (withoutAccess) rows = rows.where('activity.about', '<>', 'access');
  if (since !== undefined) rows = rows.where('activity.created_at', '>=', since);
  if (until !== undefined) rows = rows.where('activity.created_at', '<', until);
  return rows.execute();
}

/** No account, where there is none of this name: nothing is about it. */
async function accountOf(db: Db, idOrName: string): Promise<Id> {
  const found = await db
    .selectFrom('account')
    .select(['id', 'removed_at'])
    .where((e) =>
      e.or([
        e('id', '=', idOrName),
        e('name_key', '=', nameKey(idOrName)),
        // Removed ones have no key.
        e('name', '=', idOrName),
      ]),
    )
    .execute();
  const live = found.find(({ removed_at }) => removed_at === null);
  return (live ?? found[0])?.id ?? idOrName;
}

/** With the names that the items and accounts have now. */
async function named(
  db: Db,
  projectId: Id,
  found: readonly Activity[],
  next: number | null,
): Promise<ActivityPage> {
  const names = new Map<Id, string>();
  const ids = new Set(found.flatMap(({ changes }) => changes.map(({ item }) => item)));
  for (const batch of batches([...ids])) {
    const rows = db.selectFrom('item').select(['id', 'name']).where('project_id', '=', projectId);
    for (const { id, name } of await rows.where('id', 'in', batch).execute()) names.set(id, name);
    const accounts = db.selectFrom('account').select(['id', 'name']).where('id', 'in', batch);
    for (const { id, name } of await accounts.execute()) names.set(id, name);
  }
  const activity = found.map((one) => ({
    ...one,
    changes: one.changes.map((change) => ({ ...change, name: names.get(change.item) ?? '' })),
  }));
  return { activity, next };
}
