/** Tells a status report as the difference from the one before. */
import type { Entry, StatusReport } from '../../engine/api.ts';
import { sameEntry } from '../project/sameEntry.ts';
import type { Refresh } from '../rpc/messages.ts';

/** Up to date and unmarked: nothing that a decoration would show. */
export const isPlain = (entry: Entry): boolean => entry.state === 'normal' && entry.flags.length === 0;

/** Entries in one message: what the extension host takes in without being held up. */
export const CHANGES_PER_PAGE = 2_000;

export class DeltaTracker {
  private known: ReadonlyMap<string, Entry> | null = null;
  private rest: readonly Entry[] = [];

  next(report: StatusReport): Refresh {
    const { assets, ...facts } = report;
    const before = this.known;
    const after = new Map(assets.map((entry) => [entry.path, entry]));
    this.known = after;
    const changed = assets.filter((entry) => {
      const old = before?.get(entry.path);
      if (before === null) return !isPlain(entry);
      return old === undefined || !sameEntry(old, entry);
    });
    const removed = [...(before?.keys() ?? [])].filter((path) => !after.has(path));
    this.rest = changed;
    const page = this.nextPage();
    return { ...facts, changed: page, more: this.rest.length > 0, removed, full: before === null };
  }

  /** The next of the last report's changes; empty after the last one. */
  nextPage(): readonly Entry[] {
    const page = this.rest.slice(0, CHANGES_PER_PAGE);
    this.rest = this.rest.slice(CHANGES_PER_PAGE);
    return page;
  }
}
