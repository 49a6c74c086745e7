/** The part of a project that one push may look at or change, as the database has it before the push. */
import { type Id, ROOT } from '../../engine/domain/rows.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import {
  checkpointOf,
  dependencyOf,
  itemOf,
  type StoredCheckpoint,
  type StoredDependency,
  type StoredItem,
  type StoredTagging,
  taggingOf,
} from '../metadata/rows.ts';
import type { DecodedChange } from './request.ts';

export interface Snapshot {
  readonly items: Map<Id, StoredItem>;
  readonly checkpoints: Map<Id, StoredCheckpoint>;
  readonly taggings: Map<string, StoredTagging>;
  readonly dependencies: Map<string, StoredDependency>;
}

export const taggingKey = (row: { itemId: Id; tag: string }): string => `${row.itemId}/${row.tag}`;
export const dependencyKey = (row: { itemId: Id; targetId: Id }): string => `${row.itemId}/${row.targetId}`;

/** Everything the changes name, the folders above it, and what a merge or a purge among them takes along. */
export async function loadSnapshot(
  tx: Db,
  projectId: Id,
  changes: readonly DecodedChange[],
): Promise<Snapshot> {
  const loader = new Loader(tx, projectId);
  const named = namedIds(changes);
  await loader.items(named.items);
  await loader.ancestors();
  const merged = changes.filter((change) => change.fields.includes('mergedInto')).flatMap(idsOfMerge);
  const purges = changes.some((change) => change.fields.includes('purged'));
  if (merged.length > 0) await loader.children(loader.targets(merged));
  if (purges) await loader.descendants([...named.items]);
  const takesAlong = purges || merged.length > 0;
  const whole = takesAlong ? [...loader.snapshot.items.keys()] : [...named.items];
  await loader.checkpoints('id', named.checkpoints);
  const owners = [...loader.snapshot.checkpoints.values()].map((row) => row.assetId);
  // What is said of an item that was merged away holds of what took its place.
  const meant = [...loader.targets(whole)];
  await loader.checkpoints('asset_id', new Set([...meant, ...owners]));
  await loader.taggings(meant);
  await loader.dependencies('item_id', meant);
  if (takesAlong) await loader.dependencies('target_id', whole);
  return loader.snapshot;
}

const idsOfMerge = (change: DecodedChange): Id[] =>
  change.row?.kind === 'item' ? [change.row.row.id, change.row.row.mergedInto] : [];

function namedIds(changes: readonly DecodedChange[]): { items: Set<Id>; checkpoints: Set<Id> } {
  const items = new Set<Id>();
  const checkpoints = new Set<Id>();
  for (const { row } of changes) {
    if (row?.kind === 'item')
      for (const id of [row.row.id, row.row.parentId, row.row.mergedInto]) items.add(id);
    if (row?.kind === 'tagging') items.add(row.row.itemId);
    if (row?.kind === 'dependency') for (const id of [row.row.itemId, row.row.targetId]) items.add(id);
    if (row?.kind === 'checkpoint') {
      items.add(row.row.assetId);
      checkpoints.add(row.row.id);
    }
  }
  items.delete('');
  return { items, checkpoints };
}

class Loader {
  readonly snapshot: Snapshot = {
    items: new Map(),
    checkpoints: new Map(),
    taggings: new Map(),
    dependencies: new Map(),
  };
  readonly #tx: Db;
  readonly #projectId: Id;

  constructor(tx: Db, projectId: Id) {
    this.#tx = tx;
    this.#projectId = projectId;
  }

  async items(ids: Iterable<Id>): Promise<void> {
    const wanted = [...ids].filter((id) => id !== ROOT && !this.snapshot.items.has(id));
    for (const batch of batches(wanted)) {
      const query = this.#tx.selectFrom('item').selectAll().where('project_id', '=', this.#projectId);
      this.#add(await query.where('id', 'in', batch).execute());
    }
  }

  /** Parents and redirects of everything loaded, up to the root. */
  async ancestors(): Promise<void> {
    for (let before = -1; before !== this.snapshot.items.size; ) {
      before = this.snapshot.items.size;
      const above = [...this.snapshot.items.values()].flatMap((item) => [item.parentId, item.mergedInto]);
      await this.items(new Set(above));
    }
  }

  /** `ids` and what redirects among them lead to. */
  targets(ids: readonly Id[]): Set<Id> {
    const found = new Set(ids.filter((id) => id !== ''));
    for (const id of found) {
      const next = this.snapshot.items.get(id)?.mergedInto;
      if (next) found.add(next);
    }
    return found;
  }

  async children(ids: Iterable<Id>): Promise<Id[]> {
    const found: Id[] = [];
    for (const batch of batches([...ids])) {
      const query = this.#tx.selectFrom('item').selectAll().where('project_id', '=', this.#projectId);
      const rows = await query.where('parent_id', 'in', batch).where('purged', '=', 0).execute();
      found.push(...rows.map((row) => row.id).filter((id) => !this.snapshot.items.has(id)));
      this.#add(rows);
    }
    return found;
  }

  async descendants(ids: readonly Id[]): Promise<void> {
    for (let level = ids; level.length > 0; ) level = await this.children(level);
  }

  async checkpoints(column: 'id' | 'asset_id', ids: Iterable<Id>): Promise<void> {
    for (const batch of batches([...ids])) {
      const query = this.#tx.selectFrom('checkpoint').selectAll().where('project_id', '=', this.#projectId);
      const rows = await query.where(column, 'in', batch).execute();
      for (const row of rows) this.snapshot.checkpoints.set(row.id, checkpointOf(row));
    }
  }

  async taggings(ids: readonly Id[]): Promise<void> {
    for (const batch of batches(ids)) {
      const query = this.#tx.selectFrom('tagging').selectAll().where('project_id', '=', this.#projectId);
      const rows = await query.where('item_id', 'in', batch).execute();
      for (const row of rows.map(taggingOf)) this.snapshot.taggings.set(taggingKey(row), row);
    }
  }

  async dependencies(column: 'item_id' | 'target_id', ids: readonly Id[]): Promise<void> {
    for (const batch of batches(ids)) {
      const query = this.#tx.selectFrom('dependency').selectAll().where('project_id', '=', this.#projectId);
      const rows = await query.where(column, 'in', batch).execute();
      for (const row of rows.map(dependencyOf)) this.snapshot.dependencies.set(dependencyKey(row), row);
    }
  }

  #add(rows: readonly Parameters<typeof itemOf>[0][]): void {
    for (const row of rows) this.snapshot.items.set(row.id, itemOf(row));
  }
}
