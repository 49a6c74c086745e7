/**
 * What content a member is entitled to: the engine plans downloads with this function and the studio
 * enforces it with the same one, so the two cannot disagree.
 *
 * Entitled are: assets in a shared collection or anywhere below one; tasks assigned to the member; everything
 * those depend on, transitively, where a dependency on a collection means all below it.
 */
import { type Dependency, type Id, type Item, ROOT } from './rows.ts';

export type VisibilityItem = Pick<Item, 'id' | 'kind' | 'parentId' | 'shared' | 'task' | 'assigneeId'>;

export interface VisibilityInput {
  /** Live items (neither trashed, nor below something trashed). */
  readonly items: Iterable<VisibilityItem>;
  /** Dependencies that are present. */
  readonly dependencies: Iterable<Pick<Dependency, 'itemId' | 'targetId'>>;
  readonly userId: Id;
  readonly readAll: boolean;
}

/** Ids of the assets whose content the member is entitled to. O(items + dependencies). */
export function visibleAssets(input: VisibilityInput): Set<Id> {
  const items = new Map<Id, VisibilityItem>();
  const children = new Map<Id, VisibilityItem[]>();
  for (const item of input.items) {
    items.set(item.id, item);
    const siblings = children.get(item.parentId);
    if (siblings) siblings.push(item);
    else children.set(item.parentId, [item]);
  }
  const needs = new Map<Id, Id[]>();
  for (const { itemId, targetId } of input.dependencies) {
    const targets = needs.get(itemId);
    if (targets) targets.push(targetId);
    else needs.set(itemId, [targetId]);
  }

  const seen = new Set<Id>();
  const queue: VisibilityItem[] = [];
  const enter = (item: VisibilityItem | undefined) => {
    if (!item || seen.has(item.id)) return;
    seen.add(item.id);
    queue.push(item);
  };
  for (const item of items.values()) {
    if (input.readAll || (item.kind === 'collection' && item.shared)) enter(item);
    else if (item.kind === 'asset' && item.task && item.assigneeId === input.userId) enter(item);
  }
  for (let item = queue.pop(); item; item = queue.pop()) {
    for (const target of needs.get(item.id) ?? []) enter(items.get(target));
    for (const child of children.get(item.id) ?? []) enter(child);
  }
  const assets = new Set<Id>();
  for (const id of seen) if (id !== ROOT && items.get(id)?.kind === 'asset') assets.add(id);
  return assets;
}

/** The soft lock: who may checkpoint this asset. */
export const mayCheckpoint = (item: Pick<Item, 'task' | 'assigneeId'>, userId: Id): boolean =>
  !item.task || item.assigneeId === userId;
