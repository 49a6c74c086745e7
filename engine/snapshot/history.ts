/** The history of one asset. */
import type { CheckpointView } from '../api.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';
import { previewView } from './pictured.ts';

/** Newest first. @throws {CairnError} not-found */
export function history(project: Project, path: string): { path: string; checkpoints: CheckpointView[] } {
  const item = project.paths.requireAsset(path);
  const checkpoints = project.checkpoints
    .of(item.id)
    .map((checkpoint) => viewOf(project, item.name, checkpoint));
  return { path: project.paths.of(item.id), checkpoints: checkpoints.reverse() };
}

/**
 * A checkpoint as people see it.
 * @param name of its asset
 */
export function viewOf(project: Project, name: string, checkpoint: LocalCheckpoint): CheckpointView {
  const { versionEdits } = project;
  return {
    version: checkpoint.version,
    id: checkpoint.id,
    author: project.userName(checkpoint.authorId),
    time: checkpoint.createdAt,
    comment: checkpoint.comment,
    size: checkpoint.size,
    status: checkpoint.status,
    contentHash: checkpoint.contentHash,
    local: project.holds(checkpoint),
    unsent: checkpoint.rev === 0 || versionEdits.wanted(checkpoint.id) !== undefined,
    trashed: versionEdits.isTrashed(checkpoint),
    preview: previewView(project, name, checkpoint),
  };
}
