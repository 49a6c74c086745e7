/** Stored name keys, when the runtime's Unicode tables are newer than those they were made with. */
import { isAscii, isNewer, keyTables } from '../domain/key-tables.ts';
import { nameKey } from '../domain/names.ts';
import type { Id } from '../domain/rows.ts';
import type { Project } from './project.ts';

const PAGE = 1_000;

/**
 * Computes keys again, in one transaction; nothing where that was done already. Where two siblings have one key by
 * then, the later keeps its old one: both were there, and either can be renamed. O(items), once.
 */
export function refreshNameKeys(project: Project, own = keyTables()): void {
  if (!isNewer(own, project.meta('name-keys'))) return;
  project.db.transaction(() => {
    if (!isNewer(own, project.meta('name-keys'))) return;
    let waiting = stale(project);
    // Whose key was another's gets it as soon as that one has its own.
    for (let before = Number.POSITIVE_INFINITY; waiting.length < before; ) {
      before = waiting.length;
      waiting = waiting.filter((item) => !giveKey(project, item));
    }
    project.setMeta('name-keys', own);
  });
}

type Keyed = readonly [id: Id, parentId: Id, name: string, key: string];

function giveKey({ items }: Project, [id, parent, name]: Keyed): boolean {
  const key = nameKey(name);
  if (items.isTaken(parent, key)) return false;
  items.setKey(id, key);
  return true;
}

function stale({ db }: Project): Keyed[] {
  const found: Keyed[] = [];
  const sql = `SELECT id, ifnull(parent_id, ''), name, name_key FROM item
    WHERE name_key IS NOT NULL AND id > :after ORDER BY id LIMIT ${PAGE}`;
  for (let after: Id | undefined = ''; after !== undefined; ) {
    const page: Keyed[] = db.rows<Keyed>(sql, { after });
    found.push(...page.filter(([, , name, key]) => !isAscii(name) && nameKey(name) !== key));
    after = page.at(-1)?.[0];
  }
  return found;
}
