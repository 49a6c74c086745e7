/** Passes changes on to the extension host in pieces that do not hold it up. */
import type { CallOptions, Changes, Entry, ProjectApi } from '../../engine/api.ts';
import type { Refresh } from '../rpc/messages.ts';

/** Up to date and unmarked: nothing that a decoration would show. */
export const isPlain = (entry: Entry): boolean => entry.state === 'normal' && entry.flags.length === 0;

/** Entries in one message: what the extension host takes in without being held up. */
export const CHANGES_PER_PAGE = 2_000;
/** Gone paths in one message; with more, the host starts anew. */
const MOST_REMOVED = 10_000;

export class DeltaTracker {
  private readonly api: Pick<ProjectApi, 'changes' | 'commitsElsewhere'>;
  private version = 0;
  private rest: readonly Entry[] = [];
  /** As of the beginning of the last look; null before the first. */
  private commits: number | null = null;
  private checkpointed = false;

  constructor(api: Pick<ProjectApi, 'changes' | 'commitsElsewhere'>) {
    this.api = api;
  }

  /** Others have committed since the last look began. A look that is still to come sees everything. */
  async isBehind(): Promise<boolean> {
    return this.commits !== null && (await this.api.commitsElsewhere()) !== this.commits;
  }

  /** @param hints see `ProjectApi.changes`. */
  async next(hints?: readonly string[], options?: CallOptions): Promise<Refresh> {
    this.commits = await this.api.commitsElsewhere();
    let changes = await this.api.changes(this.version, hints, options);
    if (changes.removed.length > MOST_REMOVED) changes = await this.api.changes(0, [], options);
    return this.pass(changes);
  }

  /** The next of the last report's changes; empty after the last one. */
  nextPage(): readonly Entry[] {
    const page = this.rest.slice(0, CHANGES_PER_PAGE);
    this.rest = this.rest.slice(CHANGES_PER_PAGE);
    return page;
  }

  private pass({ version, changed, full, ...facts }: Changes): Refresh {
    this.version = version;
    this.checkpointed ||= changed.some(({ latest }) => latest !== null && latest > 1);
    this.rest = full ? changed.filter((entry) => !isPlain(entry)) : changed;
    const page = this.nextPage();
    return { ...facts, full, changed: page, more: this.rest.length > 0, checkpointed: this.checkpointed };
  }
}
