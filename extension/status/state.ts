/** The one state behind the status bar item, derived from what is known of the current project. */
import type { Progress } from '../../engine/api.ts';
import type { CairnError } from '../../engine/errors.ts';
import type { ProjectFacts } from '../project/facts.ts';

/** What the last sync left, and when that was (UTC milliseconds); null where there was none. */
export interface StatusCounts {
  readonly up: number;
  readonly down: number;
  readonly lastSync: number | null;
}

export type StatusState =
  | { readonly kind: 'no-project' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'unavailable'; readonly error: CairnError }
  | { readonly kind: 'local'; readonly unsent: number }
  | ({ readonly kind: 'signed-out'; readonly studio: string } & StatusCounts)
  | { readonly kind: 'syncing'; readonly progress: Progress | null }
  | ({ readonly kind: 'conflict'; readonly count: number } & StatusCounts)
  | ({ readonly kind: 'offline'; readonly studio: string } & StatusCounts)
  | ({ readonly kind: 'failed'; readonly error: CairnError } & StatusCounts)
  | ({ readonly kind: 'pending' } & StatusCounts)
  | { readonly kind: 'up-to-date'; readonly lastSync: number | null };

const SIGNED_OUT = new Set(['signed-out', 'session-expired']);
const OFFLINE = new Set(['studio-unreachable', 'studio-overloaded']);

/** @param facts of the current project; null where the window has none */
export function statusState(facts: ProjectFacts | null): StatusState {
  if (facts === null) return { kind: 'no-project' };
  if (facts.syncing !== null) return { kind: 'syncing', progress: facts.syncing.progress };
  if (facts.broken !== null) return { kind: 'unavailable', error: facts.broken };
  const summary = facts.summary;
  if (summary === null) return { kind: 'opening' };
  const { unsent: up, toPull: down, lastSync } = summary;
  const studio = summary.project.studio;
  if (studio === null) return { kind: 'local', unsent: up };
  const counts: StatusCounts = { up, down, lastSync };
  if (summary.conflicts > 0) return { kind: 'conflict', count: summary.conflicts, ...counts };
  const failure = facts.syncFailure;
  if (facts.signedIn === false || (failure !== null && SIGNED_OUT.has(failure.code))) {
    return { kind: 'signed-out', studio, ...counts };
  }
  if (failure !== null && OFFLINE.has(failure.code)) return { kind: 'offline', studio, ...counts };
  if (failure !== null) return { kind: 'failed', error: failure, ...counts };
  if (up > 0 || down > 0) return { kind: 'pending', ...counts };
  return { kind: 'up-to-date', lastSync };
}
