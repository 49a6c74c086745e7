/** Histories that grew on both sides since their common base. */
import { v7 as uuid } from 'uuid';
import type { Decision } from '../api.ts';
import { nameKey, nameProblem } from '../domain/names.ts';
import type { Id } from '../domain/rows.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { ConflictLog } from './conflict-log.ts';

/** O(unsent checkpoints). */
export function settleDiverged(project: Project, log: ConflictLog, now: number): void {
  const assets = new Set(project.checkpoints.outbox().map((c) => c.assetId));
  for (const id of assets) {
    const item = project.items.get(id);
    const [mine, theirs] = tips(project, id);
    if (!item || item.purged || !mine || !theirs || mine.parentId === theirs.id) continue;
    const decision = log.meet('diverged', item, item);
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
  if (decision.choice === 'rename') return separate(project, item, decision.name ?? '', now);
  const top = stackMine(project, item.id, theirs);
  if (decision.choice === 'stack-theirs') {
    const comment = `Back to version ${theirs.version}`;
    const again = {
      ...theirs,
      id: uuid(),
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

/** Keeps mine as an asset of its own; the working file goes with it. */
function separate(project: Project, item: LocalItem, name: string, now: number): boolean {
  if (nameProblem(name) !== undefined || project.items.byKey(item.parentId, nameKey(name))) return false;
  const mine = project.checkpoints.unsentOf(item.id);
  const copy = {
    ...item,
    id: uuid(),
    name,
    createdBy: project.me,
    createdAt: now,
    task: false,
    assigneeId: '',
  };
  project.items.create(copy);
  for (const tag of project.tags.of(item.id)) if (tag.present) project.tags.set(copy.id, tag.member, true);
  for (const dependency of project.dependencies.of(item.id)) {
    if (dependency.present) project.dependencies.set(copy.id, dependency.member, true);
  }
  let parentId = '';
  mine.forEach((checkpoint, index) => {
    project.checkpoints.put({ ...checkpoint, assetId: copy.id, version: index + 1, parentId }, 0);
    parentId = checkpoint.id;
  });
  const file = project.working.get(item.id);
  if (file) {
    project.working.reassign(item.id, copy.id);
    project.working.plan(file.path, file.path.slice(0, file.path.lastIndexOf('/') + 1) + name);
  }
  return true;
}
