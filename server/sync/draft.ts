/** A project as it will be after a push: the snapshot with what the changes accepted so far put over it. */
import { tagKey } from '../../engine/domain/names.ts';
import { type Id, ITEM_FIELDS, type ItemField, ROOT } from '../../engine/domain/rows.ts';
import { MAX_TOUCHED_ROWS } from '../../proto/limits.ts';
import type { StoredCheckpoint, StoredDependency, StoredItem, StoredTagging } from '../metadata/rows.ts';
import { siblingKey, takesName } from '../metadata/rows.ts';
import { Rejection } from './rejection.ts';
import { dependencyKey, type Snapshot, taggingKey } from './snapshot.ts';

/** Rows by key that differ from the snapshot; null: dropped. */
type Overlay<T> = Map<string, T | null>;

export class Draft {
  readonly snapshot: Snapshot;
  readonly revision: number;
  readonly items = new Map<Id, StoredItem>();
  readonly checkpoints: Overlay<StoredCheckpoint> = new Map();
  readonly taggings: Overlay<StoredTagging> = new Map();
  readonly dependencies: Overlay<StoredDependency> = new Map();
  /** Which change gave an item the place and name it has now. */
  readonly namedBy = new Map<Id, number>();
  /** Grows with every change made to the draft. */
  mutations = 0;
  /** Items that were not there before. */
  made = 0;
  readonly #histories = new Map<Id, Set<Id>>();
  readonly #children = new Map<Id, Set<Id>>();

  constructor(snapshot: Snapshot, revision: number) {
    this.snapshot = snapshot;
    this.revision = revision;
    for (const row of snapshot.checkpoints.values()) this.#history(row.assetId).add(row.id);
    for (const item of snapshot.items.values()) this.#childrenOf(item.parentId).add(item.id);
  }

  item(id: Id): StoredItem | undefined {
    return this.items.get(id) ?? this.snapshot.items.get(id);
  }

  /** The item that `id` stands for once redirects are followed. */
  resolve(id: Id): StoredItem | undefined {
    let item = this.item(id);
    while (item && item.mergedInto !== '') item = this.item(item.mergedInto);
    return item;
  }

  /** `id` itself and everything above it, nearest first. */
  *chain(id: Id): Generator<StoredItem, void, undefined> {
    for (
      let item = this.item(id);
      item;
      item = item.parentId === ROOT ? undefined : this.item(item.parentId)
    ) {
      yield item;
    }
  }

  /** Loaded items whose parent is `id`, without tombstones. */
  children(id: Id): StoredItem[] {
    const found = [...this.#childrenOf(id)].map((child) => this.item(child)!);
    return found.filter((item) => !item.purged);
  }

  putItem(item: StoredItem, index: number): void {
    const before = this.item(item.id);
    const revisions: Record<string, number> = { ...before?.fieldRevisions };
    if (!before) {
      revisions['*'] = this.revision;
      this.made++;
    }
    const changed = before ? changedFields(before, item) : [];
    for (const field of changed) revisions[field] = this.revision;
    this.#count();
    this.items.set(item.id, { ...item, revision: this.revision, fieldRevisions: revisions });
    if (before) this.#childrenOf(before.parentId).delete(item.id);
    this.#childrenOf(item.parentId).add(item.id);
    if (takesName(item) && (!before || !takesName(before) || siblingKey(before) !== siblingKey(item))) {
      this.namedBy.set(item.id, index);
    }
  }

  checkpoint(id: Id): StoredCheckpoint | undefined {
    const changed = this.checkpoints.get(id);
    return changed === null ? undefined : (changed ?? this.snapshot.checkpoints.get(id));
  }

  /** An asset's checkpoints, oldest first. */
  history(assetId: Id): StoredCheckpoint[] {
    const rows = [...this.#history(assetId)].map((id) => this.checkpoint(id)!);
    return rows.sort((a, b) => a.version - b.version);
  }

  putCheckpoint(row: StoredCheckpoint): void {
    const before = this.checkpoint(row.id);
    if (before) this.#history(before.assetId).delete(row.id);
    this.#history(row.assetId).add(row.id);
    this.#count();
    this.checkpoints.set(row.id, { ...row, revision: this.revision });
  }

  dropCheckpoint(row: StoredCheckpoint): void {
    this.mutations++;
    this.#history(row.assetId).delete(row.id);
    this.checkpoints.set(row.id, null);
  }

  tagging(key: string): StoredTagging | undefined {
    const changed = this.taggings.get(key);
    return changed === null ? undefined : (changed ?? this.snapshot.taggings.get(key));
  }

  putTagging(itemId: Id, tag: string, present: boolean): void {
    const key = taggingKey({ itemId, tag });
    if ((this.tagging(key)?.present ?? false) === present) return;
    this.#count();
    this.taggings.set(key, { itemId, tag, present, revision: this.revision });
  }

  /** Keys of the tags that an item has: however they are spelled, equal ones are one. */
  tagKeys(itemId: Id): Set<string> {
    const present = this.allTaggings().filter((row) => row.present && row.itemId === itemId);
    return new Set(present.map(({ tag }) => tagKey(tag)));
  }

  dependency(key: string): StoredDependency | undefined {
    const changed = this.dependencies.get(key);
    return changed === null ? undefined : (changed ?? this.snapshot.dependencies.get(key));
  }

  putDependency(itemId: Id, targetId: Id, present: boolean): void {
    const key = dependencyKey({ itemId, targetId });
    if ((this.dependency(key)?.present ?? false) === present) return;
    this.#count();
    this.dependencies.set(key, { itemId, targetId, present, revision: this.revision });
  }

  /** Every tagging and dependency there is now, of the loaded items. */
  allTaggings(): StoredTagging[] {
    return union(this.snapshot.taggings, this.taggings);
  }

  allDependencies(): StoredDependency[] {
    return union(this.snapshot.dependencies, this.dependencies);
  }

  #history(assetId: Id): Set<Id> {
    return entry(this.#histories, assetId);
  }

  #childrenOf(id: Id): Set<Id> {
    return entry(this.#children, id);
  }

  #count(): void {
    const touched = this.items.size + this.checkpoints.size + this.taggings.size + this.dependencies.size;
    this.mutations++;
    if (touched >= MAX_TOUCHED_ROWS)
      throw new Rejection('too-large', 'This would change too much at once: do it in smaller steps');
  }
}

function entry(map: Map<Id, Set<Id>>, key: Id): Set<Id> {
  const found = map.get(key) ?? new Set<Id>();
  map.set(key, found);
  return found;
}

function union<T>(before: ReadonlyMap<string, T>, changed: ReadonlyMap<string, T | null>): T[] {
  const rows: T[] = [];
  for (const [key, row] of before) if (!changed.has(key)) rows.push(row);
  for (const row of changed.values()) if (row) rows.push(row);
  return rows;
}

const changedFields = (before: StoredItem, after: StoredItem): ItemField[] =>
  ITEM_FIELDS.filter((field) => before[field] !== after[field]);
