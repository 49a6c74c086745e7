/** The staged rows into their tables, merged with local edits; names are settled afterwards. */
import { mergeItem } from '../domain/merge.ts';
import type { Checkpoint, Dependency, Item, Row, Tagging } from '../domain/rows.ts';
import type { Project } from '../project/project.ts';
import type { MemberSet } from '../project/sets.ts';
import { mergeItems } from './merge-items.ts';

/** @returns how many rows were applied. Runs inside the applying transaction. */
export function applyRows(project: Project, now: number): number {
  let count = 0;
  const redirects: Item[] = [];
  for (const row of project.staging.staged()) {
    count++;
    applyRow(project, row, now);
    if (row.kind === 'item' && row.row.mergedInto !== '') redirects.push(row.row);
  }
  // After all rows, so that the target and everything the studio moved itself is there already.
  for (const item of redirects) followRedirect(project, item, now);
  return count;
}

function applyRow(project: Project, row: Row, now: number): void {
  switch (row.kind) {
    case 'item':
      return applyItem(project, row.row, row.revision, now);
    case 'checkpoint':
      return applyCheckpoint(project, row.row, row.revision);
    case 'tagging':
      return applyMembership(project.tags, row.row, row.row.tag, row.revision);
    case 'dependency':
      return applyMembership(project.dependencies, row.row, row.row.targetId, row.revision);
    case 'member':
      return project.team.putMember(row.row, row.revision);
    case 'role':
      return project.team.putRole(row.row, row.revision);
    case 'project':
      return project.setMeta('project-name', row.row.name);
  }
}

function applyItem(project: Project, theirs: Item, revision: number, now: number): void {
  const mine = project.items.get(theirs.id);
  if (theirs.purged) {
    project.items.put(theirs, revision, undefined, null);
    dropContents(project, theirs.id);
    return;
  }
  if (!mine) {
    project.items.put(theirs, revision, undefined, null);
    return;
  }
  // An unsent row with the same id is the echo of a push whose answer was lost: what differs was edited since.
  const merged = mergeItem(mine, mine.rev === 0 ? theirs : mine.base, theirs);
  project.items.put(merged.row, revision, merged.base, null);
  for (const lost of merged.superseded) {
    project.staging.supersede(theirs.id, lost.field, lost.mine, lost.theirs, now);
  }
}

/** A purged item keeps only its tombstone. Checkpoints that were never sent stay: nothing else holds them. */
function dropContents(project: Project, itemId: string): void {
  project.db.run('DELETE FROM checkpoint WHERE asset_id = ? AND rev > 0', itemId);
  project.tags.removeOf(itemId);
  project.dependencies.removeOf(itemId);
  project.working.remove(itemId);
}

function applyCheckpoint(project: Project, theirs: Checkpoint, revision: number): void {
  if (project.items.get(theirs.assetId)?.purged) return;
  project.checkpoints.put(theirs, revision);
}

function applyMembership(set: MemberSet, row: Tagging | Dependency, member: string, revision: number): void {
  const mine = set.get(row.itemId, member);
  const changedHere = mine?.base !== undefined && mine.present !== row.present;
  const keep = changedHere && mine.base === row.present;
  if (keep) set.put(row.itemId, member, mine.present, revision, mine.base);
  else set.put(row.itemId, member, row.present, revision, undefined);
}

/** Whatever here still points at a merged item points at what took its place. */
function followRedirect(project: Project, item: Item, now: number): void {
  const from = project.items.get(item.id);
  const into = project.items.get(item.mergedInto);
  if (from && into) mergeItems(project, from, into, now);
}
