/** The entries of a project that are not simply up to date, kept from the worker's differences. */
import type { Entry } from '../../engine/api.ts';
import type { Refresh } from '../rpc/messages.ts';
import { isPlain } from '../worker/delta.ts';

export interface StateChange {
  /** Paths whose entry is new, differs or is gone; null where everything may have changed. */
  readonly paths: readonly string[] | null;
}

export class StateMap {
  private entries = new Map<string, Entry>();

  get(path: string): Entry | undefined {
    return this.entries.get(path);
  }

  values(): IterableIterator<Entry> {
    return this.entries.values();
  }

  apply(refresh: Pick<Refresh, 'changed' | 'removed' | 'full'>): StateChange {
    if (refresh.full) this.entries = new Map();
    for (const entry of refresh.changed) {
      if (isPlain(entry)) this.entries.delete(entry.path);
      else this.entries.set(entry.path, entry);
    }
    for (const path of refresh.removed) this.entries.delete(path);
    if (refresh.full) return { paths: null };
    return { paths: [...refresh.changed.map((entry) => entry.path), ...refresh.removed] };
  }
}
