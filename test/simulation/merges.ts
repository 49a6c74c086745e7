/** What people chose to merge. Whatever else leads to another item came there by itself. */
import type { Conflict, Decision } from '../../engine/api.ts';
import type { Stored } from './stored.ts';

export class Merges {
  /** Items that somebody merged into another, by who decided which conflict. */
  readonly #chosen = new Map<string, string>();

  /** Before it is done: a program that dies then may have done it. */
  decides(who: string, { id, mine }: Conflict, { choice }: Decision): void {
    if (choice === 'merge') this.#chosen.set(`${who} ${id}`, mine.id);
  }

  /** Once it is done: what was decided before does not count any more. */
  decided(who: string, { id }: Conflict, { choice }: Decision): void {
    if (choice !== 'merge') this.#chosen.delete(`${who} ${id}`);
  }

  /** When all is at rest. @returns an item that leads to another, and nobody merged it */
  byItself({ items }: Stored): string | undefined {
    const chosen = new Set(this.#chosen.values());
    for (const { id, merged } of items.values()) if (merged !== '' && !chosen.has(id)) return id;
    return undefined;
  }
}
