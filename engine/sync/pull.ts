/** Steps 2 and 3 of a sync: what changed on the studio since the watermark, staged and then applied as one. */
import type { Conflict } from '../api.ts';
import { decodeRow, WireError } from '../domain/wire.ts';
import { CairnError } from '../errors.ts';
import { report, type SyncContext } from './context.ts';
import { reconcile } from './reconcile.ts';

/** Stages everything above what is applied or staged already. An interrupted pull goes on with its next page. */
export async function stageChanges(context: SyncContext): Promise<void> {
  const { project, studio, signal } = context;
  const since = Number(project.meta('staged-head') || project.watermark);
  for (let more = true; more; ) {
    const cursor = project.meta('staged-cursor');
    const page = await studio.changes(since, cursor, signal);
    if (!page.more && page.head < since) throw olderStudio(page.head, since);
    if (page.more && page.cursor === cursor) {
      throw new CairnError('studio-garbage', 'The studio sent the same page twice. Nothing was applied.');
    }
    const rows = decodeAll(page.rows);
    project.db.transaction(() => {
      project.staging.stage(rows);
      project.setMeta('staged-cursor', page.more ? page.cursor : '');
      if (!page.more) project.setMeta('staged-head', String(page.head));
    });
    report(context, 'pull', project.staging.stagedCount(), 0, 'rows');
    more = page.more;
  }
}

function decodeAll(rows: readonly Parameters<typeof decodeRow>[0][]) {
  try {
    return rows.map(decodeRow);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new CairnError(
      'studio-garbage',
      `The studio sent something Cairn cannot read: ${error.message}`,
      {},
      error,
    );
  }
}

const olderStudio = (head: number, since: number): CairnError =>
  new CairnError(
    'studio-error',
    `The studio is at revision ${head}, but this project has seen ${since}: it was probably restored from an older backup. Nothing was changed here; ask its administrator.`,
    { head, since },
  );

/** Applies what is staged. @returns the conflicts that wait; empty: all is applied. */
export function applyStaged(context: SyncContext): readonly Conflict[] {
  const { project } = context;
  const head = Number(project.meta('staged-head') || project.watermark);
  report(context, 'reconcile', 0, 0, 'rows');
  const { conflicts, rows } = reconcile(project, head, context.now());
  if (conflicts.length === 0) context.tally.pulled += rows;
  return conflicts;
}
