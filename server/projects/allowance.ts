/**
 * What a project holds and may hold: the plain bytes of its chunks, each counted once, and its items that are not purged. Counted
 * in the transactions that change them, so that the counts are right whoever does so at once, and known without counting.
 */
import { sql } from 'kysely';
import type { Id } from '../../engine/domain/rows.ts';
import { sizeText } from '../../engine/domain/sizes.ts';
import { requireAdministrator } from '../accounts/find.ts';
import { recordForStudio } from '../accounts/studio-activity.ts';
import { StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';
import { type Actor, act, fieldsOf, type Office } from './administer.ts';

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
export async function setLimits(
  office: Office,
  actor: Actor,
  projectId: Id,
  { mostBytes, mostItems }: Limits,
): Promise<Usage> {
  const set = {
    ...(mostBytes !== undefined && { most_bytes: mostBytes }),
    ...(mostItems !== undefined && { most_items: mostItems }),
  };
  return office.metadata.transaction((tx) =>
    act(office, tx, projectId, actor, async ({ record }) => {
      await requireAdministrator(tx, actor);
      const before = await usageOf(tx, projectId);
      if (Object.keys(set).length > 0)
        await tx.updateTable('allowance').set(set).where('project_id', '=', projectId).execute();
      const after = await usageOf(tx, projectId);
      const fields = fieldsOf(most(before), most(after));
      if (Object.keys(fields).length === 0) return after;
      const limits = { kind: 'limits', key: projectId, fields } as const;
      record('team', limits);
      // Who administers the studio need not be a member of the project, and sees what was done here.
      await recordForStudio(office, tx, actor, limits);
      return after;
    }),
  );
}

const most = ({ mostBytes, mostItems }: Usage) => ({ mostBytes, mostItems });

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

function quotaError(usage: Usage, what: keyof typeof WHAT): StudioError {
  const [used, most] =
    what === 'bytes' ? [usage.bytes, usage.mostBytes ?? 0] : [usage.items, usage.mostItems ?? 0];
  const told = what === 'bytes' ? [used, most].map((bytes) => sizeText(bytes)) : [used, `${most} items`];
  return new StudioError(
    'quota',
    `The project has no room left on the studio: ${told[0]} of ${told[1]} are used`,
    { what, used, limit: most },
  );
}
