/** The visible set of a member the plain way: over everything. */
import { type Dependency, type Id, type Item, ROOT } from '../../engine/domain/rows.ts';
import { visibleAssets } from '../../engine/domain/visibility.ts';

export function visibleTo(userId: Id, items: readonly Item[], dependencies: readonly Dependency[]): Set<Id> {
  const byId = new Map(items.map((item) => [item.id, item]));
  const isReachable = (item: Item | undefined, below: readonly Item[] = []): boolean =>
    item !== undefined &&
    !below.includes(item) &&
    !(item.trashed || item.purged || item.mergedInto !== '') &&
    (item.parentId === ROOT || isReachable(byId.get(item.parentId), [...below, item]));
  return visibleAssets({
    items: items.filter((item) => isReachable(item)),
    dependencies: dependencies.filter(({ present }) => present),
    userId,
    readAll: false,
  });
}
