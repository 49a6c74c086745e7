/** What this member is entitled to, and what of it a sync brings down. */
import type { Id } from '../domain/rows.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';

/**
 * Those of these live assets whose content this member may have. Costs what is above them and depends on them.
 * @param assetIds assets of which everything above is live too
 */
export function entitled(project: Project, assetIds: Iterable<Id>): Set<Id> {
  if (project.team.permissions(project.me).has('content.read-all')) return new Set(assetIds);
  return project.visible.among(project.me, assetIds);
}

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

/** Assets of which a sync brings the newest version: shared with or assigned to me, or their file is on this disk. May repeat. */
export function* wantedAssets(project: Project): Generator<Id> {
  yield* project.visible.all(project.me);
  yield* project.working.ids();
}

/** Their newest versions. */
export function* wanted(project: Project): Generator<LocalCheckpoint> {
  for (const id of wantedAssets(project)) {
    const newest = project.checkpoints.latestOf(id);
    if (newest) yield newest;
  }
}
