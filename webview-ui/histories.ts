/** Histories of both sides of conflicts: asked for when a reader opens them, shown for as long as they stay open. */
import type { Conflict } from '../engine/api.ts';
import type { ToHost, ToPage } from './protocol.ts';

export type Histories = Omit<Extract<ToPage, { type: 'history' }>, 'type' | 'conflictId'>;

interface Open {
  /** What is the newest of both sides. */
  readonly newest: string;
  /** Null while they are on their way for the first time. */
  readonly histories: Histories | null;
}

export class OpenHistories {
  /** By the conflict's id. */
  readonly #open = new Map<string, Open>();
  readonly #post: (message: ToHost) => void;
  readonly #changed: () => void;

  constructor(post: (message: ToHost) => void, changed: () => void) {
    this.#post = post;
    this.#changed = changed;
  }

  /** Null while they are on their way, undefined where they are closed. */
  of(conflictId: string): Histories | null | undefined {
    return this.#open.get(conflictId)?.histories;
  }

  toggle(conflict: Conflict): void {
    if (!this.#open.delete(conflict.id)) this.#ask(conflict, null);
    this.#changed();
  }

  arrived({ conflictId, mine, theirs }: Extract<ToPage, { type: 'history' }>): void {
    const open = this.#open.get(conflictId);
    if (open === undefined) return;
    this.#open.set(conflictId, { ...open, histories: { mine, theirs } });
    this.#changed();
  }

  /** Closes what waits for them, so that the reader can ask again; what is shown stays. */
  failed(conflictId: string): void {
    if (this.of(conflictId) !== null) return;
    this.#open.delete(conflictId);
    this.#changed();
  }

  /**
   * Those of conflicts that are decided and gone are forgotten; where a side has another newest version, they are
   * fetched again.
   */
  refresh(conflicts: readonly Conflict[]): void {
    const live = new Map(conflicts.map((conflict) => [conflict.id, conflict]));
    for (const [id, { newest, histories }] of [...this.#open]) {
      const conflict = live.get(id);
      if (conflict === undefined) this.#open.delete(id);
      else if (newestOf(conflict) !== newest) this.#ask(conflict, histories);
    }
  }

  #ask(conflict: Conflict, histories: Histories | null): void {
    this.#open.set(conflict.id, { newest: newestOf(conflict), histories });
    this.#post({ type: 'history', conflictId: conflict.id });
  }
}

const newestOf = ({ mine, theirs }: Conflict): string => `${mine.checkpointId} ${theirs.checkpointId}`;
