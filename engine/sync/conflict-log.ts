/** The conflicts that one attempt to apply a pull meets, and the decisions that were taken on them. */
import type { ChoiceName, Conflict, ConflictKind, Decision } from '../api.ts';
import { sha256 } from '../content/hash.ts';
import type { Id } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { Stakes } from './choices.ts';
import { describeConflict } from './conflict-view.ts';
import { Lookup } from './lookup.ts';

/** Stable across attempts, so that decisions survive a restart and further changes on the studio. */
const conflictId = (kind: ConflictKind, mine: Id, theirs: Id): string =>
  sha256(Buffer.from(`${kind}/${mine}/${theirs}`)).slice(0, 12);

export class ConflictLog {
  readonly conflicts: Conflict[] = [];
  /** Decisions that no longer fit the world: to be taken back. */
  readonly reopened: string[] = [];
  readonly #project: Project;
  readonly #look: Lookup;
  readonly #decisions: ReadonlyMap<string, Decision>;
  readonly #nestedIn = new Map<Id, string>();
  #undecided = 0;

  constructor(project: Project) {
    this.#project = project;
    this.#look = new Lookup(project);
    this.#decisions = project.staging.decisions();
  }

  get undecided(): number {
    return this.#undecided;
  }

  /** Records a conflict; answers the decision that settles it, or null while there is none that is allowed. */
  meet(kind: ConflictKind, mine: LocalItem, theirs: LocalItem, stakes: Stakes = {}): Decision | null {
    const id = conflictId(kind, mine.id, theirs.id);
    const decision = this.#decisions.get(id) ?? null;
    const parent = this.#nestedIn.get(mine.id) ?? this.#nestedIn.get(theirs.id) ?? null;
    const conflict = describeConflict(this.#look, { id, kind, parent, decision }, mine, theirs, stakes);
    this.conflicts.push(conflict);
    const allowed = conflict.choices.some((choice) => choice.name === decision?.choice && choice.enabled);
    if (allowed) return decision;
    if (decision) this.reopened.push(id);
    this.#undecided++;
    return null;
  }

  /** The decision on a conflict just met cannot be carried out after all. */
  reopen(kind: ConflictKind, mine: LocalItem, theirs: LocalItem): void {
    this.reopened.push(conflictId(kind, mine.id, theirs.id));
    this.#undecided++;
  }

  /** Whether the conflict just met offers a choice. */
  isOpen(choice: ChoiceName): boolean {
    return this.conflicts.at(-1)?.choices.some((one) => one.name === choice && one.enabled) ?? false;
  }

  /** What clashes below these two from now on is nested in their conflict. */
  enter(kind: ConflictKind, mine: LocalItem, theirs: LocalItem): void {
    for (const child of this.#project.items.children(mine.id)) this.nest(child.id, kind, mine, theirs);
  }

  /** What this item clashes with from now on is nested in the conflict of these two. */
  nest(itemId: Id, kind: ConflictKind, mine: LocalItem, theirs: LocalItem): void {
    this.#nestedIn.set(itemId, conflictId(kind, mine.id, theirs.id));
  }
}
