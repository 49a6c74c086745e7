/** The JSON documents that scripts rely on, from the engine's reports. Times become ISO 8601 UTC. */
import type {
  CheckpointView,
  Conflict,
  ConflictSide,
  StatusReport,
  Superseded,
  SyncPlan,
  SyncReport,
  TrashItem,
} from '../engine/api.ts';
import { unsaid } from '../engine/domain/said.ts';
import { iso } from './layout.ts';

export const statusShape = (report: StatusReport) => ({
  ...report,
  lastSync: report.lastSync === null ? null : iso(report.lastSync),
});

const sideShape = (side: ConflictSide) => ({
  ...side,
  time: iso(side.time),
  gone: side.gone && { ...side.gone, time: iso(side.gone.time) },
});

const conflictShape = (conflict: Conflict) => ({
  ...conflict,
  choices: conflict.choices.map(unsaid),
  mine: sideShape(conflict.mine),
  theirs: sideShape(conflict.theirs),
});

export const conflictsShape = (conflicts: readonly Conflict[]) => conflicts.map(conflictShape);

export const supersededShape = (superseded: readonly Superseded[]) =>
  superseded.map((edit) => ({ ...edit, time: iso(edit.time) }));

export const syncShape = (report: SyncReport) => ({
  ...report,
  superseded: supersededShape(report.superseded),
  conflicts: conflictsShape(report.conflicts),
});

export const planShape = (plan: SyncPlan) => ({
  dryRun: true,
  ...plan,
  conflicts: conflictsShape(plan.conflicts),
});

/** Newest first. */
export const logShape = (log: { path: string; checkpoints: readonly CheckpointView[] }) => ({
  path: log.path,
  checkpoints: log.checkpoints
    .toSorted((a, b) => b.version - a.version)
    .map((checkpoint) => ({ ...checkpoint, time: iso(checkpoint.time) })),
});

export const trashShape = (items: readonly TrashItem[]) => ({
  items: items.map((item) => ({ ...item, at: iso(item.at) })),
});
