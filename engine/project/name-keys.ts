/** Stored name keys, when the runtime's Unicode tables are newer than those they were made with. */
import { isAscii, isNewer, keyTables } from '../domain/key-tables.ts';
import { nameKey } from '../domain/names.ts';
import type { Id } from '../domain/rows.ts';
import type { Project } from './project.ts';

const PAGE = 1_000;

/**
 * Computes keys again, in one transaction; nothing where that was done already. Where two siblings have one key by then, the later keeps
 * its old one: both were there, and either can be renamed. O(items), once.
 */
export function refreshNameKeys(project: Project, own = keyTables()): void {
  if (!isNewer(own, project.meta('name-keys'))) return;
  project.db.transaction(() => {
    if (!isNewer(own, project.meta('name-keys'))) return;
    for (const [id, parent, name, key] of keyed(project)) {
      const fresh = nameKey(name);
      if (fresh !== key && !project.items.isTaken(parent, fresh)) project.items.setKey(id, fresh);
    }
    project.setMeta('name-keys', own);
  });
}

type Keyed = readonly [id: Id, parentId: Id, name: string, key: string];

function* keyed({ db }: Project): Generator<Keyed> {
  const sql = `SELECT id, ifnull(parent_id, ''), name, name_key FROM item
    WHERE name_key IS NOT NULL AND id > :after ORDER BY id LIMIT ${PAGE}`;
  for (let after = ''; ; ) {
    const page = db.rows<Keyed>(sql, { after });
    for (const row of page) if (!isAscii(row[2])) yield row;
    const last = page.at(-1);
    if (!last) return;
    [after] = last;
  }
}
