/** Revisions: one step per accepted change of a project, and the index a pull pages through. */
import type { Id, RowKind } from '../../engine/domain/rows.ts';
import { notFound } from '../errors.ts';
import { batches, type Db, type Metadata } from '../metadata/metadata.ts';

export interface ChangedRow {
  readonly kind: RowKind;
  readonly key: string;
}

/** The next revision of the project, under the lock that hands them out in order. Call `publish` with it. */
export async function nextRevision(metadata: Metadata, tx: Db, projectId: Id): Promise<number> {
  const head = await metadata.lockHead(tx, projectId);
  if (head === undefined) throw notFound('project of this name');
  return head + 1;
}

/** Makes `revision` the head and says which rows changed at it. */
export async function publish(
  tx: Db,
  projectId: Id,
  revision: number,
  rows: Iterable<ChangedRow>,
): Promise<void> {
  await tx.updateTable('project').set({ head: revision }).where('id', '=', projectId).execute();
  for (const batch of batches([...rows])) {
    await tx
      .insertInto('change')
      .values(batch.map(({ kind, key }) => ({ project_id: projectId, kind, key, revision })))
      .onConflict((c) => c.columns(['project_id', 'kind', 'key']).doUpdateSet({ revision }))
      .execute();
  }
}
