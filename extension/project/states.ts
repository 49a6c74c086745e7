/** What of a project is not simply up to date, by path, kept from the worker's differences. */
import type { Entry } from '../../engine/api.ts';
import type { Refresh } from '../rpc/messages.ts';
import { isPlain } from '../worker/delta.ts';
import { type Mark, Marks } from './mark.ts';

/** Paths that are told of by name. */
const MOST_NAMED = 2_000;

export interface StateChange {
  /** Paths whose entry is new, differs or is gone; null where everything may have changed, or more did than are named. */
  readonly paths: readonly string[] | null;
}

/** The differences of one look on their way in, page by page: all at once would hold up the extension host. */
export interface Intake {
  add(page: readonly Entry[]): void;
  /** All are in. */
  end(): StateChange;
}

export class StateMap {
  private readonly marks = new Marks();
  private known = new Map<string, Mark>();

  get(path: string): Mark | undefined {
    return this.known.get(path);
  }

  all(): Iterable<readonly [string, Mark]> {
    return this.known;
  }

  /** Where everything may have changed, what was known stays until all is in. */
  begin({ removed, full }: Pick<Refresh, 'removed' | 'full'>): Intake {
    const known = full ? new Map<string, Mark>() : this.known;
    let paths: string[] | null = full ? null : [];
    const name = (path: string): void => {
      if (paths?.push(path) === MOST_NAMED + 1) paths = null;
    };
    const add = (page: readonly Entry[]): void => {
      for (const entry of page) {
        if (isPlain(entry)) known.delete(entry.path);
        else known.set(entry.path, this.marks.of(entry));
        name(entry.path);
      }
    };
    const end = (): StateChange => {
      for (const path of removed) {
        known.delete(path);
        name(path);
      }
      this.known = known;
      return { paths };
    };
    return { add, end };
  }
}
