/** One sync, step by step (docs/sync-spec.md). Every step leaves a project file from which the next sync goes on. */
import type { CallOptions, Conflict, Rejected, Superseded, SyncReport } from '../api.ts';
import { lockSync } from '../project/lock.ts';
import type { Project } from '../project/project.ts';
import type { StudioSync } from '../remote/studio.ts';
import { callContext, type SyncContext } from './context.ts';
import { drive } from './run.ts';
import { type StepPorts, stepsOf } from './steps.ts';
import { refusedKind, wayOut } from './ways-out.ts';

export interface SyncPorts extends StepPorts {
  readonly project: Project;
  readonly studio: StudioSync;
}

/** @throws {CairnError} sync-running, cancelled, or one of the studio's codes. */
export async function runSync(ports: SyncPorts, options: CallOptions = {}): Promise<SyncReport> {
  const release = await lockSync(ports.project.db.file);
  try {
    const context = contextOf(ports, options);
    const supersededBefore = ports.project.staging.lastSuperseded();
    const { conflicts } = await drive(context, stepsOf(ports, 'sync'), ports.log);
    return reportOf(context, conflicts, supersededBefore);
  } finally {
    release();
  }
}

/** Pulls into the staging area and says what a sync would meet, without applying or sending anything. */
export async function previewSync(
  ports: SyncPorts,
  options: CallOptions = {},
): Promise<{ conflicts: readonly Conflict[]; pull: number }> {
  const release = await lockSync(ports.project.db.file);
  try {
    const { conflicts } = await drive(contextOf(ports, options), stepsOf(ports, 'plan'), ports.log);
    return { conflicts, pull: ports.project.staging.stagedCount() };
  } finally {
    release();
  }
}

function contextOf(ports: SyncPorts, options: CallOptions): SyncContext {
  return {
    project: ports.project,
    studio: ports.studio,
    now: ports.now,
    alone: ports.alone,
    ...callContext(options),
  };
}

function reportOf(
  context: SyncContext,
  conflicts: readonly Conflict[],
  supersededBefore: number,
): SyncReport {
  const { project, tally } = context;
  const rejected = rejectedRows(project);
  const waiting = rejected.length > 0 ? 'attention' : 'done';
  return {
    outcome: conflicts.length > 0 ? 'conflicts' : waiting,
    watermark: project.watermark,
    pushed: tally.pushed,
    pulled: tally.pulled,
    superseded: supersededEdits(project, supersededBefore),
    rejected,
    conflicts,
    chunks: {
      uploaded: tally.uploaded,
      downloaded: tally.downloaded,
      bytesUp: tally.bytesUp,
      bytesDown: tally.bytesDown,
      bytesSaved: Math.max(0, tally.bytesSent - tally.bytesUp),
    },
  };
}

/** Local edits that lost against the studio's, from row `after` on. */
export function supersededEdits(project: Project, after = 0): Superseded[] {
  return project.staging.superseded(after).map(({ itemId, ...edit }) => ({
    ...edit,
    mine: readable(project, edit.field, edit.mine),
    theirs: readable(project, edit.field, edit.theirs),
    path: project.paths.of(project.items.followed(itemId)?.id ?? itemId),
  }));
}

/** References by what people know them by. */
function readable(project: Project, field: string, value: string): string {
  if (field === 'assigneeId') return value === '' ? '' : project.userName(value);
  return field === 'parentId' || field === 'mergedInto' ? project.paths.of(value) : value;
}

/** Rows the studio refused, with their reasons. */
export function rejectedRows(project: Project): Rejected[] {
  return project.staging.rejected().map(({ kind, key, code, message }) => {
    const itemId = project.rejectedItem(kind, key);
    const path = itemId ? project.paths.of(itemId) : key;
    const what = refusedKind(project, kind, key);
    return { id: `${kind}:${key}`, path, kind: what, code, message, wayOut: wayOut(what, code) };
  });
}
