/** One sync, step by step (docs/sync-spec.md). Every step leaves a project file from which the next sync goes on. */
import type { CallOptions, Conflict, Rejected, Superseded, SyncReport } from '../api.ts';
import { CairnError } from '../errors.ts';
import { lockSync } from '../project/lock.ts';
import type { Project } from '../project/project.ts';
import type { StudioSync } from '../remote/studio.ts';
import { fetchPreviews } from './conflict-previews.ts';
import { callContext, report, type SyncContext } from './context.ts';
import { downloadOutstanding } from './downloads.ts';
import { applyStaged, stageChanges } from './pull.ts';
import { pushOutbox, resendOutgoing } from './push.ts';
import { rehearse } from './reconcile.ts';
import { uploadContent } from './upload.ts';
import { wayOut } from './ways-out.ts';

/** How often others may push in between before this sync gives up for now. */
const MAX_ROUNDS = 10;

export interface SyncPorts {
  readonly project: Project;
  readonly studio: StudioSync;
  readonly now: () => number;
  readonly log: (level: 'info' | 'warn', message: string, data?: Record<string, unknown>) => void;
  /** Replays on disk the renames that the user decided on. */
  readonly afterApply: () => Promise<void>;
}

/** @throws {CairnError} sync-running, cancelled, or one of the studio's codes. */
export async function runSync(ports: SyncPorts, options: CallOptions = {}): Promise<SyncReport> {
  const release = await lockSync(ports.project.db.file);
  try {
    return await sync(ports, contextOf(ports, options));
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
    const context = contextOf(ports, options);
    await connect(context);
    await stageChanges(context);
    const { project } = ports;
    const head = Number(project.meta('staged-head') || project.watermark);
    return { conflicts: rehearse(project, head, ports.now()), pull: project.staging.stagedCount() };
  } finally {
    release();
  }
}

function contextOf(ports: SyncPorts, options: CallOptions): SyncContext {
  return {
    project: ports.project,
    studio: ports.studio,
    now: ports.now,
    ...callContext(options),
  };
}

async function sync(ports: SyncPorts, context: SyncContext): Promise<SyncReport> {
  const { project } = context;
  const supersededBefore = project.staging.lastSuperseded();
  const finish = (conflicts: readonly Conflict[]) => reportOf(context, conflicts, supersededBefore);
  const pause = async (conflicts: readonly Conflict[]) => {
    await fetchPreviews(context, conflicts);
    return finish(conflicts);
  };
  await connect(context);
  const resent = await resendOutgoing(context);
  if (resent.conflicts.length > 0) return pause(resent.conflicts);
  for (let round = 1; ; round++) {
    await stageChanges(context);
    const conflicts = applyStaged(context);
    if (conflicts.length > 0) return pause(conflicts);
    await ports.afterApply();
    const complete = await uploadContent(context);
    const pushed = await pushOutbox(context, (id) => complete.has(id));
    if (pushed.conflicts.length > 0) return pause(pushed.conflicts);
    if (!pushed.behind) break;
    if (round === MAX_ROUNDS) throw busy();
  }
  await download(ports, context);
  project.db.transaction(() => project.setMeta('last-sync', String(ports.now())));
  return finish([]);
}

async function connect(context: SyncContext): Promise<void> {
  report(context, 'connect', 0, 0, 'rows');
  const { project } = context;
  const { user, project: there } = await context.studio.connect(context.signal);
  if (there.id !== project.meta('project-id')) {
    throw new CairnError('studio-error', `The studio has another project under this address: ${there.name}`, {
      theirs: there.id,
    });
  }
  if (project.me === user.id && project.meta('user-name') === user.name) return;
  project.db.transaction(() => {
    project.setMeta('user-id', user.id);
    project.setMeta('user-name', user.name);
  });
}

async function download(ports: SyncPorts, context: SyncContext): Promise<void> {
  const failures = await downloadOutstanding(context);
  for (const [checkpoint, error] of failures) {
    ports.log('warn', error.message, {
      asset: context.project.paths.of(checkpoint.assetId),
      code: error.code,
    });
  }
}

const busy = (): CairnError =>
  new CairnError(
    'studio-overloaded',
    'Others kept pushing while this sync ran. Everything is kept here; sync again in a moment.',
  );

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
    path: project.paths.of(itemId),
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
    return { id: `${kind}:${key}`, path, kind, code, message, wayOut: wayOut(kind, code) };
  });
}
