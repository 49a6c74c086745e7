/**
 * The names that what waits of a pull, and decisions taken so far, have given: what a name chosen for a conflict must differ from. Read
 * once for many decisions in a row; each by itself would go through all that waits.
 */
import type { Conflict } from '../api.ts';
import { parentOf } from '../domain/item-path.ts';
import { nameKey } from '../domain/names.ts';
import type { Id, Item } from '../domain/rows.ts';
import { isLive } from '../project/items.ts';
import type { Project } from '../project/project.ts';

/** Ids of what has a name, by place and name key. */
type Holders = Map<string, Set<string>>;

const placed = (place: string, key: string): string => `${place}/${key}`;

export class GivenNames {
  /** Where the pull has items that conflicts are about. */
  readonly #parents = new Map<Id, Id>();
  readonly #staged: Holders = new Map();
  readonly #chosen: Holders = new Map();
  readonly #version: number;
  #writes: number;

  private constructor(project: Project, before: number) {
    this.#version = project.db.dataVersion();
    this.#writes = before;
    const conflicts = project.staging.conflicts();
    const places = new Set<Id>();
    const sides = new Set(conflicts.flatMap(({ mine, theirs }) => [mine.id, theirs.id]));
    for (const id of sides) {
      const item = project.items.get(id);
      if (item) places.add(item.parentId);
    }
    for (const { id, parentId } of stagedItems(project)) {
      if (!sides.has(id)) continue;
      this.#parents.set(id, parentId);
      places.add(parentId);
    }
    for (const item of stagedItems(project))
      if (places.has(item.parentId) && isLive(item))
        hold(this.#staged, placed(item.parentId, nameKey(item.name)), item.id);
    for (const conflict of conflicts) this.#choose(conflict, conflict.decision?.name);
  }

  /** As they are now, and as long as nothing is written. @param before what `Db.writes` was before the transaction that is open */
  static of(project: Project, before = project.db.writes): GivenNames {
    const read = GivenNames.known(project, before) ?? new GivenNames(project, before);
    KNOWN.set(project, read);
    return read;
  }

  /** What was read before, where it still holds. */
  static known(project: Project, before: number): GivenNames | undefined {
    const known = KNOWN.get(project);
    if (known === undefined || known.#writes !== before) return undefined;
    return known.#version === project.db.dataVersion() ? known : undefined;
  }

  /** Where the pull has an item that a conflict is about; undefined where it does not bring it. */
  stagedParent(id: Id): Id | undefined {
    return this.#parents.get(id);
  }

  /** Whether the pull gives the name to anything but `except`. */
  isStaged(parents: readonly Id[], key: string, except: Id): boolean {
    return parents.some((parent) => isHeld(this.#staged, placed(parent, key), except));
  }

  /** Whether the decision on another conflict, beside this one, gives the name. */
  isChosen(conflict: Conflict, key: string): boolean {
    return isHeld(this.#chosen, placed(parentOf(conflict.path), key), conflict.id);
  }

  /** Keeps up with a decision that was just written, where nothing else was. @param name that it gives */
  decided(project: Project, conflict: Conflict, name: string | undefined): void {
    const before = conflict.decision?.name;
    if (before !== undefined)
      this.#chosen.get(placed(parentOf(conflict.path), nameKey(before)))?.delete(conflict.id);
    this.#choose(conflict, name);
    this.#writes = project.db.writes;
  }

  #choose({ id, path }: Conflict, name: string | undefined): void {
    if (name !== undefined) hold(this.#chosen, placed(parentOf(path), nameKey(name)), id);
  }
}

const KNOWN = new WeakMap<Project, GivenNames>();

function hold(holders: Holders, place: string, id: string): void {
  const ids = holders.get(place);
  if (ids) ids.add(id);
  else holders.set(place, new Set([id]));
}

const isHeld = (holders: Holders, place: string, except: string): boolean => {
  const ids = holders.get(place);
  return ids !== undefined && (ids.size > 1 || (ids.size === 1 && !ids.has(except)));
};

export function* stagedItems(project: Project): Generator<Item> {
  for (const row of project.staging.staged()) if (row.kind === 'item') yield row.row;
}
