/** What this member is entitled to, and what of it a sync brings down. */
import { type Id, ROOT } from '../domain/rows.ts';
import { visibleAssets } from '../domain/visibility.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

function visible(project: Project, readAll: boolean): Set<Id> {
  return visibleAssets({
    items: reachable(project.items.live()),
    dependencies: project.dependencies.present().map((d) => ({ itemId: d.itemId, targetId: d.member })),
    userId: project.me,
    readAll,
  });
}

/** Items of which everything above is live too. */
function reachable(items: readonly LocalItem[]): LocalItem[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const known = new Map<Id, boolean>([[ROOT, true]]);
  const isReachable = (id: Id): boolean => {
    const told = known.get(id);
    if (told !== undefined) return told;
    // So that a loop ends.
    known.set(id, false);
    const item = byId.get(id);
    const found = item !== undefined && isReachable(item.parentId);
    known.set(id, found);
    return found;
  };
  return items.filter((item) => isReachable(item.id));
}

/** Assets whose content this member may have. */
export const entitled = (project: Project): Set<Id> =>
  visible(project, project.team.permissions(project.me).has('content.read-all'));

/** Whether a version's content can be had: here already, entitled to its asset, or my own. */
export const isObtainable = (
  project: Project,
  checkpoint: LocalCheckpoint,
  mayHave: ReadonlySet<Id>,
): boolean =>
  mayHave.has(checkpoint.assetId) ||
  checkpoint.rev === 0 ||
  checkpoint.authorId === project.me ||
  project.chunks.has(checkpoint.manifest);

/** Newest checkpoints that a sync brings: of what is shared with or assigned to me, and of the files on this disk. */
export function wanted(project: Project): LocalCheckpoint[] {
  const assets = visible(project, false);
  for (const file of project.working.all()) assets.add(file.itemId);
  return [...project.checkpoints.latest()]
    .filter(([id]) => assets.has(id))
    .map(([, checkpoint]) => checkpoint);
}
