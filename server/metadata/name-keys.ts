/** Stored name keys, when this studio's Unicode tables are newer than those they were made with. */
import { isAscii, isNewer, keyTables } from '../../engine/domain/key-tables.ts';
import { nameKey } from '../../engine/domain/names.ts';
import type { Db, Metadata } from './metadata.ts';

/** The setting that says which tables they were made with. */
export const NAME_KEYS = 'name-keys';
const PAGE = 1_000;

/**
 * Computes the keys of all items again, project by project, each with its head held; nothing where that was done already. Where two
 * siblings have one key by then, the later keeps its old one: both were there, and either can be renamed. O(items), once.
 */
export async function refreshNameKeys(metadata: Metadata, own = keyTables()): Promise<void> {
  const known = await metadata.db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', NAME_KEYS)
    .executeTakeFirst();
  if (!isNewer(own, known?.value ?? '')) return;
  const projects = await metadata.db.selectFrom('project').select('id').execute();
  for (const { id } of projects)
    await metadata.transaction(async (tx) => {
      await metadata.lockHead(tx, id);
      await refreshProject(tx, id);
    });
  await metadata.db
    .insertInto('setting')
    .values({ key: NAME_KEYS, value: own })
    .onConflict((c) => c.column('key').doUpdateSet({ value: own }))
    .execute();
}

async function refreshProject(tx: Db, projectId: string): Promise<void> {
  for (let after = ''; ; ) {
    const page = await tx
      .selectFrom('item')
      .select(['id', 'parent_id', 'name', 'name_key'])
      .where('project_id', '=', projectId)
      .where('name_key', 'is not', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { id, parent_id, name, name_key } of page) {
      if (isAscii(name)) continue;
      const fresh = nameKey(name);
      if (fresh !== name_key) await giveKey(tx, projectId, { id, parent: parent_id, key: fresh });
    }
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

async function giveKey(
  tx: Db,
  projectId: string,
  { id, parent, key }: { id: string; parent: string; key: string },
): Promise<void> {
  const taken = await tx
    .selectFrom('item')
    .select('id')
    .where('project_id', '=', projectId)
    .where('parent_id', '=', parent)
    .where('name_key', '=', key)
    .executeTakeFirst();
  if (taken) return;
  await tx
    .updateTable('item')
    .set({ name_key: key })
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .execute();
}
