/** Where an item lies on disk now, which is not where its row says once a teammate has renamed something above it. */
import { nameKey } from '../domain/names.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

/** The path of the item's file or folder relative to the working folder; undefined where nothing of it is on disk. */
export function diskPath(project: Project, item: LocalItem): string | undefined {
  if (item.kind === 'asset') return project.working.get(item.id)?.path;
  for (const below of project.paths.below(item.id)) {
    if (below.kind !== 'asset') continue;
    const file = project.working.get(below.id);
    if (!file) continue;
    const depth = depthBelow(project, below, item.id);
    const folder = file.path.split('/').slice(0, -depth);
    if (nameKey(folder.at(-1) ?? '') === nameKey(item.name)) return folder.join('/');
  }
  return undefined;
}

function depthBelow(project: Project, item: LocalItem, ancestorId: string): number {
  let depth = 1;
  for (let at = item.parentId; at !== ancestorId; at = project.items.get(at)?.parentId ?? ancestorId) depth++;
  return depth;
}
