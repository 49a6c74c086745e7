/** The staged rows into their tables, merged with local edits; names are settled afterwards. */
import { mergeItem } from '../domain/merge.ts';
import { nameKey, tagKey } from '../domain/names.ts';
import type { Checkpoint, Dependency, Id, Item, Row, Tagging } from '../domain/rows.ts';
import { isLive, type LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { MemberSet } from '../project/sets.ts';
import { Arrivals, purgedThere, trashedHere, trashedThere } from './arrivals.ts';
import { forgetMoved, mergeItems, undoMerge } from './merge-items.ts';
import type { Pieces } from './pieces.ts';

/** Runs inside the applying transaction. What was purged keeps its contents until `dropPurged`. */
export function* applyRows(project: Project, now: number): Pieces<Arrivals> {
  const arrivals = new Arrivals(project);
  for (const row of project.staging.staged()) {
    arrivals.rows++;
    applyRow(project, row, arrivals, now);
    yield;
  }
  undoMergesInCircles(project, arrivals);
  // After all rows, so that the target and everything the studio moved itself is there already.
  for (const [id, before] of arrivals.redirects) {
    const into = followRedirect(project, id, before, now);
    if (into) arrivals.moved.add(into.id);
    yield;
  }
  undoMergesInto(project, arrivals);
  project.versionEdits.settle();
  return arrivals;
}

function applyRow(project: Project, row: Row, arrivals: Arrivals, now: number): void {
  switch (row.kind) {
    case 'item':
      return applyItem(project, row.row, row.revision, arrivals, now);
    case 'checkpoint':
      return applyCheckpoint(project, row.row, row.revision, arrivals);
    case 'tagging':
      if (row.row.present) takeSpelling(project, row.row);
      return applyMembership(project.tags, row.row, row.row.tag, row.revision, arrivals);
    case 'dependency':
      return applyMembership(project.dependencies, row.row, row.row.targetId, row.revision, arrivals);
    case 'member':
      return project.team.putMember(row.row, row.revision);
    case 'role':
      return project.team.putRole(row.row, row.revision);
    case 'project':
      return project.setMeta('project-name', row.row.name);
  }
}

function applyItem(project: Project, theirs: Item, revision: number, arrivals: Arrivals, now: number): void {
  const mine = project.items.get(theirs.id);
  arrivals.item(mine, theirs);
  if (!mine) return project.items.add(theirs, revision, keyOfNew(project, theirs));
  // What was purged or merged there takes no edits any more.
  if (theirs.purged || theirs.mergedInto !== '') return project.items.put(theirs, revision, undefined, null);
  // An unsent row with the same id is the echo of a push whose answer was lost: what differs was edited since.
  const merged = mergeItem(mine, mine.rev === 0 ? theirs : mine.base, theirs);
  project.items.replace(mine, merged.row, revision, merged.base);
  for (const lost of merged.superseded) {
    project.staging.supersede(theirs.id, lost.field, lost.mine, lost.theirs, now);
  }
}

/** Where the place is free the key is given at once; whoever has it may be about to give it up. */
function keyOfNew(project: Project, item: Item): string | null {
  const key = nameKey(item.name);
  return isLive(item) && !project.items.isTaken(item.parentId, key) ? key : null;
}

/** A purged item keeps only its tombstone. Checkpoints that were never sent stay: nothing else holds them. */
export function* dropPurged(project: Project, { purged }: Arrivals): Pieces {
  for (const itemId of purged) {
    for (const id of forgetMoved(project, itemId)) {
      project.db.run('DELETE FROM checkpoint WHERE id = ? AND rev > 0', id);
    }
    project.db.run('DELETE FROM checkpoint WHERE asset_id = ? AND rev > 0', itemId);
    project.tags.removeOf(itemId);
    project.dependencies.removeOf(itemId);
    project.working.remove(itemId);
    yield;
  }
}

function applyCheckpoint(project: Project, theirs: Checkpoint, revision: number, arrivals: Arrivals): void {
  const asset = project.items.isPurged(theirs.assetId) ? project.items.get(theirs.assetId) : undefined;
  if (asset && purgedThere(asset)) return;
  if (arrivals.notesNews && project.checkpoints.get(theirs.id)?.assetId !== theirs.assetId)
    arrivals.worked(theirs.assetId);
  if (project.checkpoints.has(theirs.id)) project.checkpoints.put(theirs, revision);
  else project.checkpoints.add(theirs, revision);
}

/** A tag that I gave the item as well, in another spelling and unsent, is this one. */
function takeSpelling({ tags }: Project, { itemId, tag }: Tagging): void {
  for (const { member, present, rev, base } of tags.unsentOf(itemId)) {
    if (!present || member === tag || tagKey(member) !== tagKey(tag)) continue;
    if (rev === 0) tags.remove(itemId, member);
    else if (base === false) tags.set(itemId, member, false);
  }
}

function applyMembership(
  set: MemberSet,
  row: Tagging | Dependency,
  member: string,
  revision: number,
  arrivals: Arrivals,
): void {
  const mine = set.get(row.itemId, member);
  if (row.present && !(mine?.base ?? mine?.present)) arrivals.worked(row.itemId);
  const changedHere = mine?.base !== undefined && mine.present !== row.present;
  const keep = changedHere && mine.base === row.present;
  if (keep) set.put(row.itemId, member, mine.present, revision, mine.base);
  else set.put(row.itemId, member, row.present, revision, undefined);
}

/** Whatever here still points at a merged item points at what took its place. @returns that */
function followRedirect(
  project: Project,
  id: Id,
  before: LocalItem | undefined,
  now: number,
): LocalItem | undefined {
  const from = project.items.get(id);
  // What that was merged into in turn may be on the way as well.
  const into = from && project.items.followed(from.mergedInto);
  if (!from || !into) return undefined;
  forgetMoved(project, id);
  // With my edits, so that they are listed: a redirect takes none. Where I had merged it they were listed then.
  const mine =
    before?.base && before.mergedInto === ''
      ? { ...before, mergedInto: from.mergedInto, rev: from.rev }
      : from;
  mergeItems(project, mine, into, now);
  if (before && trashedHere(before)) project.staging.supersede(into.id, 'trashed', 'true', 'merged', now);
  return into;
}

/** A merge that was not sent, and that the studio has the other way round by now, did not happen. */
function undoMergesInCircles(project: Project, { redirects }: Arrivals): void {
  if (redirects.size === 0) return;
  for (const { id, base } of project.items.outbox()) {
    if (base?.mergedInto === '' && leadsBack(project, id)) undoMerge(project, id);
  }
}

function leadsBack(project: Project, id: Id): boolean {
  const seen = new Set<Id>();
  for (
    let at = project.items.get(id)?.mergedInto;
    at && !seen.has(at);
    at = project.items.get(at)?.mergedInto
  ) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

/** A merge that was not sent, into something that is gone by now, or lies in what is, did not happen. */
function undoMergesInto(project: Project, arrivals: Arrivals): void {
  if (arrivals.gone.size === 0 && arrivals.moved.size === 0) return;
  for (const { id, base, mergedInto } of project.items.outbox()) {
    if (base?.mergedInto === '' && isNewlyGone(project, mergedInto, arrivals)) undoMerge(project, id);
  }
}

/** Whether it came into the trash, or was purged, by somebody else's doing. Loops are not settled yet, and end here. */
function isNewlyGone(project: Project, id: Id, { gone, moved }: Arrivals): boolean {
  const chain = new Set<Id>();
  let isMoved = false;
  let isInTrash = false;
  for (let at = project.items.get(id); at && !chain.has(at.id); at = project.items.get(at.parentId)) {
    if (gone.has(at.id)) return true;
    chain.add(at.id);
    isMoved ||= moved.has(at.id);
    isInTrash ||= trashedThere(at);
  }
  return isMoved && isInTrash;
}
