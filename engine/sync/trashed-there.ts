/** Work of mine on or below something that the studio's side trashed or purged meanwhile. */
import type { Decision } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import { type Arrivals, purgedThere, trashedHere, trashedThere } from './arrivals.ts';
import type { Stakes } from './choices.ts';
import type { ConflictLog } from './conflict-log.ts';
import { freeName, keepTree } from './keep-tree.ts';
import type { Pieces } from './pieces.ts';
import { dropOnlyTheirs, isFree, keepable, type Place, separateAsset } from './separate.ts';
import { takeBack, takeBackSets } from './take-back.ts';
import { unsentWork, type Work } from './work.ts';

/** One thing that is gone, and all work on it. */
interface Case {
  /** As the pull left it, and as it was before. */
  readonly top: LocalItem;
  readonly before: LocalItem;
  readonly works: Work[];
  /** What would have to be restored for the works to be live. */
  readonly gone: Set<Id>;
}

/** O(unsent work), where anything is gone at all: what is settled together lies apart, as each is the outermost that is gone. */
export function* settleTrashedThere(
  project: Project,
  log: ConflictLog,
  arrivals: Arrivals,
  now: number,
): Pieces {
  const settled = new Set<Id>();
  // Keeping work of something purged may put it below something trashed, so this goes on until nothing is left.
  for (
    let found = findCases(project, arrivals, settled);
    found.length > 0;
    found = findCases(project, arrivals, settled)
  ) {
    for (const one of found) {
      settled.add(one.top.id);
      settle(project, log, one, arrivals, now);
      yield;
    }
  }
}

/** What was purged, and where nothing was, what can be restored. */
function findCases(project: Project, arrivals: Arrivals, settled: ReadonlySet<Id>): readonly Case[] {
  const { gone, moved } = arrivals;
  const works = unsentWork(project, gone);
  const isNone = gone.size === 0 && moved.size === 0;
  if (isNone && ![...works.values()].some((work) => work.refused)) return [];
  const cases = new Map<Id, Case>();
  for (const work of works.values()) {
    const chain = project.paths.chain(work.id);
    const top = topOf(chain, work, arrivals);
    if (!top || settled.has(top.id)) continue;
    const known = cases.get(top.id) ?? {
      top,
      before: gone.get(top.id) ?? top,
      works: [],
      gone: new Set([top.id]),
    };
    cases.set(top.id, known);
    known.works.push(work);
    for (const item of chain) if (!item.purged && trashedThere(item)) known.gone.add(item.id);
  }
  const all = [...cases.values()];
  const purged = all.filter(({ top }) => top.purged);
  return purged.length > 0 ? purged : all;
}

/** The outermost item that is gone and holds this work; what was purged comes before what can be restored. */
function topOf(chain: readonly LocalItem[], work: Work, { gone, moved }: Arrivals): LocalItem | undefined {
  const fresh = work.refused || chain.some(({ id }) => gone.has(id) || moved.has(id));
  if (!fresh) return undefined;
  const purged = chain.findLast(purgedThere);
  if (purged) return work.versions > 0 || !trashedBefore(chain, purged) ? purged : undefined;
  const top = chain.findLast(trashedThere);
  return top && !trashedBefore(chain, top) ? top : undefined;
}

/** Whether I trashed it as well, further in: then there is nothing I would want to keep. */
function trashedBefore(chain: readonly LocalItem[], top: LocalItem): boolean {
  const below = chain.slice(0, chain.indexOf(top));
  return below.some(trashedHere);
}

function settle(project: Project, log: ConflictLog, found: Case, arrivals: Arrivals, now: number): void {
  const { top, before } = found;
  const decision = log.meet('trashed-there', before, top, stakesOf(project, found));
  const restorable = log.isOpen('restore');
  if (decision?.choice === 'restore' || (!decision && restorable)) restore(project, log, found, arrivals);
  else if (decision?.choice === 'rename') {
    if (!keep(project, found, arrivals, decision, now)) log.reopen('trashed-there', before, top);
  } else if (decision?.choice === 'theirs') giveUp(project, found, arrivals, now);
}

function stakesOf(project: Project, { top, before, works, gone }: Case): Stakes {
  const made = works.filter((work) => work.made || work.moved).length;
  const versions = works.reduce((sum, work) => sum + work.versions, 0);
  const edits = works.filter((work) => work.edited).length;
  const keeps = top.kind === 'asset' ? keepable(project, top.id).length > 0 : made > 0 || versions > 0;
  const kinds = new Set([...gone].map((id) => project.items.get(id)?.kind ?? 'asset'));
  return { purged: top.purged, name: before.name, made, versions, edits, keeps, kinds };
}

function restore(project: Project, log: ConflictLog, { top, works, gone }: Case, arrivals: Arrivals): void {
  for (const id of gone) {
    project.items.edit(id, { trashed: false, trashedBy: '', trashedAt: 0 }, false);
    log.nest(id, 'trashed-there', top, top);
    // It may have been moved into something that I trashed, or purged: that was not meant to take it along.
    arrivals.worked(id);
  }
  for (const work of works) log.nest(work.id, 'trashed-there', top, top);
}

/** @returns false where the name is not free any more. */
function keep(
  project: Project,
  { top, before, works }: Case,
  { gone }: Arrivals,
  decision: Decision,
  now: number,
): boolean {
  const place = placeFor(project, top, decision.name ?? '');
  if (!isFree(project, place)) return false;
  if (top.kind === 'collection') {
    keepTree(project, { top: before, place, works, gone }, now);
    return true;
  }
  separateAsset(project, before, place, now);
  takeBack(project, top.id);
  return true;
}

/** Where what is kept goes: beside what is gone; beside what I trashed or purged, where that was moved into it: it would go with it. */
function placeFor(project: Project, top: LocalItem, name: string): Place {
  const mine = project.paths.chain(top.parentId).findLast(trashedHere);
  if (!mine) return { parentId: top.parentId, name };
  return { parentId: mine.parentId, name: freeName(project, mine.parentId, name) };
}

/** What was only edited and is purged cannot keep the edits: they are listed. */
function giveUp(project: Project, { works }: Case, { gone }: Arrivals, now: number): void {
  for (const { id } of works) {
    const before = gone.get(id);
    for (const field of Object.keys(before?.base ?? {}) as (keyof LocalItem)[]) {
      project.staging.supersede(id, field, String(before?.[field]), '', now);
    }
    takeBackSets(project, id);
    dropOnlyTheirs(project, id);
  }
}
