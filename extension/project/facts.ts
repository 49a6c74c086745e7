/** What the views know of a project: immutable, replaced as a whole when anything changes. */
import type { Conflict, Progress, Rejected, StatusReport, Superseded } from '../../engine/api.ts';
import type { CairnError } from '../../engine/errors.ts';

/** A status report without the entries, which the views hold in pieces. */
export interface Summary extends Omit<StatusReport, 'assets'> {
  /** As `Refresh.checkpointed`. */
  readonly checkpointed: boolean;
}

export interface Attention {
  readonly conflicts: readonly Conflict[];
  readonly rejected: readonly Rejected[];
  readonly superseded: readonly Superseded[];
}

export interface ProjectFacts {
  /** Null until the first scan has finished. */
  readonly summary: Summary | null;
  readonly attention: Attention;
  /** A sync is running: its progress, or null before the first word of it. */
  readonly syncing: { readonly progress: Progress | null } | null;
  /** How the last sync failed; null after one that did not. */
  readonly syncFailure: CairnError | null;
  /** Why the project cannot be read. */
  readonly broken: CairnError | null;
  /** There is a session for the project's studio; null where it has no studio or that is not known yet. */
  readonly signedIn: boolean | null;
}

export const NO_ATTENTION: Attention = { conflicts: [], rejected: [], superseded: [] };

export const UNKNOWN: ProjectFacts = {
  summary: null,
  attention: NO_ATTENTION,
  syncing: null,
  syncFailure: null,
  broken: null,
  signedIn: null,
};

/** How many things wait for the user's decision. */
export const needsUser = (attention: Attention): number =>
  attention.conflicts.length + attention.rejected.length + attention.superseded.length;
