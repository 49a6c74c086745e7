/** Decisions on conflicts: checked when they are given, carried out by the next sync. */
import { existsSync } from 'node:fs';
import type { Conflict, Decision } from '../api.ts';
import { explainName, nameKey, nameProblem } from '../domain/names.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { pathInside } from '../workspace/paths.ts';

function requireConflict(project: Project, id: string): Conflict {
  const conflict = project.staging.conflicts().find((candidate) => candidate.id === id);
  if (!conflict) throw new CairnError('not-found', `There is no conflict ${id}`, { id });
  return conflict;
}

/** @throws {CairnError} not-found, usage (a choice that is not open), name-refused, name-taken */
export function resolveConflict(project: Project, id: string, decision: Decision | null): void {
  const conflict = requireConflict(project, id);
  if (decision) requireOpen(project, conflict, decision);
  project.db.transaction(() => project.staging.decide(id, decision));
}

function requireOpen(project: Project, conflict: Conflict, decision: Decision): void {
  const choice = conflict.choices.find((candidate) => candidate.name === decision.choice);
  if (!choice?.enabled) {
    const open = conflict.choices.filter((candidate) => candidate.enabled).map((candidate) => candidate.name);
    const why = choice?.reason ? `: ${choice.reason}` : '';
    throw new CairnError(
      'usage',
      `${decision.choice} is not open for this conflict${why}. Open: ${open.join(', ')}.`,
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
export function checkRename(project: Project, id: string, name: string): string | null {
  return renameProblem(project, requireConflict(project, id), name)?.message ?? null;
}

function renameProblem(
  project: Project,
  conflict: Conflict,
  name: string,
): { code: 'name-refused' | 'name-taken'; message: string } | undefined {
  const problem = nameProblem(name);
  if (problem !== undefined)
    return { code: 'name-refused', message: `This name cannot be used: ${explainName(problem)}.` };
  const taken = (where: string) => ({ code: 'name-taken' as const, message: `This name is taken ${where}.` });
  const key = nameKey(name);
  if (key === nameKey(conflict.theirs.name)) return taken('by the studio’s item');
  const parents = parentsOf(project, conflict);
  if (parents.some((parent) => project.items.byKey(parent, key))) return taken('here');
  if (stagedNames(project, parents).has(key)) return taken('on the studio');
  if (chosenNames(project, conflict).has(key)) return taken('by another decision');
  const folder = conflict.path.slice(0, conflict.path.lastIndexOf('/') + 1);
  if (existsSync(pathInside(project.folder, folder + name))) return taken('by a file on this disk');
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

function stagedNames(project: Project, parents: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const row of project.staging.staged()) {
    if (row.kind === 'item' && parents.includes(row.row.parentId) && !row.row.trashed)
      names.add(nameKey(row.row.name));
  }
  return names;
}

function chosenNames(project: Project, conflict: Conflict): Set<string> {
  const folder = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const others = project.staging
    .conflicts()
    .filter((other) => other.id !== conflict.id && folder(other.path) === folder(conflict.path));
  return new Set(others.flatMap((other) => (other.decision?.name ? [nameKey(other.decision.name)] : [])));
}
