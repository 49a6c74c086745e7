/** Merge: two items become one under the studio's id (sync.md, "Merge"). */
import { tagKey } from '../domain/names.ts';
import type { Id, Item } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { MemberSet } from '../project/sets.ts';
import { storedObject } from '../project/stored.ts';

/** Fields that stay the target's; where the other side's differs it is listed as superseded. */
const KEPT = [
  'status',
  'assigneeId',
  'type',
  'description',
  'task',
  'shared',
] as const satisfies readonly (keyof Item)[];

/**
 * Moves everything of `from` to `into`: checkpoints on top in their order, tags and dependencies united, children,
 * the file on disk, and whatever pointed at `from`. `from` disappears where the studio never knew it, and becomes a
 * redirect otherwise. Children are left without name keys: equal names below are the caller's to settle.
 *
 * Where the studio has the merge already (`from` is a redirect), nobody here has decided what goes on top of what: checkpoints that were
 * not sent keep what they were made on, so that it shows whether that is still the newest.
 */
export function mergeItems(project: Project, from: LocalItem, into: LocalItem, now: number): void {
  const isDecidedHere = from.mergedInto === '';
  listSuperseded(project, from, into, now);
  const moved: Moved = {
    into: into.id,
    checkpoints: stackCheckpoints(project, from.id, into.id, isDecidedHere),
    ...uniteSets(project, from.id, into.id),
    children: moveChildren(project, from, into.id),
  };
  moveFile(project, from.id, into.id, isDecidedHere);
  if (from.rev === 0) {
    project.tags.removeOf(from.id);
    project.dependencies.removeOf(from.id);
    project.db.run('DELETE FROM dependency WHERE target_id = ?', from.id);
    project.items.remove(from.id);
  } else if (isDecidedHere) {
    project.items.edit(from.id, { mergedInto: into.id }, false);
    project.setMeta(`moved/${from.id}`, JSON.stringify(moved));
  }
}

/** Where both have a file here, that of whoever merges is the newest version; other files stay on disk, untracked. */
function moveFile({ working }: Project, fromId: Id, intoId: Id, isDecidedHere: boolean): void {
  if (working.get(fromId) === undefined) return;
  if (isDecidedHere) working.remove(intoId);
  if (working.get(intoId) === undefined) working.reassign(fromId, intoId);
}

/** @returns those that are something still; redirects and tombstones are nowhere, so nothing is sent about them. */
function moveChildren(project: Project, from: LocalItem, parentId: Id): Id[] {
  const moved: Id[] = [];
  for (const child of project.items.children(from.id)) {
    if (child.mergedInto === '' && !child.purged) {
      project.items.edit(child.id, { parentId }, false);
      moved.push(child.id);
    } else if (from.rev === 0) {
      const { parentId: _at, ...base } = child.base ?? {};
      project.items.put({ ...child, parentId }, child.rev, base, null);
    }
  }
  return moved;
}

/** What a merge that the studio does not know yet has moved, so that it can be undone. */
interface Moved {
  readonly into: Id;
  readonly checkpoints: readonly Id[];
  readonly tags: readonly string[];
  readonly dependencies: readonly Id[];
  readonly holders: readonly Id[];
  readonly children: readonly Id[];
}

/** The studio has the merge, or the item is purged: it cannot be undone any more. @returns the checkpoints it moved */
export function forgetMoved(project: Project, fromId: Id): readonly Id[] {
  const moved = movedOf(project, fromId);
  project.removeMeta(`moved/${fromId}`);
  return moved?.checkpoints ?? [];
}

const movedOf = (project: Project, fromId: Id): Moved | undefined => {
  const text = project.meta(`moved/${fromId}`);
  return text === '' ? undefined : storedObject<Moved>('a merge', text);
};

/**
 * Takes back a merge that was not sent: `from` is an item again, with what was its own. Its name, and those of what
 * lies in it, are the caller's to settle.
 */
export function undoMerge(project: Project, fromId: Id): void {
  const moved = movedOf(project, fromId);
  project.items.edit(fromId, { mergedInto: '' }, false);
  if (!moved) return;
  let version = 0;
  let below = '';
  for (const id of moved.checkpoints) {
    const checkpoint = project.checkpoints.get(id);
    if (!checkpoint) continue;
    // What was not sent is made on what was its own again, whatever others have put on top of that meanwhile.
    const parentId = checkpoint.rev === 0 ? below : checkpoint.parentId;
    project.checkpoints.put({ ...checkpoint, assetId: fromId, version: ++version, parentId }, checkpoint.rev);
    below = id;
  }
  const file = project.working.get(moved.into);
  if (file && moved.checkpoints.includes(file.baseId)) project.working.reassign(moved.into, fromId);
  for (const tag of moved.tags) project.tags.set(moved.into, tag, false);
  for (const id of moved.dependencies) project.dependencies.set(moved.into, id, false);
  for (const holder of moved.holders) {
    project.dependencies.set(holder, moved.into, false);
    project.dependencies.set(holder, fromId, true);
  }
  for (const id of moved.children) {
    if (project.items.get(id)?.parentId === moved.into) {
      project.items.edit(id, { parentId: fromId }, false);
    }
  }
  project.removeMeta(`moved/${fromId}`);
}

function listSuperseded(project: Project, from: LocalItem, into: LocalItem, now: number): void {
  for (const field of KEPT) {
    const mine = from[field];
    const isMyEdit = from.base !== undefined && field in from.base;
    // Of a merge that somebody else decided only my edits are mine. Emptiness is a value where I chose it.
    const isListed = isMyEdit || (from.mergedInto === '' && mine !== '' && mine !== false);
    if (mine === into[field] || !isListed) continue;
    project.staging.supersede(into.id, field, String(mine), String(into[field]), now);
  }
}

/** @returns the checkpoints that were moved, in order. */
function stackCheckpoints(project: Project, fromId: Id, intoId: Id, isDecidedHere: boolean): Id[] {
  let top = project.checkpoints.latestOf(intoId);
  const history = project.checkpoints.of(fromId);
  for (const checkpoint of history) {
    const moved = {
      ...checkpoint,
      assetId: intoId,
      version: (top?.version ?? 0) + 1,
      // What the studio has is moved by it; what it has not yet must name its newest, or my own below it.
      parentId:
        checkpoint.rev === 0 && (isDecidedHere || top?.rev === 0) ? (top?.id ?? '') : checkpoint.parentId,
    };
    project.checkpoints.put(moved, checkpoint.rev);
    top = { ...moved, rev: checkpoint.rev };
  }
  return history.map((checkpoint) => checkpoint.id);
}

/** @returns what the target has in addition now. */
function uniteSets(project: Project, fromId: Id, intoId: Id) {
  const tags = lackingTags(project.tags, fromId, intoId);
  for (const tag of tags) project.tags.set(intoId, tag, true);
  const dependencies = lacking(project.dependencies, fromId, intoId).filter((id) => id !== intoId);
  for (const id of dependencies) project.dependencies.set(intoId, id, true);
  const holders: Id[] = [];
  for (const holder of project.dependencies.holding(fromId)) {
    if (holder.present && holder.itemId !== intoId) {
      project.dependencies.set(holder.itemId, intoId, true);
      holders.push(holder.itemId);
    }
    project.dependencies.set(holder.itemId, fromId, false);
  }
  return { tags, dependencies, holders };
}

const lacking = (set: MemberSet, fromId: Id, intoId: Id): string[] =>
  set
    .of(fromId)
    .filter(({ present, member }) => present && !set.get(intoId, member)?.present)
    .map(({ member }) => member);

/** However they are spelled, equal ones are one: the target's spelling stays. */
function lackingTags(tags: MemberSet, fromId: Id, intoId: Id): string[] {
  const known = new Set(tags.of(intoId).flatMap(({ present, member }) => (present ? [tagKey(member)] : [])));
  return lacking(tags, fromId, intoId).filter((tag) => {
    const isNew = !known.has(tagKey(tag));
    known.add(tagKey(tag));
    return isNew;
  });
}
