/** Decisions on conflicts: checked when they are given, carried out by the next sync. */
import { existsSync } from 'node:fs';
import type { Conflict, Decision } from '../api.ts';
import { beside, parentOf } from '../domain/item-path.ts';
import { explainRefused, nameKey, type RefusedName, refusedName } from '../domain/names.ts';
import { type Said, said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { isLive } from '../project/items.ts';
import { split } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { placeOf } from '../sync/cycles.ts';
import { pathInside } from '../workspace/paths.ts';

function requireConflict(project: Project, id: string): Conflict {
  const conflict = project.staging.conflict(id);
  if (!conflict) throw new CairnError('not-found', said`There is no conflict ${id}`, { id });
  return conflict;
}

/** @throws {CairnError} not-found, usage (a choice that is not open), name-refused, name-taken */
export function resolveConflict(project: Project, id: string, decision: Decision | null): void {
  // Another window's sync may settle it, and its id means the same conflict, should that ever arise again; or there
  // the name is given to another.
  project.db.transaction(() => {
    const conflict = requireConflict(project, id);
    if (decision) requireOpen(project, conflict, decision);
    project.staging.decide(id, decision);
  });
}

function requireOpen(project: Project, conflict: Conflict, decision: Decision): void {
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
  const problem = renameProblem(project, conflict, name);
  if (problem) throw new CairnError(problem.code, problem.message, { name, suggestion: conflict.suggestion });
}

/** Why a conflict's local side cannot take this name, in words; null where it can. */
export function checkRename(project: Project, id: string, name: string): Said | null {
  return renameProblem(project, requireConflict(project, id), name)?.message ?? null;
}

type NameTrouble = { readonly code: 'name-refused' | 'name-taken' | 'usage'; readonly message: Said };

function renameProblem(project: Project, conflict: Conflict, name: string): NameTrouble | undefined {
  if (conflict.kind === 'move-cycle') return placeProblem(project, conflict, name);
  const refused = refusedName(name);
  if (refused) return asTrouble(refused);
  const key = nameKey(name);
  // What is gone has given its name up, to mine as well as to others.
  const own = conflict.kind === 'trashed-there';
  if (!own && key === nameKey(conflict.theirs.name))
    return taken(said`This name is taken by the studio’s item.`);
  const parents = parentsOf(project, conflict);
  const holders = parents.map((parent) => project.items.byKey(parent, key));
  if (holders.some((holder) => holder && !(own && holder.id === conflict.mine.id))) return taken(takenHere);
  if (stagedNames(project, parents, own ? conflict.mine.id : '').has(key)) return taken(takenThere);
  if (chosenNames(project, conflict).has(key)) return taken(said`This name is taken by another decision.`);
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
  if (stagedNames(project, [place.parentId], conflict.mine.id).has(nameKey(place.name)))
    return taken(takenThere);
  return undefined;
}

/** Where the two sides live: equal, except below collections that are being merged. */
function parentsOf(project: Project, conflict: Conflict): string[] {
  const ids = [conflict.mine.id, conflict.theirs.id];
  const local = ids.map((id) => project.items.get(id)?.parentId).filter((id) => id !== undefined);
  for (const row of project.staging.staged()) {
    if (row.kind === 'item' && ids.includes(row.row.id)) local.push(row.row.parentId);
  }
  return [...new Set(local)];
}

function stagedNames(project: Project, parents: readonly string[], except: string): Set<string> {
  const names = new Set<string>();
  for (const row of project.staging.staged()) {
    if (row.kind !== 'item' || row.row.id === except) continue;
    if (parents.includes(row.row.parentId) && isLive(row.row)) names.add(nameKey(row.row.name));
  }
  return names;
}

function chosenNames(project: Project, conflict: Conflict): Set<string> {
  const others = project.staging
    .renamed()
    .filter((other) => other.id !== conflict.id && parentOf(other.path) === parentOf(conflict.path));
  return new Set(others.map((other) => nameKey(other.decision?.name ?? '')));
}
