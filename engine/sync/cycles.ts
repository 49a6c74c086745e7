/** Moves on both sides that together would make a collection its own ancestor. */
import { type Id, ROOT } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import type { LocalItem } from '../project/items.ts';
import { split } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { Arrivals } from './arrivals.ts';
import type { ConflictLog } from './conflict-log.ts';
import { diskPath } from './disk-path.ts';
import { keyWhatIsFree } from './names.ts';
import { atOnce, type Pieces } from './pieces.ts';
import { isFree, type Place } from './separate.ts';

/**
 * Finds loops that contain a local move and settles each by the user's decision. Without one the conflict is
 * recorded and the studio's place assumed, so that the rest can be looked at.
 */
export function* settleCycles(project: Project, log: ConflictLog): Pieces {
  // One move undone may make another close a loop: the places it counted on are the studio's again.
  for (let undone = true; undone; ) {
    undone = false;
    for (const item of project.items.moved()) {
      if (settleLoop(project, log, item)) undone = true;
      yield;
    }
  }
}

/** @returns whether the item was moved here into a loop. */
function settleLoop(project: Project, log: ConflictLog, moved: LocalItem): boolean {
  if (moved.base?.parentId === undefined || !loopThrough(project, moved)) return false;
  const other = project.items.get(moved.parentId) ?? moved;
  // Paths can only be told once the loop is open.
  const item = project.items.edit(moved.id, { parentId: moved.base.parentId }, false);
  const decision = log.meet('move-cycle', item, other);
  if (decision?.choice !== 'rename') return true;
  atOnce(keyWhatIsFree(project));
  if (!moveElsewhere(project, item, decision.name ?? '')) log.reopen('move-cycle', item, other);
  return true;
}

/** @returns false where the place is not there or not free any more. */
function moveElsewhere(project: Project, item: LocalItem, path: string): boolean {
  const onDisk = diskPath(project, item);
  const place = placeOf(project, item.id, path);
  if (!place || !isFree(project, place)) return false;
  project.items.edit(item.id, place);
  if (onDisk !== undefined) project.working.plan(onDisk, project.paths.of(item.id));
  return true;
}

/** The place a path means for an item; undefined where it lies in no collection, or in the item itself. */
export function placeOf(project: Project, itemId: Id, path: string): Place | undefined {
  const names = split(path);
  const name = names.at(-1);
  if (name === undefined) return undefined;
  const above = names.slice(0, -1).join('/');
  if (above === '') return { parentId: ROOT, name };
  const parent = project.paths.find(above);
  if (parent?.kind !== 'collection') return undefined;
  if (project.paths.liesIn(parent.id, itemId)) return undefined;
  return { parentId: parent.id, name };
}

function loopThrough(project: Project, item: LocalItem): boolean {
  const seen = new Set<Id>();
  for (let at: Id = item.parentId; at !== ROOT; at = project.items.get(at)?.parentId ?? ROOT) {
    if (at === item.id) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}

/**
 * Once no move of mine is in a loop any more. Whatever goes up from an item relies on it.
 * @throws {CairnError} studio-garbage, where the studio's own places make one
 */
export function* refuseLoops({ items }: Project, { places }: Arrivals): Pieces {
  const sound = new Set<Id>([ROOT]);
  for (const id of places) {
    const way = new Set<Id>();
    for (let at = id; !sound.has(at); at = items.get(at)?.parentId ?? ROOT) {
      if (way.has(at)) {
        const name = items.get(at)?.name ?? '';
        throw new CairnError(
          'studio-garbage',
          said`On the studio, ${name} lies in itself. Nothing was applied.`,
          { id: at },
        );
      }
      way.add(at);
    }
    for (const one of way) sound.add(one);
    yield;
  }
}
