/** Whether a studio still has the history that this project has seen: after a restore it may have another one from some revision on. */
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';

/** A restore of the studio: which, and the revision up to which it kept what was before. */
export interface Restored {
  readonly id: string;
  readonly head: number;
}

/**
 * The revision up to which the studio's history is the one that was known.
 * @param known the newest restore that was known; '' where there was none
 * @param restored all of them, the oldest first
 */
export function commonRevision(known: string, restored: readonly Restored[]): number {
  const at = known === '' ? 0 : restored.findIndex(({ id }) => id === known) + 1;
  // Of a history that this studio does not know of, nothing can be said.
  if (at === 0 && known !== '') return 0;
  return Math.min(Number.POSITIVE_INFINITY, ...restored.slice(at).map(({ head }) => head));
}

/**
 * Takes note of restores. Nothing is pulled or sent where rows were seen that the studio has lost: revisions of both histories would be taken for one,
 * and what was sent once would never be sent again.
 * @throws {CairnError} studio-error
 */
export function requireSameHistory(project: Project, restored: readonly Restored[]): void {
  const known = project.meta('restored');
  const last = restored.at(-1)?.id ?? '';
  if (known === last) return;
  const seen = Math.max(project.watermark, Number(project.meta('staged-head')));
  const common = commonRevision(known, restored);
  if (seen > common) throw historyLost(project, common, seen);
  project.db.transaction(() => {
    project.setMeta('restored', last);
    // Pages of a pull that was broken off may be of either. What waited for them is asked for again, too.
    if (project.meta('staged-cursor') === '') return;
    project.staging.clearStaged();
    project.setMeta('staged-cursor', '');
    project.setMeta('staged-head', '');
  });
}

/** Takes note that the studio has lost what was seen, until {@link historyKept}. @returns what to tell */
export function historyLost(project: Project, head: number, since: number): CairnError {
  project.db.transaction(() => project.setMeta('history-lost', '1'));
  return new CairnError(
    'studio-error',
    said`The studio was restored from an older backup: it has kept what was up to revision ${head}, and this project has seen ${since}. Nothing was changed here.`,
    { head, since },
  );
}

/** The studio went on from what was seen. In a transaction. */
export const historyKept = (project: Project): void => project.removeMeta('history-lost');

/**
 * What the studio has lost may be nowhere but here.
 * @throws {CairnError} usage
 */
export function requireKeptThere(project: Project): void {
  if (project.meta('history-lost') === '') return;
  throw new CairnError(
    'usage',
    said`The studio was restored from an older backup, so what it had may be nowhere but here. Nothing was dropped.`,
  );
}
