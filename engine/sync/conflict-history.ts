/** All versions of both sides of a conflict: what this machine has, and what waits to be applied. */
import type { ConflictHistory } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';
import { viewOf } from '../snapshot/history.ts';

/** Versions of a side that are told at most, the newest. */
const MOST = 500;

/** Newest first. O(staged rows). @throws {CairnError} not-found */
export function conflictHistory(project: Project, conflictId: string): ConflictHistory {
  const conflict = project.staging.conflict(conflictId);
  if (!conflict)
    throw new CairnError('not-found', said`There is no conflict ${conflictId}`, { id: conflictId });
  const { mine, theirs } = conflict;
  const told = (name: string, checkpoints: readonly LocalCheckpoint[]) =>
    checkpoints
      .slice(-MOST)
      .reverse()
      .map((checkpoint) => viewOf(project, name, checkpoint));
  return {
    mine: told(mine.name, project.checkpoints.of(mine.id)),
    theirs: told(theirs.name, onStudio(project, theirs.id)),
  };
}

/** What the studio has of an asset, as far as it is known here; oldest first. */
function onStudio(project: Project, assetId: Id): LocalCheckpoint[] {
  const known = project.checkpoints.of(assetId).filter((checkpoint) => checkpoint.rev > 0);
  const found = new Map(known.map((checkpoint) => [checkpoint.id, checkpoint]));
  for (const row of project.staging.staged()) {
    if (row.kind === 'checkpoint' && row.row.assetId === assetId)
      found.set(row.row.id, { ...row.row, rev: row.revision });
  }
  return [...found.values()].sort((a, b) => a.version - b.version);
}
