/** Applying a first pull: how long the thread stands still meanwhile, and how soon it ends when it is cancelled. */

import { rmSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Row } from '../../engine/domain/rows.ts';
import { Project } from '../../engine/project/project.ts';
import { reconcileGivingWay } from '../../engine/sync/reconcile.ts';
import { type Cost, measured } from './meter.ts';
import { ROLES, type Shape } from './shape.ts';

/** Rows that are staged together, as a pull does. */
const GROUP = 8_000;

export interface Applied extends Cost {
  readonly pulled: number;
  /** The longest that nothing else of the program had its turn, seconds. */
  readonly stands: number;
  /** From a cancel in the middle to its answer. */
  readonly stops: number;
}

/** @param folder of a project that is made for this, and removed. */
export async function applyFirst(folder: string, shape: Shape): Promise<Applied> {
  const project = await Project.create(folder, 'film', 'a project');
  try {
    stageAll(project, shape);
    const whole = new AbortController().signal;
    const { result, cost } = await measured(() => observed(project, whole));
    return { ...cost, pulled: result.rows, stands: result.stands, stops: result.stops };
  } finally {
    project.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function stageAll(project: Project, shape: Shape): void {
  let revision = 0;
  let group: Row[] = [];
  const flush = () => {
    project.db.transaction(() => project.staging.stage(group));
    group = [];
  };
  for (const row of rowsOf(shape)) {
    group.push({ ...row, revision: ++revision } as Row);
    if (group.length === GROUP) flush();
  }
  flush();
}

function* rowsOf(shape: Shape): Generator<Omit<Row, 'revision'>> {
  for (const row of ROLES) yield { kind: 'role', row };
  const member = { name: 'ben', role: 'Artist', removed: false };
  yield { kind: 'member', row: { ...member, userId: shape.people.ben } };
  for (const row of shape.items()) yield { kind: 'item', row };
  for (const row of shape.checkpoints()) yield { kind: 'checkpoint', row };
  for (const row of shape.taggings()) yield { kind: 'tagging', row };
  for (const row of shape.dependencies()) yield { kind: 'dependency', row };
}

async function observed(project: Project, whole: AbortSignal) {
  // Once to a third of it, then cancelled; once to the end.
  const started = performance.now();
  const stops = await cancelled(project, 20_000);
  process.stderr.write(`cancelled after ${Math.round((performance.now() - started) / 1000)} s\n`);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const { rows } = await project.aside((other) => reconcileGivingWay(other, 1, 0, whole));
  delay.disable();
  return { rows, stops, stands: delay.max / 1e9 };
}

/** @returns seconds from the cancel, so many milliseconds after the beginning, to its answer */
async function cancelled(project: Project, after: number): Promise<number> {
  const controller = new AbortController();
  let at = 0;
  const timer = setTimeout(() => {
    at = performance.now();
    controller.abort();
  }, after);
  const stopped = await project
    .aside((other) => reconcileGivingWay(other, 1, 0, controller.signal))
    .then(
      () => false,
      () => true,
    );
  clearTimeout(timer);
  if (stopped && project.watermark !== 0) throw new Error('Something of it was applied.');
  return stopped ? (performance.now() - at) / 1000 : 0;
}
