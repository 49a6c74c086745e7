/** Tells a status report as the difference from the one before. */
import type { Entry, StatusReport } from '../../engine/api.ts';
import type { Refresh } from '../rpc/messages.ts';

/** Everything of an entry that a row, a decoration or a tooltip shows. */
const fingerprint = (entry: Entry): string => JSON.stringify(entry);

/** Up to date and unmarked: nothing that a decoration would show. */
export const isPlain = (entry: Entry): boolean => entry.state === 'normal' && entry.flags.length === 0;

export class DeltaTracker {
  private known: Map<string, string> | null = null;

  next(report: StatusReport): Refresh {
    const { assets, ...rest } = report;
    const before = this.known;
    const after = new Map(assets.map((entry) => [entry.path, fingerprint(entry)]));
    this.known = after;
    if (before === null) {
      return { ...rest, changed: assets.filter((entry) => !isPlain(entry)), removed: [], full: true };
    }
    const changed = assets.filter((entry) => before.get(entry.path) !== after.get(entry.path));
    const removed = [...before.keys()].filter((path) => !after.has(path));
    return { ...rest, changed, removed, full: false };
  }
}
