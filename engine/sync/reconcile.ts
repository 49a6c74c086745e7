/**
 * Applies a complete staged pull to the project file, in one transaction with its watermark.
 *
 * The transaction does everything as if there were no doubt; where the user has to decide something first, it is
 * rolled back and only the list of conflicts is kept. So nothing of a pull is ever half applied, and the conflicts
 * shown are exactly those that applying meets, nested ones included.
 */
import type { Conflict } from '../api.ts';
import type { Project } from '../project/project.ts';
import { applyRows, dropPurged } from './apply-rows.ts';
import { ConflictLog } from './conflict-log.ts';
import { settleCycles } from './cycles.ts';
import { settleDiverged } from './diverged.ts';
import { settleLockLost } from './lock-lost.ts';
import { keyWhatIsFree, settleNames } from './names.ts';
import { settleTrashedHere } from './trashed-here.ts';
import { settleTrashedThere } from './trashed-there.ts';

export interface Reconciled {
  /** Empty: the pull is applied. Otherwise nothing was changed. */
  readonly conflicts: readonly Conflict[];
  readonly rows: number;
}

class Undecided extends Error {}

/** @param head the studio revision that the staged rows are complete up to. */
export function reconcile(project: Project, head: number, now: number): Reconciled {
  const log = new ConflictLog(project);
  let rows = 0;
  try {
    project.db.transaction(() => {
      project.db.deferForeignKeys();
      rows = apply(project, log, head, now);
      if (log.undecided > 0) throw new Undecided();
    });
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    project.db.transaction(() => {
      project.staging.setConflicts(log.conflicts);
      for (const id of log.reopened) project.staging.decide(id, null);
    });
    const taken = project.staging.decisions();
    const conflicts = log.conflicts.map((one) => ({ ...one, decision: taken.get(one.id) ?? null }));
    return { conflicts, rows };
  }
  return { conflicts: [], rows };
}

/** The conflicts a sync would pause on now, without changing anything. */
export function rehearse(project: Project, head: number, now: number): readonly Conflict[] {
  const log = new ConflictLog(project);
  try {
    project.db.transaction(() => {
      project.db.deferForeignKeys();
      apply(project, log, head, now);
      throw new Undecided();
    });
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
  }
  return log.undecided > 0 ? log.conflicts : [];
}

function apply(project: Project, log: ConflictLog, head: number, now: number): number {
  const arrivals = applyRows(project, now);
  settleCycles(project, log);
  keyWhatIsFree(project);
  const keyed = project.db.writes;
  settleTrashedThere(project, log, arrivals, now);
  settleTrashedHere(project, log, arrivals);
  settleLockLost(project, log, now);
  settleNames(project, log, now, keyed);
  settleDiverged(project, log, now);
  dropPurged(project, arrivals);
  project.staging.clearStaged();
  project.staging.setConflicts([]);
  project.staging.clearDecisions();
  project.setMeta('watermark', String(head));
  project.setMeta('staged-cursor', '');
  project.setMeta('staged-head', '');
  return arrivals.rows;
}
