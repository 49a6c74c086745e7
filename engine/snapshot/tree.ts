/** The live items of a project with their paths, in memory. */
import { nameKey } from '../domain/names.ts';
import { type Id, ROOT } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

export interface TreeItem {
  readonly item: LocalItem;
  readonly path: string;
}

export interface Tree {
  /** Parents before children. */
  readonly items: ReadonlyMap<Id, TreeItem>;
  /** By path key: the path with every component as its name key. */
  readonly byKey: ReadonlyMap<string, TreeItem>;
}

export const pathKey = (path: string): string => path.split('/').map(nameKey).join('/');

export const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

export function readTree(project: Project): Tree {
  const children = new Map<Id, LocalItem[]>();
  for (const item of project.items.live()) {
    const siblings = children.get(item.parentId);
    if (siblings) siblings.push(item);
    else children.set(item.parentId, [item]);
  }
  const items = new Map<Id, TreeItem>();
  const byKey = new Map<string, TreeItem>();
  const queue: { id: Id; path: string; key: string }[] = [{ id: ROOT, path: '', key: '' }];
  for (let at = queue.shift(); at; at = queue.shift()) {
    for (const item of children.get(at.id) ?? []) {
      const entry = { item, path: join(at.path, item.name) };
      const key = join(at.key, nameKey(item.name));
      items.set(item.id, entry);
      byKey.set(key, entry);
      if (item.kind === 'collection') queue.push({ id: item.id, path: entry.path, key });
    }
  }
  return { items, byKey };
}
