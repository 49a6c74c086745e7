/** Mine of a collection that is gone, as a collection of its own: what I made and checkpointed, not the rest. */
import { nameKey, numberedName } from '../domain/names.ts';
import type { Id } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import { diskPath } from './disk-path.ts';
import { copyItem, type Place, separateAsset } from './separate.ts';
import { takeBack } from './take-back.ts';
import type { Work } from './work.ts';

interface Kept {
  /** The collection as it was before. */
  readonly top: LocalItem;
  readonly place: Place;
  readonly works: readonly Work[];
  /** Items below as they were before. */
  readonly gone: ReadonlyMap<Id, LocalItem>;
}

export function keepTree(project: Project, { top, place, works, gone }: Kept, now: number): void {
  const before = (id: Id) => gone.get(id) ?? project.items.get(id);
  const copies = new Map<Id, Id>();
  const copyOf = (id: Id): Id => {
    const known = copies.get(id);
    if (known !== undefined) return known;
    if (id === top.id) {
      const copy = copyItem(project, top, place, now).id;
      copies.set(id, copy);
      return copy;
    }
    const current = project.items.get(id);
    const item = before(id);
    if (!item || !current) return place.parentId;
    // What I moved out of it stays where I moved it.
    if (project.paths.reachable(current)) return id;
    const parentId = copyOf(item.parentId);
    const made = copyItem(project, item, { parentId, name: freeName(project, parentId, item.name) }, now);
    copies.set(id, made.id);
    return made.id;
  };
  // What was purged with it cannot be carried out any more, whoever moved it: a copy takes its place.
  const live = (id: Id) => project.items.get(id)?.purged === false;
  // The copy of the collection itself is what carries the rest: it goes back to where the studio has it, and may have been moved by me too.
  const carried = works.filter(({ id, made, moved }) => id !== top.id && (made || (moved && live(id))));
  const mine = new Set(carried.map((work) => work.id));
  for (const work of works) {
    const item = before(work.id);
    if (work.id === top.id) copyOf(top.id);
    if (work.id === top.id || !item || isCarried(project, item, mine, top.id)) continue;
    if (mine.has(work.id)) carry(project, item, copyOf(item.parentId));
    else if (item.kind === 'collection' && work.moved) copyOf(item.id);
    else if (item.kind === 'asset' && (work.versions > 0 || work.moved)) {
      const parentId = copyOf(item.parentId);
      separateAsset(project, item, { parentId, name: freeName(project, parentId, item.name) }, now);
      takeBack(project, item.id);
    }
  }
  // Last: until then everything lies where it was worked on.
  if (!works.some((work) => work.id === top.id)) return;
  undoMovesInto(project, top.id);
  takeBack(project, top.id);
}

/**
 * Where the studio has the collection may lie in what I moved into it and do not keep, as I trashed it: such a move goes
 * back as well, or each would lie in the other.
 */
function undoMovesInto(project: Project, id: Id): void {
  const place = project.items.get(id)?.base?.parentId;
  while (place !== undefined && project.paths.liesIn(place, id)) {
    const moved = project.paths.chain(place).find((item) => item.base?.parentId !== undefined);
    if (moved?.base?.parentId === undefined || moved.id === id) return;
    project.items.edit(moved.id, { parentId: moved.base.parentId }, false);
  }
}

/** Whether it goes along with something that is mine between it and `top`. */
function isCarried(project: Project, item: LocalItem, mine: ReadonlySet<Id>, top: Id): boolean {
  let at = project.items.get(item.parentId);
  for (; at && at.id !== top; at = project.items.get(at.parentId)) {
    if (mine.has(at.id)) return true;
  }
  return false;
}

function carry(project: Project, item: LocalItem, parentId: Id): void {
  const from = diskPath(project, item);
  project.items.edit(item.id, { parentId, name: freeName(project, parentId, item.name) });
  if (from !== undefined) project.working.plan(from, project.paths.of(item.id));
}

/** `name`, or the first numbered one that nothing live has there. */
export function freeName(project: Project, parentId: Id, name: string): string {
  const wanted = name === '' ? 'kept' : name;
  const taken = (candidate: string) => project.items.byKey(parentId, nameKey(candidate)) !== undefined;
  return taken(wanted) ? numberedName(wanted, taken) : wanted;
}
