/** Histories that grew on both sides since their common base. */
import type { Decision } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import { newId } from '../ids.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { ConflictLog } from './conflict-log.ts';
import { assetsWithUnsent, isLockLost } from './lock-lost.ts';
import type { Pieces } from './pieces.ts';
import { isFree, separateAsset } from './separate.ts';

/** O(unsent checkpoints). */
export function* settleDiverged(project: Project, log: ConflictLog, now: number): Pieces {
  for (const id of assetsWithUnsent(project)) {
    yield;
    const item = project.items.get(id);
    const [mine, theirs] = tips(project, id);
    if (!item || item.purged || !mine || !theirs || mine.parentId === theirs.id) continue;
    if (isLockLost(project, item)) continue;
    // What both sides left in the trash keeps every version; nobody works on, so their order asks for no decision.
    if (!project.paths.reachable(item)) {
      stackMine(project, item.id, theirs);
      continue;
    }
    const versions = project.checkpoints.unsentOf(id).length;
    const decision = log.meet('diverged', item, item, { versions });
    if (decision && !carryOut(project, item, decision, theirs, now)) log.reopen('diverged', item, item);
  }
}

/** The first checkpoint that was never sent, and the newest that the studio has. */
function tips(project: Project, assetId: Id): [LocalCheckpoint | undefined, LocalCheckpoint | undefined] {
  const history = project.checkpoints.of(assetId);
  return [project.checkpoints.unsentOf(assetId)[0], history.filter((c) => c.rev > 0).at(-1)];
}

function carryOut(
  project: Project,
  item: LocalItem,
  decision: Decision,
  theirs: LocalCheckpoint,
  now: number,
): boolean {
  if (decision.choice === 'rename') {
    const place = { parentId: item.parentId, name: decision.name ?? '' };
    if (!isFree(project, place)) return false;
    separateAsset(project, item, place, now);
    return true;
  }
  const top = stackMine(project, item.id, theirs);
  if (decision.choice === 'stack-theirs') {
    const comment = `Back to version ${theirs.version}`;
    const again = {
      ...theirs,
      id: newId(),
      version: top.version + 1,
      parentId: top.id,
      comment,
      createdAt: now,
    };
    project.checkpoints.put({ ...again, authorId: project.me }, 0);
  }
  return true;
}

function stackMine(project: Project, assetId: Id, theirs: LocalCheckpoint): LocalCheckpoint {
  let top = theirs;
  for (const checkpoint of project.checkpoints.unsentOf(assetId)) {
    top = { ...checkpoint, version: top.version + 1, parentId: top.id };
    project.checkpoints.put(top, 0);
  }
  return top;
}
