/** Stored name keys, when this studio's Unicode tables are newer than those they were made with. */
import { isAscii, isNewer, keyTables } from '../../engine/domain/key-tables.ts';
import { nameKey } from '../../engine/domain/names.ts';
import type { Db, Metadata } from './metadata.ts';

/** The setting that says which tables they were made with. */
export const NAME_KEYS = 'name-keys';
const PAGE = 1_000;

/**
 * Computes the keys of all accounts, projects and items again, of items project by project, each with its head held; nothing where that was
 * done already. Where two accounts or siblings have one key by then, the later keeps its old one: both were there, and a sibling can be
 * renamed. O(items), once.
 */
export async function refreshNameKeys(metadata: Metadata, own = keyTables()): Promise<void> {
  const known = await metadata.db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', NAME_KEYS)
    .executeTakeFirst();
  if (!isNewer(own, known?.value ?? '')) return;
  await metadata.transaction(async (tx) => {
    await metadata.lock(tx, 'accounts');
    await refreshAccounts(tx);
  });
  await metadata.transaction(async (tx) => {
    await metadata.lock(tx, 'projects');
    await refreshProjects(tx);
  });
  const projects = await metadata.db.selectFrom('project').select('id').execute();
  for (const { id } of projects)
    await metadata.transaction(async (tx) => {
      await metadata.lockHead(tx, id);
      await refreshItems(tx, id);
    });
  await metadata.db
    .insertInto('setting')
    .values({ key: NAME_KEYS, value: own })
    .onConflict((c) => c.column('key').doUpdateSet({ value: own }))
    .execute();
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly name_key: string | null;
}

const isStale = ({ name, name_key }: Named): boolean => !isAscii(name) && nameKey(name) !== name_key;

/**
 * @param give false where the new key is another's. It is tried again as long as others got theirs: that one may have had what was only
 * an old key.
 */
async function giveAll<T>(stale: readonly T[], give: (one: T) => Promise<boolean>): Promise<void> {
  const waiting: T[] = [];
  for (const one of stale) if (!(await give(one))) waiting.push(one);
  if (waiting.length > 0 && waiting.length < stale.length) await giveAll(waiting, give);
}

async function refreshAccounts(tx: Db): Promise<void> {
  const rows = await tx
    .selectFrom('account')
    .select(['id', 'name', 'name_key'])
    .where('name_key', 'is not', null)
    .orderBy('id')
    .execute();
  await giveAll(rows.filter(isStale), async ({ id, name }) => {
    const name_key = nameKey(name);
    const taken = tx.selectFrom('account').select('id').where('name_key', '=', name_key);
    if (await taken.executeTakeFirst()) return false;
    await tx.updateTable('account').set({ name_key }).where('id', '=', id).execute();
    return true;
  });
}

/** Projects of different people may have one name. */
async function refreshProjects(tx: Db): Promise<void> {
  const rows = await tx.selectFrom('project').select(['id', 'name', 'name_key']).execute();
  for (const { id, name } of rows.filter(isStale))
    await tx
      .updateTable('project')
      .set({ name_key: nameKey(name) })
      .where('id', '=', id)
      .execute();
}

async function refreshItems(tx: Db, projectId: string): Promise<void> {
  const stale: Item[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Item[] = await tx
      .selectFrom('item')
      .select(['id', 'parent_id', 'name', 'name_key'])
      .where('project_id', '=', projectId)
      .where('name_key', 'is not', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    stale.push(...page.filter(isStale));
    after = page.at(-1)?.id;
  }
  await giveAll(stale, (item) => giveKey(tx, projectId, item));
}

interface Item extends Named {
  readonly parent_id: string;
}

async function giveKey(tx: Db, projectId: string, { id, parent_id, name }: Item): Promise<boolean> {
  const name_key = nameKey(name);
  const taken = await tx
    .selectFrom('item')
    .select('id')
    .where('project_id', '=', projectId)
    .where('parent_id', '=', parent_id)
    .where('name_key', '=', name_key)
    .executeTakeFirst();
  if (taken) return false;
  await tx
    .updateTable('item')
    .set({ name_key })
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .execute();
  return true;
}
