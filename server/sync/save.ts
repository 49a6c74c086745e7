/** Writes what a push decided. */
import type { Id, Row } from '../../engine/domain/rows.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import { checkpointRow, dependencyRow, itemRow, taggingRow } from '../metadata/rows.ts';
import { type ChangedRow, publish } from '../projects/revisions.ts';
import type { Draft } from './draft.ts';

/** Rows of the widest table that one statement takes. */
const WIDE = 100;

/** The rows the push changed, as stored, in the order of a pull. */
export function changedRows(draft: Draft): Row[] {
  const live = <T>(rows: Iterable<T | null>) => [...rows].filter((row): row is T & {} => row !== null);
  const { revision } = draft;
  return [
    ...live(draft.checkpoints.values()).map((row) => ({ kind: 'checkpoint', revision, row }) as const),
    ...live(draft.dependencies.values()).map((row) => ({ kind: 'dependency', revision, row }) as const),
    ...[...draft.items.values()].map((row) => ({ kind: 'item', revision, row }) as const),
    ...live(draft.taggings.values()).map((row) => ({ kind: 'tagging', revision, row }) as const),
  ];
}

export async function saveDraft(tx: Db, projectId: Id, draft: Draft): Promise<void> {
  await saveItems(tx, projectId, draft);
  await saveCheckpoints(tx, projectId, draft);
  await saveSets(tx, projectId, draft);
  const keyed = (kind: ChangedRow['kind'], rows: ReadonlyMap<string, unknown>, dropped: boolean) =>
    [...rows].filter(([, row]) => (row === null) === dropped).map(([key]) => ({ kind, key }));
  const all = (dropped: boolean) => [
    ...keyed('item', draft.items, dropped),
    ...keyed('checkpoint', draft.checkpoints, dropped),
    ...keyed('tagging', draft.taggings, dropped),
    ...keyed('dependency', draft.dependencies, dropped),
  ];
  await forget(tx, projectId, all(true));
  await publish(tx, projectId, draft.revision, all(false));
}

/** Names are given up before they are taken, so that two items can swap theirs. */
async function saveItems(tx: Db, projectId: Id, draft: Draft): Promise<void> {
  const existing = [...draft.items.keys()].filter((id) => draft.snapshot.items.has(id));
  for (const batch of batches(existing)) {
    await tx
      .updateTable('item')
      .set({ name_key: null })
      .where('project_id', '=', projectId)
      .where('id', 'in', batch)
      .execute();
  }
  for (const batch of batches([...draft.items.values()], WIDE)) {
    await tx
      .insertInto('item')
      .values(batch.map((item) => itemRow(projectId, item)))
      .onConflict((c) =>
        c.columns(['project_id', 'id']).doUpdateSet((e) => ({
          parent_id: e.ref('excluded.parent_id'),
          name: e.ref('excluded.name'),
          name_key: e.ref('excluded.name_key'),
          shared: e.ref('excluded.shared'),
          task: e.ref('excluded.task'),
          assignee_id: e.ref('excluded.assignee_id'),
          status: e.ref('excluded.status'),
          type: e.ref('excluded.type'),
          description: e.ref('excluded.description'),
          trashed: e.ref('excluded.trashed'),
          trashed_by: e.ref('excluded.trashed_by'),
          trashed_at: e.ref('excluded.trashed_at'),
          merged_into: e.ref('excluded.merged_into'),
          purged: e.ref('excluded.purged'),
          revision: e.ref('excluded.revision'),
          field_revisions: e.ref('excluded.field_revisions'),
        })),
      )
      .execute();
  }
}

async function saveCheckpoints(tx: Db, projectId: Id, draft: Draft): Promise<void> {
  const dropped = [...draft.checkpoints].filter(([, row]) => row === null).map(([id]) => id);
  for (const batch of batches(dropped)) {
    await tx.deleteFrom('checkpoint').where('project_id', '=', projectId).where('id', 'in', batch).execute();
  }
  const kept = [...draft.checkpoints.values()].filter((row) => row !== null);
  for (const batch of batches(kept, WIDE)) {
    await tx
      .insertInto('checkpoint')
      .values(batch.map((row) => checkpointRow(projectId, row)))
      .onConflict((c) =>
        c.columns(['project_id', 'id']).doUpdateSet((e) => ({
          asset_id: e.ref('excluded.asset_id'),
          version: e.ref('excluded.version'),
          trashed: e.ref('excluded.trashed'),
          revision: e.ref('excluded.revision'),
        })),
      )
      .execute();
  }
}

async function saveSets(tx: Db, projectId: Id, draft: Draft): Promise<void> {
  for (const [key, row] of draft.taggings) {
    if (row) continue;
    const { itemId, tag } = draft.snapshot.taggings.get(key) ?? { itemId: '', tag: '' };
    const query = tx.deleteFrom('tagging').where('project_id', '=', projectId);
    await query.where('item_id', '=', itemId).where('tag', '=', tag).execute();
  }
  for (const [key, row] of draft.dependencies) {
    if (row) continue;
    const { itemId, targetId } = draft.snapshot.dependencies.get(key) ?? { itemId: '', targetId: '' };
    const query = tx.deleteFrom('dependency').where('project_id', '=', projectId);
    await query.where('item_id', '=', itemId).where('target_id', '=', targetId).execute();
  }
  for (const batch of batches([...draft.taggings.values()].filter((row) => row !== null))) {
    await tx
      .insertInto('tagging')
      .values(batch.map((row) => taggingRow(projectId, row)))
      .onConflict((c) =>
        c.columns(['project_id', 'item_id', 'tag']).doUpdateSet((e) => ({
          present: e.ref('excluded.present'),
          revision: e.ref('excluded.revision'),
        })),
      )
      .execute();
  }
  for (const batch of batches([...draft.dependencies.values()].filter((row) => row !== null))) {
    await tx
      .insertInto('dependency')
      .values(batch.map((row) => dependencyRow(projectId, row)))
      .onConflict((c) =>
        c.columns(['project_id', 'item_id', 'target_id']).doUpdateSet((e) => ({
          present: e.ref('excluded.present'),
          revision: e.ref('excluded.revision'),
        })),
      )
      .execute();
  }
}

/** Dropped rows are not paged any more; the tombstone of their item says they are gone. */
async function forget(tx: Db, projectId: Id, rows: readonly ChangedRow[]): Promise<void> {
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const keys = rows.filter((row) => row.kind === kind).map((row) => row.key);
    for (const batch of batches(keys)) {
      const query = tx.deleteFrom('change').where('project_id', '=', projectId);
      await query.where('kind', '=', kind).where('key', 'in', batch).execute();
    }
  }
}
