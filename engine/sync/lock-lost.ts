/** Unsent checkpoints on what has become somebody else's task. */
import type { Id } from '../domain/rows.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { ConflictLog } from './conflict-log.ts';
import type { Pieces } from './pieces.ts';
import { isFree, separateAsset } from './separate.ts';

/**
 * Whether the studio will refuse my checkpoints. An edit of mine that gives me the lock goes before them, one that
 * takes it from me after. What was made here keeps the history it was first sent with.
 */
export function isLockLost(project: Project, item: LocalItem): boolean {
  if (item.rev === 0 || mayCheckpoint(item, project.me)) return false;
  if (mayCheckpoint({ ...item, ...item.base }, project.me)) return false;
  const sent = project.checkpoints.of(item.id).some((checkpoint) => checkpoint.rev > 0);
  return item.createdBy !== project.me || sent;
}

/** O(unsent checkpoints). */
export function* settleLockLost(project: Project, log: ConflictLog, now: number): Pieces {
  for (const id of assetsWithUnsent(project)) {
    yield;
    const item = project.items.get(id);
    if (!item || !project.paths.reachable(item) || !isLockLost(project, item)) continue;
    if (isLeft(project, id)) {
      putOnTop(project, id);
      continue;
    }
    const versions = project.checkpoints.unsentOf(id).length;
    const decision = log.meet('lock-lost', item, item, { versions });
    if (decision?.choice === 'later') leave(project, item);
    if (decision?.choice !== 'rename') continue;
    const place = { parentId: item.parentId, name: decision.name ?? '' };
    if (isFree(project, place)) separateAsset(project, item, place, now);
    else log.reopen('lock-lost', item, item);
  }
}

export const assetsWithUnsent = (project: Project): Set<Id> =>
  new Set(project.checkpoints.outbox().map((checkpoint) => checkpoint.assetId));

/** Whether all of it is known to be refused, and was left for later. */
function isLeft(project: Project, id: Id): boolean {
  return project.checkpoints
    .unsentOf(id)
    .every((checkpoint) => project.staging.rejection('checkpoint', checkpoint.id)?.code === 'locked');
}

function leave(project: Project, item: LocalItem): void {
  const holder = item.assigneeId ? `a task of ${project.userName(item.assigneeId)}` : 'a task of nobody';
  for (const { id } of project.checkpoints.unsentOf(item.id)) {
    project.staging.reject('checkpoint', id, 'locked', `The asset is ${holder}`);
  }
  putOnTop(project, item.id);
}

/** Numbers mine above what the studio has by now; what they were made on stays written in them. */
function putOnTop(project: Project, id: Id): void {
  let version = project.checkpoints.of(id).findLast((checkpoint) => checkpoint.rev > 0)?.version ?? 0;
  for (const checkpoint of project.checkpoints.unsentOf(id)) {
    version++;
    if (checkpoint.version !== version) project.checkpoints.put({ ...checkpoint, version }, 0);
  }
}
