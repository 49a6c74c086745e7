/** Drives one run of a sync through its state machine: each state has a step, which ends with one of its events. */
import type { Conflict, Progress } from '../api.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { SyncContext } from './context.ts';
import { isOver, type ResultOf, type Running, SyncMachine } from './machine.ts';

/** What steps hand on to later ones. */
export interface Run {
  readonly context: SyncContext;
  /** How often others have pushed in between. */
  rounds: number;
  /** What the run pauses on, or a dry run would. */
  conflicts: readonly Conflict[];
  /** Checkpoints whose content is on the studio. */
  complete: ReadonlySet<string>;
}

/** For each state what is done in it. */
export type Steps = { readonly [S in Running]: (run: Run) => Promise<ResultOf<S>> };

type Log = (level: 'info', message: string, data: Record<string, unknown>) => void;

/** @throws whatever a step throws; the machine has then taken `cancel` or `fail`. */
export async function drive(context: SyncContext, steps: Steps, log: Log): Promise<Run> {
  const machine = new SyncMachine((from, event, to) => log('info', `sync: ${from} → ${to}`, { event }));
  const progress = (told: Progress) => {
    // A transfer that was given up may still tell of what it had begun.
    if (isOver(machine.state)) return;
    machine.take('progress');
    context.progress(told);
  };
  const run: Run = { context: { ...context, progress }, rounds: 0, conflicts: [], complete: new Set() };
  try {
    for (let state = machine.state; !isOver(state); state = machine.state) {
      machine.take(await steps[state](run));
    }
    return run;
  } catch (error) {
    const isCancelled = context.signal.aborted || CairnError.is(error, 'cancelled');
    machine.take(isCancelled ? 'cancel' : 'fail');
    throw error;
  }
}

/** What an interrupted run left to be gone on with, by the state that goes on with it. */
export function leftBy(project: Project): Running[] {
  const left: Running[] = [];
  if (project.staging.outgoing()) left.push('resending');
  if (project.meta('staged-cursor') !== '') left.push('pulling');
  if (project.staging.stagedCount() > 0) left.push('reconciling');
  if (project.working.relocations().length > 0) left.push('relocating');
  return left;
}
