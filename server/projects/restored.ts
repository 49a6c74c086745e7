/**
 * A studio that was restored from a backup hands out revisions again that others may have seen before, with other rows behind them. Each restore
 * leaves a mark with every project, so that whoever has seen later revisions than the backup held is told, for good, and nobody takes one history
 * for the other.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Id } from '../../engine/domain/rows.ts';
import { StudioError } from '../errors.ts';
import type { Db } from '../metadata/metadata.ts';

/** A restore: which, and the head that the project had in the backup. */
export const RESTORED = z.object({ id: z.string(), head: z.number().int().nonnegative() });
export type Restored = z.infer<typeof RESTORED>;

const keyOf = (projectId: Id): string => `restored/${projectId}`;

const LIST = z.array(RESTORED);

/** Marks come with the backup that is restored, so whoever made that may have written them. */
function decode(value: string): Restored[] {
  try {
    return LIST.parse(JSON.parse(value));
  } catch (error) {
    throw new StudioError('integrity', 'The marks of earlier restores are damaged', {}, error);
  }
}

/** All restores of a project, the oldest first. @throws {StudioError} integrity */
export async function restoresOf(db: Db, projectId: Id): Promise<readonly Restored[]> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', keyOf(projectId))
    .executeTakeFirst();
  return row ? decode(row.value) : [];
}

/** In the transaction that makes a studio of what was restored. @throws {StudioError} integrity */
export async function markRestored(tx: Db): Promise<void> {
  const id = randomUUID();
  const projects = await tx.selectFrom('project').select(['id', 'head']).execute();
  for (const { id: projectId, head } of projects) {
    const value = JSON.stringify([...(await restoresOf(tx, projectId)), { id, head }]);
    await tx
      .insertInto('setting')
      .values({ key: keyOf(projectId), value })
      .onConflict((c) => c.column('key').doUpdateSet({ value }))
      .execute();
  }
}
