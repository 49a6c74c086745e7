/** What a sync would do, without doing it. */
import type { CallOptions, SyncPlan } from '../api.ts';
import { rowKey } from '../domain/rows.ts';
import type { Project } from '../project/project.ts';
import { settleOutstanding } from './downloads.ts';
import { type OutboxEntry, outbox } from './outbox.ts';
import { previewSync, type SyncPorts } from './sync.ts';

/** Fetches what changed on the studio into the staging area, where the next sync finds it; applies and sends nothing. */
export async function planSync(ports: SyncPorts, options: CallOptions): Promise<SyncPlan> {
  const { conflicts, pull } = await previewSync(ports, options);
  const { project } = ports;
  const unsent = project.checkpoints.outbox();
  await settleOutstanding(project, options.signal ?? new AbortController().signal);
  const push = new Map(
    outbox(project, () => true).map((entry) => [
      `${entry.row.kind} ${rowKey(entry.row)}`,
      { path: pathOf(project, entry), kind: entry.row.kind },
    ]),
  );
  return {
    // An item whose fields travel in several changes is one thing to a reader.
    push: [...push.values()],
    pull,
    conflicts,
    bytesUp: unsent.reduce((sum, checkpoint) => sum + checkpoint.size, 0),
    bytesDown: project.outstanding.newest().size,
  };
}

function pathOf(project: Project, { row }: OutboxEntry): string {
  switch (row.kind) {
    case 'item':
      return project.paths.of(row.row.id);
    case 'checkpoint':
      return project.paths.of(row.row.assetId);
    case 'tagging':
    case 'dependency':
      return project.paths.of(row.row.itemId);
    default:
      return '';
  }
}
