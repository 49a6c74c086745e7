/** Rows of every kind by key, in the order asked for. */
import type { Id, Row, RowKind } from '../../engine/domain/rows.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import { checkpointOf, dependencyOf, itemOf, taggingOf } from '../metadata/rows.ts';
import { permissionsIn } from '../projects/roles.ts';

interface Entry {
  readonly revision: number;
  readonly kind: RowKind;
  readonly key: string;
}

type Found = Map<string, Row>;

export async function loadRows(
  tx: Db,
  projectId: Id,
  entries: readonly Entry[],
): Promise<(Row & { key: string })[]> {
  const keys = new Map<RowKind, string[]>();
  for (const { kind, key } of entries) {
    const list = keys.get(kind) ?? [];
    keys.set(kind, list);
    list.push(key);
  }
  const found = new Map<RowKind, Found>();
  for (const [kind, wanted] of keys) found.set(kind, await LOAD[kind](tx, projectId, wanted));
  return entries.flatMap(({ kind, key, revision }) => {
    const row = found.get(kind)?.get(key);
    return row ? [{ ...row, key, revision }] : [];
  });
}

type Load = (tx: Db, projectId: Id, keys: readonly string[]) => Promise<Found>;

const pair = (key: string): [string, string] => {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
};

const LOAD: Record<RowKind, Load> = {
  async item(tx, projectId, keys) {
    const found: Found = new Map();
    for (const batch of batches(keys)) {
      const query = tx.selectFrom('item').selectAll().where('project_id', '=', projectId);
      for (const row of (await query.where('id', 'in', batch).execute()).map(itemOf)) {
        found.set(row.id, { kind: 'item', revision: row.revision, row });
      }
    }
    return found;
  },
  async checkpoint(tx, projectId, keys) {
    const found: Found = new Map();
    for (const batch of batches(keys)) {
      const query = tx.selectFrom('checkpoint').selectAll().where('project_id', '=', projectId);
      for (const row of (await query.where('id', 'in', batch).execute()).map(checkpointOf)) {
        found.set(row.id, { kind: 'checkpoint', revision: row.revision, row });
      }
    }
    return found;
  },
  async tagging(tx, projectId, keys) {
    const found: Found = new Map();
    const items = [...new Set(keys.map((key) => pair(key)[0]))];
    for (const batch of batches(items)) {
      const query = tx.selectFrom('tagging').selectAll().where('project_id', '=', projectId);
      for (const row of (await query.where('item_id', 'in', batch).execute()).map(taggingOf)) {
        found.set(`${row.itemId}/${row.tag}`, { kind: 'tagging', revision: row.revision, row });
      }
    }
    return found;
  },
  async dependency(tx, projectId, keys) {
    const found: Found = new Map();
    const items = [...new Set(keys.map((key) => pair(key)[0]))];
    for (const batch of batches(items)) {
      const query = tx.selectFrom('dependency').selectAll().where('project_id', '=', projectId);
      for (const row of (await query.where('item_id', 'in', batch).execute()).map(dependencyOf)) {
        found.set(`${row.itemId}/${row.targetId}`, { kind: 'dependency', revision: row.revision, row });
      }
    }
    return found;
  },
  async member(tx, projectId, keys) {
    const found: Found = new Map();
    for (const batch of batches(keys)) {
      const rows = await tx
        .selectFrom('member')
        .innerJoin('account', 'account.id', 'member.account_id')
        .select(['account.id', 'account.name', 'role', 'removed', 'revision'])
        .where('project_id', '=', projectId)
        .where('account_id', 'in', batch)
        .execute();
      for (const { id, name, role, removed, revision } of rows) {
        const row = { userId: id, name, role, removed: removed !== 0 };
        found.set(id, { kind: 'member', revision, row });
      }
    }
    return found;
  },
  async role(tx, projectId) {
    const rows = await tx.selectFrom('role').selectAll().where('project_id', '=', projectId).execute();
    return new Map(
      rows.map(({ name, permissions, removed, revision }) => {
        const row = { name, permissions: permissionsIn(permissions), removed: removed !== 0 };
        return [name, { kind: 'role', revision, row }];
      }),
    );
  },
  async project(tx, projectId) {
    const project = await tx.selectFrom('project').selectAll().where('id', '=', projectId).executeTakeFirst();
    if (!project) return new Map();
    const row = { id: project.id, name: project.name, archived: project.archived !== 0 };
    return new Map([[project.id, { kind: 'project', revision: 0, row }]]);
  },
};
