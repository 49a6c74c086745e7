/**
 * Gives every row its name key again after a pull, and settles the clashes that this brings up: two live siblings
 * with one name, by create, rename, move or restore on either side.
 */
import type { ConflictKind } from '../api.ts';
import { beside } from '../domain/item-path.ts';
import { nameKey, nameProblem } from '../domain/names.ts';
import type { Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { ConflictLog } from './conflict-log.ts';
import { diskPath } from './disk-path.ts';
import { mergeItems } from './merge-items.ts';
import type { Pieces } from './pieces.ts';

const PAGE = 1_000;

/** Gives what is free its key, so that a name chosen from here on is checked against everything the studio has. */
export function* keyWhatIsFree(project: Project): Pieces {
  const { items } = project;
  for (let page = items.unkeyedPlaces('', PAGE); page.length > 0; ) {
    for (const [id, parentId, name] of page) {
      const key = nameKey(name);
      if (!items.isTaken(parentId, key)) items.setKey(id, key);
    }
    page = items.unkeyedPlaces(page.at(-1)![0], PAGE);
    yield;
  }
}

/** @param keyed what `Db.writes` was when everything that was free had its key */
export function* settleNames(project: Project, log: ConflictLog, now: number, keyed: number): Pieces {
  if (project.db.writes !== keyed) yield* keyWhatIsFree(project);
  const waiting = new Set<Id>();
  // Merging collections leaves more rows to settle, so passes are made until one changes nothing.
  for (let settled = true; settled; ) {
    settled = false;
    for (const item of unkeyed(project)) {
      if (!waiting.has(item.id) && settleOne(project, log, item, waiting, now)) settled = true;
      yield;
    }
  }
}

/** The rows without a key, read in pages and as they are when their turn comes: the loop may change them. */
function* unkeyed(project: Project): Generator<LocalItem> {
  let after = '';
  for (
    let page = project.items.unkeyed(after, PAGE);
    page.length > 0;
    page = project.items.unkeyed(after, PAGE)
  ) {
    const { writes } = project.db;
    for (const read of page) {
      after = read.id;
      const item = project.db.writes === writes ? read : project.items.get(read.id);
      if (item) yield item;
    }
  }
}

function settleFree(project: Project, item: LocalItem): LocalItem | undefined {
  const key = nameKey(item.name);
  const holder = project.items.byKey(item.parentId, key);
  if (holder && holder.id !== item.id) return holder;
  project.items.setKey(item.id, key);
  return undefined;
}

/** @returns whether anything was written; an undecided clash puts its row among `waiting`. */
function settleOne(
  project: Project,
  log: ConflictLog,
  item: LocalItem,
  waiting: Set<Id>,
  now: number,
): boolean {
  const holder = settleFree(project, item);
  if (!holder) return true;
  const [mine, theirs] = sides(item, holder);
  const kind = kindOf(mine, theirs);
  const decision = log.meet(kind, mine, theirs);
  if (decision?.choice === 'rename' && renameMine(project, mine, theirs, decision.name ?? '')) return true;
  if (decision?.choice === 'rename') log.reopen(kind, mine, theirs);
  if (decision?.choice === 'merge' && kind !== 'file-folder') {
    log.enter(kind, mine, theirs);
    mergeItems(project, mine, theirs, now);
    project.items.setKey(theirs.id, nameKey(theirs.name));
    return true;
  }
  if (kind === 'collection-name' && project.items.hasChildren(mine.id)) {
    // Undecided: look one level deeper as if merged, so that what would clash below is shown at once.
    log.enter(kind, mine, theirs);
    mergeItems(project, mine, theirs, now);
    return true;
  }
  waiting.add(item.id);
  return false;
}

const namedHere = (item: LocalItem): boolean =>
  item.rev === 0 ||
  (item.base !== undefined && ('name' in item.base || 'parentId' in item.base || 'trashed' in item.base));

/** Which of two clashing rows is the local one: the one whose place was taken here and not yet told. */
function sides(item: LocalItem, holder: LocalItem): [mine: LocalItem, theirs: LocalItem] {
  if (namedHere(item)) return [item, holder];
  if (namedHere(holder)) return [holder, item];
  throw new CairnError('studio-garbage', `The studio has two live items named ${item.name} in one place`, {
    ids: [item.id, holder.id],
  });
}

function kindOf(mine: LocalItem, theirs: LocalItem): ConflictKind {
  if (mine.kind !== theirs.kind) return 'file-folder';
  return mine.kind === 'asset' ? 'asset-name' : 'collection-name';
}

/** @returns false where the name has been taken, or become impossible, since it was chosen. */
function renameMine(project: Project, mine: LocalItem, theirs: LocalItem, name: string): boolean {
  if (nameProblem(name) !== undefined || project.items.byKey(mine.parentId, nameKey(name))) return false;
  const from = diskPath(project, mine);
  project.items.edit(mine.id, { name });
  if (from !== undefined) project.working.plan(from, beside(from, name));
  project.items.setKey(theirs.id, nameKey(theirs.name));
  return true;
}
