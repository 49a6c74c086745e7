/** Tells a status report as the difference from the one before. */
import type { Entry, StatusReport } from '../../engine/api.ts';
import { sameEntry } from '../project/sameEntry.ts';
import type { Refresh } from '../rpc/messages.ts';

/** Up to date and unmarked: nothing that a decoration would show. */
export const isPlain = (entry: Entry): boolean => entry.state === 'normal' && entry.flags.length === 0;

export class DeltaTracker {
  private known: ReadonlyMap<string, Entry> | null = null;

  next(report: StatusReport): Refresh {
    const { assets, ...rest } = report;
    const before = this.known;
    const after = new Map(assets.map((entry) => [entry.path, entry]));
    this.known = after;
    if (before === null) {
      return { ...rest, changed: assets.filter((entry) => !isPlain(entry)), removed: [], full: true };
    }
    const changed = assets.filter((entry) => {
      const old = before.get(entry.path);
      return old === undefined || !sameEntry(old, entry);
    });
    const removed = [...before.keys()].filter((path) => !after.has(path));
    return { ...rest, changed, removed, full: false };
  }
}
