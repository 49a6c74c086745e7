/** Histories of both sides of conflicts: asked for when a reader opens them, shown for as long as they stay open. */
import type { ToHost, ToPage } from './protocol.ts';

export type Histories = Omit<Extract<ToPage, { type: 'history' }>, 'type' | 'conflictId'>;

export class OpenHistories {
  /** By the conflict's id; null while it is on its way. */
  readonly #open = new Map<string, Histories | null>();
  readonly #post: (message: ToHost) => void;
  readonly #changed: () => void;

  constructor(post: (message: ToHost) => void, changed: () => void) {
    this.#post = post;
    this.#changed = changed;
  }

  /** Undefined where it is closed. */
  of(conflictId: string): Histories | null | undefined {
    return this.#open.get(conflictId);
  }

  toggle(conflictId: string): void {
    if (!this.#open.delete(conflictId)) {
      this.#open.set(conflictId, null);
      this.#post({ type: 'history', conflictId });
    }
    this.#changed();
  }

  arrived({ conflictId, mine, theirs }: Extract<ToPage, { type: 'history' }>): void {
    if (!this.#open.has(conflictId)) return;
    this.#open.set(conflictId, { mine, theirs });
    this.#changed();
  }

  /** Those of conflicts that are decided and gone are forgotten; the others may have grown. */
  refresh(conflictIds: ReadonlySet<string>): void {
    for (const conflictId of this.#open.keys()) {
      if (!conflictIds.has(conflictId)) this.#open.delete(conflictId);
    }
  }
}
