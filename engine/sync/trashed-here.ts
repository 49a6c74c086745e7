/** News of the studio on or below something that I trashed or purged, and did not send yet. */
import type { Id } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import { type Arrivals, trashedHere, trashedThere } from './arrivals.ts';
import type { Stakes } from './choices.ts';
import type { ConflictLog } from './conflict-log.ts';
import type { Pieces } from './pieces.ts';

interface Case {
  readonly top: LocalItem;
  /** What I trashed on the way down to the news. */
  readonly trashed: Set<Id>;
  readonly news: Id[];
}

export function* settleTrashedHere(project: Project, log: ConflictLog, arrivals: Arrivals): Pieces {
  const cases = new Map<Id, Case>();
  for (const id of arrivals.news) {
    yield;
    const chain = project.paths.chain(id);
    const trashed = chain.filter(trashedHere);
    const top = trashed.at(-1);
    if (!top) continue;
    // What they trashed themselves may go to the trash with mine; only a purge would take more.
    if (chain[0] && trashedThere(chain[0]) && !trashed.some((item) => item.purged)) continue;
    const known = cases.get(top.id) ?? { top, trashed: new Set(), news: [] };
    cases.set(top.id, known);
    known.news.push(id);
    for (const item of trashed) known.trashed.add(item.id);
  }
  for (const found of cases.values()) {
    settle(project, log, found);
    yield;
  }
}

function settle(project: Project, log: ConflictLog, { top, trashed, news }: Case): void {
  const stakes: Stakes = { purged: top.purged, news: news.length };
  const theirs = { ...top, trashed: false, purged: false };
  const decision = log.meet('trashed-here', top, theirs, stakes);
  for (const id of trashed) {
    // Trashing stands, but purging would remove what its maker has never seen.
    if (decision?.choice === 'trash') project.items.edit(id, { purged: false }, false);
    else {
      project.items.edit(id, { trashed: false, trashedBy: '', trashedAt: 0, purged: false }, false);
      log.nest(id, 'trashed-here', top, top);
    }
  }
  for (const id of news) log.nest(id, 'trashed-here', top, top);
}
