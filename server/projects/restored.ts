/**
 * A studio that was restored from a backup hands out revisions again that others may have seen before, with other rows behind them. Each restore
 * leaves a mark with every project, so that whoever has seen later revisions than the backup held is told, for good, and nobody takes one history
 * for the other.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Id } from '../../engine/domain/rows.ts';
import type { Db } from '../metadata/metadata.ts';

/** A restore: which, and the head that the project had in the backup. */
export const RESTORED = z.object({ id: z.string(), head: z.number().int().nonnegative() });
export type Restored = z.infer<typeof RESTORED>;

const keyOf = (projectId: Id): string => `restored/${projectId}`;

/** All restores of a project, the oldest first. */
export async function restoresOf(db: Db, projectId: Id): Promise<readonly Restored[]> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', keyOf(projectId))
    .executeTakeFirst();
  return row ? z.array(RESTORED).parse(JSON.parse(row.value)) : [];
}

/** In the transaction that makes a studio of what was restored. */
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
