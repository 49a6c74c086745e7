/**
 * Applies a complete staged pull to the project file, in one transaction with its watermark.
 *
 * The transaction does everything as if there were no doubt; where the user has to decide something first, it is
 * rolled back and only the list of conflicts is kept. So nothing of a pull is ever half applied, and the conflicts
 * shown are exactly those that applying meets, nested ones included.
 */
import type { Conflict } from '../api.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { applyRows, dropPurged } from './apply-rows.ts';
import { ConflictLog } from './conflict-log.ts';
import { refuseLoops, settleCycles } from './cycles.ts';
import { settleDiverged } from './diverged.ts';
import { settleLockLost } from './lock-lost.ts';
import { keyWhatIsFree, settleNames } from './names.ts';
import { atOnce, givingWay, type Pieces } from './pieces.ts';
import { settleTrashedHere } from './trashed-here.ts';
import { settleTrashedThere } from './trashed-there.ts';

export interface Reconciled {
  /** Empty: the pull is applied. Otherwise nothing was changed. */
  readonly conflicts: readonly Conflict[];
  /** That were applied. */
  readonly rows: number;
}

class Undecided extends Error {}

/**
 * Without giving way: for few rows.
 * @param head the studio revision that the staged rows are complete up to.
 */
export function reconcile(project: Project, head: number, now: number): Reconciled {
  const log = new ConflictLog(project);
  try {
    const rows = project.db.transaction(() => atOnce(attempt(project, log, head, now)));
    return { conflicts: [], rows };
  } catch (error) {
    return pause(project, log, error);
  }
}

/**
 * The same, giving way in between. Nobody else may use the connection meanwhile: they would see what is half done, and
 * what they wrote would go with it when it is undone.
 * @throws {CairnError} `cancelled`: nothing is changed
 */
export async function reconcileGivingWay(
  project: Project,
  head: number,
  now: number,
  signal: AbortSignal,
): Promise<Reconciled> {
  const log = new ConflictLog(project);
  try {
    const rows = await project.db.longTransaction(() => givingWay(attempt(project, log, head, now), signal));
    return { conflicts: [], rows };
  } catch (error) {
    return pause(project, log, error);
  }
}

/** The conflicts a sync would pause on now, without changing anything. Gives way as {@link reconcileGivingWay} does. */
export async function rehearse(
  project: Project,
  head: number,
  now: number,
  signal: AbortSignal,
): Promise<readonly Conflict[]> {
  const log = new ConflictLog(project);
  function* rehearsal(): Pieces<never> {
    yield* attempt(project, log, head, now);
    throw new Undecided();
  }
  try {
    return await project.db.longTransaction(() => givingWay(rehearsal(), signal));
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return log.undecided > 0 ? log.conflicts : [];
  }
}

/** A row without what it belongs to, found when everything is there. */
const isDangling = (error: unknown): boolean =>
  (error as { code?: unknown } | undefined)?.code === 'SQLITE_CONSTRAINT_FOREIGNKEY';

/** Keeps the list of what has to be decided. */
function pause(project: Project, log: ConflictLog, error: unknown): Reconciled {
  if (isDangling(error)) {
    const text = said`The studio sent something without what it belongs to. Nothing was applied.`;
    throw new CairnError('studio-garbage', text, {}, error);
  }
  if (!(error instanceof Undecided)) throw error;
  project.db.transaction(() => {
    project.staging.setConflicts(log.conflicts);
    for (const id of log.reopened) project.staging.decide(id, null);
  });
  const taken = project.staging.decisions();
  const conflicts = log.conflicts.map((one) => ({ ...one, decision: taken.get(one.id) ?? null }));
  return { conflicts, rows: 0 };
}

/** @throws {Undecided} where something has to be decided first: to be undone */
function* attempt(project: Project, log: ConflictLog, head: number, now: number): Pieces<number> {
  project.db.deferForeignKeys();
  const rows = yield* apply(project, log, head, now);
  if (log.undecided > 0) throw new Undecided();
  return rows;
}

function* apply(project: Project, log: ConflictLog, head: number, now: number): Pieces<number> {
  const arrivals = yield* applyRows(project, now);
  yield* settleCycles(project, log);
  yield* refuseLoops(project, arrivals);
  yield* keyWhatIsFree(project);
  const keyed = project.db.writes;
  yield* settleTrashedThere(project, log, arrivals, now);
  yield* settleTrashedHere(project, log, arrivals);
  yield* settleLockLost(project, log, now);
  yield* settleNames(project, log, now, keyed);
  yield* settleDiverged(project, log, now);
  yield* dropPurged(project, arrivals);
  project.staging.clearStaged();
  project.staging.setConflicts([]);
  project.staging.clearDecisions();
  project.setMeta('watermark', String(head));
  project.setMeta('staged-cursor', '');
  project.setMeta('staged-head', '');
  return arrivals.rows;
}
