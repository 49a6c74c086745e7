/** Whether a working file is a version of its asset already. */
import type { Id } from '../domain/rows.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';
import type { Survey } from '../snapshot/survey.ts';

/** The version of an asset that its file is, byte for byte, where that can be had again. */
export function recordedAs(project: Project, disk: Survey, itemId: Id): LocalCheckpoint | undefined {
  const file = disk.working(itemId);
  const held = file && project.checkpoints.withContent(itemId, file.contentHash);
  if (!held || disk.isUnreadable(itemId)) return undefined;
  return held.rev === 0 && !project.chunks.has(held.manifest) ? undefined : held;
}
