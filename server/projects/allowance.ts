/**
 * What a project holds and may hold: the plain bytes of its chunks, each counted once, and its items that are not purged. Counted
 * in the transactions that change them, so that the counts are right whoever does so at once, and known without counting.
 */
import { sql } from 'kysely';
import type { Id } from '../../engine/domain/rows.ts';
import { notFound, StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';

export interface Usage {
  readonly bytes: number;
  readonly items: number;
  /** Null: no limit. */
  readonly mostBytes: number | null;
  readonly mostItems: number | null;
}

export interface ProjectUsage {
  readonly id: Id;
  readonly name: string;
  readonly archived: boolean;
  readonly usage: Usage;
}

const usages = (db: Db) =>
  db
    .selectFrom('allowance')
    .innerJoin('project', 'project.id', 'allowance.project_id')
    .select(['project.id', 'project.name', 'project.archived'])
    .select(['used_bytes', 'used_items', 'most_bytes', 'most_items']);

type Row = Awaited<ReturnType<ReturnType<typeof usages>['executeTakeFirstOrThrow']>>;

const usageIn = (row: Row): Usage => ({
  bytes: row.used_bytes,
  items: row.used_items,
  mostBytes: row.most_bytes,
  mostItems: row.most_items,
});

export async function usageOf(db: Db, projectId: Id): Promise<Usage> {
  return usageIn(await usages(db).where('project.id', '=', projectId).executeTakeFirstOrThrow());
}

/** Of every project, for administrators of the studio. */
export async function allUsage(db: Db): Promise<readonly ProjectUsage[]> {
  const rows = await usages(db).orderBy('project.name_key').orderBy('project.id').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    archived: row.archived !== 0,
    usage: usageIn(row),
  }));
}

export interface Limits {
  /** Null takes a limit away; what is left out stays. */
  readonly mostBytes?: number | null | undefined;
  readonly mostItems?: number | null | undefined;
}

/** A limit below what is there takes nothing away: it only keeps more from coming. @throws {StudioError} not-found */
export async function setLimits(db: Db, projectId: Id, limits: Limits): Promise<Usage> {
  const { mostBytes, mostItems } = limits;
  const set = {
    ...(mostBytes !== undefined && { most_bytes: mostBytes }),
    ...(mostItems !== undefined && { most_items: mostItems }),
  };
  if (Object.keys(set).length > 0)
    await db.updateTable('allowance').set(set).where('project_id', '=', projectId).execute();
  const row = await usages(db).where('project.id', '=', projectId).executeTakeFirst();
  if (!row) throw notFound('project of this id');
  return usageIn(row);
}

export const openAllowance = async (tx: Db, projectId: Id): Promise<void> => {
  const none = { used_bytes: 0, used_items: 0, most_bytes: null, most_items: null, trash_days: null };
  await tx
    .insertInto('allowance')
    .values({ project_id: projectId, ...none })
    .execute();
};

const WHAT = { bytes: ['used_bytes', 'most_bytes'], items: ['used_items', 'most_items'] } as const;

/** Counts what comes, or goes where it is negative. @throws {StudioError} quota, where it would be too much */
export async function count(tx: Db, projectId: Id, what: keyof typeof WHAT, more: number): Promise<void> {
  if (more === 0) return;
  const [used, most] = WHAT[what];
  let query = tx
    .updateTable('allowance')
    .set(used, (e) => e(used, '+', more))
    .where('project_id', '=', projectId);
  if (more > 0)
    query = query.where((e) =>
      e.or([e(most, 'is', null), sql<boolean>`${e.ref(used)} + ${more} <= ${e.ref(most)}`]),
    );
  const { numUpdatedRows } = await query.executeTakeFirst();
  if (numUpdatedRows === 0n) throw quotaError(await usageOf(tx, projectId), what);
}

/** Before work is done for nothing. @throws {StudioError} quota, where there is no room left at all */
export async function requireRoom(db: Db, projectId: Id): Promise<void> {
  const usage = await usageOf(db, projectId);
  if (usage.mostBytes !== null && usage.bytes >= usage.mostBytes) throw quotaError(usage, 'bytes');
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

function quotaError(usage: Usage, what: keyof typeof WHAT): StudioError {
  const [used, most] =
    what === 'bytes' ? [usage.bytes, usage.mostBytes ?? 0] : [usage.items, usage.mostItems ?? 0];
  const told = what === 'bytes' ? [used, most].map(gigabytes) : [used, `${most} items`];
  return new StudioError(
    'quota',
    `The project has no room left on the studio: ${told[0]} of ${told[1]} are used`,
    { what, used, limit: most },
  );
}
