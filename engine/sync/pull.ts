/** A sync that is `pulling` and `reconciling`: what changed on the studio since the watermark, staged and then applied as one. */
import type { cairn } from '../../proto/generated/cairn.js';
import type { Conflict } from '../api.ts';
import { throwIfAborted } from '../content/pace.ts';
import type { Row } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { report, type SyncContext } from './context.ts';
import { decodeReceived } from './received.ts';
import { reconcile, reconcileGivingWay, rehearse } from './reconcile.ts';
import { historyKept, historyLost } from './same-history.ts';

/** Rows that are kept together: making each page durable by itself would cost more than reading it. */
const GROUP = 8_000;

/** What the first page is asked with: behind what is applied or staged already. */
const firstOf = ({ project }: SyncContext) => ({
  since: Number(project.meta('staged-head') || project.watermark),
  cursor: project.meta('staged-cursor'),
});

/**
 * Asks for the first page while other questions are under way: on a long line that is a round trip less. Not where something is to
 * be sent again before, which changes what the page says.
 */
export function askAhead(context: SyncContext): void {
  if (context.project.staging.outgoing()) return;
  const { since, cursor } = firstOf(context);
  context.ahead = { since, cursor, page: ask(context, since, cursor) };
}

function firstPage(context: SyncContext, since: number, cursor: string): Promise<cairn.v1.PullPage> {
  const { ahead } = context;
  context.ahead = undefined;
  return ahead?.since === since && ahead.cursor === cursor ? ahead.page : ask(context, since, cursor);
}

/** Stages everything above what is applied or staged already. An interrupted pull goes on with its next page. */
export async function stageChanges(context: SyncContext): Promise<void> {
  const { project } = context;
  const { since, ...first } = firstOf(context);
  let { cursor } = first;
  let count = project.staging.stagedCount();
  let rows: Row[] = [];
  for (let coming = firstPage(context, since, cursor); ; ) {
    const page = await coming;
    if (!page.more && page.head < since) throw historyLost(project, page.head, since);
    if (page.more && page.cursor === cursor) {
      throw new CairnError('studio-garbage', 'The studio sent the same page twice. Nothing was applied.');
    }
    ({ cursor } = page);
    // The next one is on its way while this one is staged.
    if (page.more) coming = ask(context, since, cursor);
    rows.push(...decodeReceived(page.rows));
    if (page.more && rows.length < GROUP) continue;
    const group = rows;
    rows = [];
    project.db.transaction(() => {
      project.staging.stage(group);
      project.setMeta('staged-cursor', page.more ? cursor : '');
      if (page.more) return;
      project.setMeta('staged-head', String(page.head));
      historyKept(project);
    });
    count += group.length;
    report(context, 'pull', count, 0, 'rows');
    if (!page.more) return;
  }
}

/** A page. Whether it comes is found out where it is awaited. */
function ask({ studio, signal }: SyncContext, since: number, cursor: string): Promise<cairn.v1.PullPage> {
  const page = studio.changes(since, cursor, signal);
  page.catch(() => undefined);
  return page;
}

const stagedHead = ({ project }: SyncContext): number =>
  Number(project.meta('staged-head') || project.watermark);

/** Applies what is staged. @returns the conflicts that wait; empty: all is applied. */
export async function applyStaged(context: SyncContext): Promise<readonly Conflict[]> {
  const { project, signal } = context;
  const head = stagedHead(context);
  report(context, 'reconcile', 0, 0, 'rows');
  const { conflicts, rows } = project.staging.isLarge
    ? await aside(context, (other) => reconcileGivingWay(other, head, context.now(), signal))
    : reconcile(project, head, context.now());
  if (conflicts.length === 0) context.tally.pulled += rows;
  return conflicts;
}

/** The conflicts that applying what is staged would meet. */
export const rehearseStaged = (context: SyncContext): Promise<readonly Conflict[]> =>
  aside(context, (project) => rehearse(project, stagedHead(context), context.now(), context.signal));

/**
 * Through a connection of its own, when whoever writes in this program has done so; they wait until it is done. Waiting for them
 * ends with an abort at once.
 */
async function aside<T>(
  { project, signal, alone }: SyncContext,
  work: (project: Project) => Promise<T>,
): Promise<T> {
  const turn = Promise.withResolvers<void>();
  const stop = () => turn.reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const done = alone(async () => {
    signal.removeEventListener('abort', stop);
    throwIfAborted(signal);
    turn.resolve();
    return await project.aside(work);
  });
  done.catch(() => undefined);
  await turn.promise;
  return await done;
}
