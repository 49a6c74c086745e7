/**
 * Names being typed. A name counts only after the engine has found nothing wrong with it; while it is typed or
 * refused, the conflict is not decided, also when an earlier name was.
 */
import type { Conflict } from '../engine/api.ts';
import type { ToHost, ToPage } from './protocol.ts';

/** How long typing must rest before a name is checked, in milliseconds. */
const REST = 200;

interface Draft {
  readonly name: string;
  /** Undefined while it is being checked. */
  readonly problem: string | null | undefined;
}

export class Names {
  readonly #drafts = new Map<string, Draft>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #post: (message: ToHost) => void;
  readonly #changed: () => void;

  constructor(post: (message: ToHost) => void, changed: () => void) {
    this.#post = post;
    this.#changed = changed;
  }

  text(conflict: Conflict): string {
    return this.#drafts.get(conflict.id)?.name ?? conflict.decision?.name ?? conflict.suggestion;
  }

  problem(conflictId: string): string | null {
    return this.#drafts.get(conflictId)?.problem ?? null;
  }

  checking(conflictId: string): boolean {
    const draft = this.#drafts.get(conflictId);
    return draft !== undefined && draft.problem === undefined;
  }

  /** The reader means to rename: the name that stands there is checked at once. */
  begin(conflict: Conflict): void {
    this.#set(conflict.id, { name: this.text(conflict), problem: undefined });
    this.#check(conflict.id);
  }

  type(conflict: Conflict, name: string): void {
    this.#set(conflict.id, { name, problem: undefined });
    if (conflict.decision !== null) {
      this.#post({ type: 'resolve', conflictId: conflict.id, decision: null });
    }
    clearTimeout(this.#timers.get(conflict.id));
    this.#timers.set(
      conflict.id,
      setTimeout(() => this.#check(conflict.id), REST),
    );
  }

  checked({ conflictId, name, problem }: Extract<ToPage, { type: 'name-checked' }>): void {
    if (this.#drafts.get(conflictId)?.name !== name) return;
    this.#set(conflictId, { name, problem });
    if (problem === null) {
      this.#post({ type: 'resolve', conflictId, decision: { choice: 'rename', name } });
    }
  }

  /** Another choice was made. */
  drop(conflictId: string): void {
    clearTimeout(this.#timers.get(conflictId));
    this.#timers.delete(conflictId);
    this.#drafts.delete(conflictId);
    this.#changed();
  }

  /** Whether this conflict is being renamed now, decided or not. */
  renaming(conflict: Conflict): boolean {
    return conflict.decision ? conflict.decision.choice === 'rename' : this.#drafts.has(conflict.id);
  }

  /** Whether a name is being typed or was refused. */
  get unsettled(): boolean {
    return [...this.#drafts.values()].some((draft) => draft.problem !== null);
  }

  /** Drops the drafts that have become decisions, and those of conflicts that are gone. */
  settle(conflicts: readonly Conflict[]): void {
    const live = new Map(conflicts.map((conflict) => [conflict.id, conflict]));
    for (const [id, draft] of [...this.#drafts]) {
      const conflict = live.get(id);
      const recorded = draft.problem === null && conflict?.decision?.name === draft.name;
      if (!conflict || recorded) this.drop(id);
    }
  }

  #check(conflictId: string): void {
    const draft = this.#drafts.get(conflictId);
    if (draft) this.#post({ type: 'check-name', conflictId, name: draft.name });
  }

  #set(conflictId: string, draft: Draft): void {
    this.#drafts.set(conflictId, draft);
    this.#changed();
  }
}
