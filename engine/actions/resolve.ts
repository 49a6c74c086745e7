/** Decisions on conflicts: checked when they are given, carried out by the next sync. */
import { existsSync } from 'node:fs';
import type { Conflict, Decision } from '../api.ts';
import { beside } from '../domain/item-path.ts';
import { explainRefused, nameKey, type RefusedName, refusedName } from '../domain/names.ts';
import { type Said, said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { isLive } from '../project/items.ts';
import { split } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { placeOf } from '../sync/cycles.ts';
import type { Place } from '../sync/separate.ts';
import { pathInside } from '../workspace/paths.ts';
import { GivenNames, stagedItems } from './given-names.ts';

function requireConflict(project: Project, id: string): Conflict {
  const conflict = project.staging.conflict(id);
  if (!conflict) throw new CairnError('not-found', said`There is no conflict ${id}`, { id });
  return conflict;
}

/** @throws {CairnError} not-found, usage (a choice that is not open), name-refused, name-taken */
export function resolveConflict(project: Project, id: string, decision: Decision | null): void {
  // Another window's sync may settle it, and its id means the same conflict, should that ever arise again; or there
  // the name is given to another.
  const { writes } = project.db;
  // Nobody else need wait until all that waits is read, unless they write meanwhile.
  if (decision?.choice === 'rename') GivenNames.of(project);
  const [conflict, names] = project.db.transaction(() => {
    const open = requireConflict(project, id);
    if (decision) requireOpen(project, open, decision, () => GivenNames.of(project, writes));
    const given = GivenNames.known(project, writes);
    project.staging.decide(id, decision);
    return [open, given] as const;
  });
  names?.decided(project, conflict, decision?.name);
}

function requireOpen(
  project: Project,
  conflict: Conflict,
  decision: Decision,
  names: () => GivenNames,
): void {
  const choice = conflict.choices.find((candidate) => candidate.name === decision.choice);
  if (!choice?.enabled) {
    const open = conflict.choices.filter((candidate) => candidate.enabled).map((candidate) => candidate.name);
    const offered = open.join(', ');
    const why = choice?.said?.reason ?? choice?.reason;
    throw new CairnError(
      'usage',
      why
        ? said`${decision.choice} is not open for this conflict: ${why} Open: ${offered}.`
        : said`${decision.choice} is not open for this conflict. Open: ${offered}.`,
      {
        choices: open,
      },
    );
  }
  if (decision.choice !== 'rename') return;
  const name = decision.name ?? '';
  const problem = renameProblem(project, conflict, name, names());
  if (problem) throw new CairnError(problem.code, problem.message, { name, suggestion: conflict.suggestion });
}

/** Why a conflict's local side cannot take this name, in words; null where it can. */
export function checkRename(project: Project, id: string, name: string): Said | null {
  return renameProblem(project, requireConflict(project, id), name, GivenNames.of(project))?.message ?? null;
}

type NameTrouble = { readonly code: 'name-refused' | 'name-taken' | 'usage'; readonly message: Said };

function renameProblem(
  project: Project,
  conflict: Conflict,
  name: string,
  names: GivenNames,
): NameTrouble | undefined {
  if (conflict.kind === 'move-cycle') return placeProblem(project, conflict, name);
  const refused = refusedName(name);
  if (refused) return asTrouble(refused);
  const key = nameKey(name);
  // What is gone has given its name up, to mine as well as to others.
  const own = conflict.kind === 'trashed-there';
  if (!own && key === nameKey(conflict.theirs.name))
    return taken(said`This name is taken by the studio’s item.`);
  const parents = parentsOf(project, conflict, names);
  const holders = parents.map((parent) => project.items.byKey(parent, key));
  if (holders.some((holder) => holder && !(own && holder.id === conflict.mine.id))) return taken(takenHere);
  if (names.isStaged(parents, key, own ? conflict.mine.id : '')) return taken(takenThere);
  if (names.isChosen(conflict, key)) return taken(said`This name is taken by another decision.`);
  const path = beside(conflict.path, name);
  const mine = project.working.get(conflict.mine.id)?.path ?? (own ? conflict.path : undefined);
  if (path !== mine && existsSync(pathInside(project.folder, path)))
    return taken(said`This name is taken by a file on this disk.`);
  return undefined;
}

const asTrouble = (refused: RefusedName): NameTrouble => ({
  code: 'name-refused',
  message: explainRefused(refused),
});

const taken = (message: Said): NameTrouble => ({ code: 'name-taken', message });
const takenHere = said`This name is taken here.`;
const takenThere = said`This name is taken on the studio.`;

/** A place, as a path from the top, for what both sides moved into a loop. */
function placeProblem(project: Project, conflict: Conflict, path: string): NameTrouble | undefined {
  for (const name of split(path)) {
    const refused = refusedName(name);
    if (refused) return asTrouble(refused);
  }
  const place = placeOf(project, conflict.mine.id, path);
  if (!place) {
    return {
      code: 'usage',
      message: said`There is no such collection outside of this one. Give a path from the top of the project.`,
    };
  }
  const holder = project.items.byKey(place.parentId, nameKey(place.name));
  if (holder && holder.id !== conflict.mine.id) return taken(takenHere);
  if (isStagedAt(project, place, conflict.mine.id)) return taken(takenThere);
  return undefined;
}

/** Where the two sides live: equal, except below collections that are being merged. */
function parentsOf(project: Project, conflict: Conflict, names: GivenNames): string[] {
  const ids = [conflict.mine.id, conflict.theirs.id];
  const parents = ids.flatMap((id) => [project.items.get(id)?.parentId, names.stagedParent(id)]);
  return [...new Set(parents.filter((id) => id !== undefined))];
}

/** Whether what waits of the pull has something else there: anywhere, so all of it is gone through. */
function isStagedAt(project: Project, { parentId, name }: Place, except: string): boolean {
  const key = nameKey(name);
  for (const item of stagedItems(project)) {
    if (item.id === except || item.parentId !== parentId) continue;
    if (isLive(item) && nameKey(item.name) === key) return true;
  }
  return false;
}
