/** Giving up what the studio refused: rows become what the studio has; working files stay. */
import { type Id, ROOT } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { isLive, type LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import { diskPath } from '../sync/disk-path.ts';
import { freeName } from '../sync/keep-tree.ts';
import { undoMerge } from '../sync/merge-items.ts';
import { takeBackFields } from '../sync/take-back.ts';
import { requireFree } from './structure.ts';

/** An edit is undone, on disk too; an item that the studio never had is forgotten, with all below it. */
export function discardItem(project: Project, id: Id): void {
  const item = project.items.get(id);
  if (!item) return;
  if (item.rev === 0) return forget(project, id);
  const { base } = item;
  if (!base) return;
  if (base.mergedInto === '') return discardMerge(project, id);
  const { name = item.name, parentId = item.parentId, trashed = item.trashed } = base;
  if (!trashed) requireFree(project, parentId, name, id);
  requireApart(project, item, parentId);
  const from = diskPath(project, item);
  takeBackFields(project, id);
  if (from !== undefined && !trashed) project.working.plan(from, project.paths.of(id));
}

/** What it lay in before may have been moved into it since. */
function requireApart({ paths }: Project, { id, name }: LocalItem, parentId: Id): void {
  if (!paths.liesIn(parentId, id)) return;
  const text = said`${name} would lie in itself again: first move out of it what it lay in`;
  throw new CairnError('usage', text, { id });
}

/** The two are two again, under a free name each. */
function discardMerge(project: Project, id: Id): void {
  undoMerge(project, id);
  for (const item of [id, ...project.items.children(id).map((child) => child.id)]) {
    const { parentId, name } = project.items.get(item) ?? { parentId: ROOT, name: '' };
    if (!isLive(project.items.get(item) as LocalItem)) continue;
    project.items.edit(item, { name: freeName(project, parentId, name) });
  }
}

/** Rows only: the files become untracked. */
function forget(project: Project, id: Id): void {
  project.db.deferForeignKeys();
  for (const child of project.items.children(id)) {
    if (child.rev === 0) forget(project, child.id);
    else discardItem(project, child.id);
  }
  for (const checkpoint of project.checkpoints.of(id))
    project.staging.clearRejected('checkpoint', checkpoint.id);
  project.checkpoints.removeOf(id);
  project.tags.removeOf(id);
  project.dependencies.removeOf(id);
  project.db.run('DELETE FROM dependency WHERE target_id = ?', id);
  project.staging.clearRejected('item', id);
  project.working.remove(id);
  project.items.remove(id);
}

/**
 * This checkpoint and those made on top of it; the working file is based on what is left. Of one that the studio has, what
 * was done with it here.
 */
export function discardCheckpoints(project: Project, id: Id): void {
  const first = project.checkpoints.get(id);
  if (!first) return;
  if (first.rev > 0) return project.versionEdits.forget(id);
  const history = project.checkpoints.of(first.assetId);
  const left = history.filter((checkpoint) => checkpoint.rev > 0 || checkpoint.version < first.version);
  const gone = history.filter((checkpoint) => !left.includes(checkpoint));
  for (const checkpoint of gone) {
    project.staging.clearRejected('checkpoint', checkpoint.id);
    project.checkpoints.remove(checkpoint.id);
  }
  // The newest version cannot go to the trash, and one of these is the newest now.
  const newest = left.at(-1);
  if (newest && project.versionEdits.wanted(newest.id)) {
    project.versionEdits.forget(newest.id);
    // Where the studio has it, that it was refused is about the trash.
    if (newest.rev > 0) project.staging.clearRejected('checkpoint', newest.id);
  }
  const base = project.working.get(first.assetId)?.baseId;
  if (gone.some((checkpoint) => checkpoint.id === base)) {
    project.working.setBase(first.assetId, first.parentId);
  }
}

/** A tag or a dependency is as the studio has it again. */
export function discardMembership(project: Project, kind: string, key: string): void {
  const slash = key.indexOf('/');
  const [itemId, member] = [key.slice(0, slash), key.slice(slash + 1)];
  const set = kind === 'tagging' ? project.tags : project.dependencies;
  const found = set.get(itemId, member);
  if (!found) return;
  if (found.rev === 0) set.remove(itemId, member);
  else if (found.base !== undefined) set.set(itemId, member, found.base);
}
