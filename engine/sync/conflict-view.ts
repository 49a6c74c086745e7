/** A conflict in enough detail to choose: both sides, and what each choice will do. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Conflict, ConflictSide } from '../api.ts';
import { nameKey, numberedName } from '../domain/names.ts';
import { ROOT } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import { choicesOf, type Stakes } from './choices.ts';

type Head = Pick<Conflict, 'id' | 'kind' | 'parent' | 'decision'>;

const COMMENTS_SHOWN = 3;

export function describeConflict(
  project: Project,
  head: Head,
  mine: LocalItem,
  theirs: LocalItem,
  stakes: Stakes,
): Conflict {
  const path = pathOf(project, mine, mine.name);
  const suggestion = suggest(project, head.kind, path, mine, theirs);
  const met = { project, kind: head.kind, mine, theirs, stakes, suggestion };
  return {
    ...head,
    path,
    choices: choicesOf(met),
    mine: describeSide(project, mine, true, mine.name),
    theirs: describeSide(project, theirs, false, theirs.name || mine.name),
    suggestion,
  };
}

/** The path of an item, also where its row has lost the name to a purge. */
function pathOf(project: Project, item: LocalItem, name: string): string {
  if (project.items.get(item.id)?.name === name) return project.paths.of(item.id);
  return item.parentId === ROOT ? name : `${project.paths.of(item.parentId)}/${name}`;
}

function describeSide(project: Project, item: LocalItem, mine: boolean, name: string): ConflictSide {
  const history = project.checkpoints.of(item.id);
  // In a diverged history both sides are one item: mine are the checkpoints that were never sent.
  const own = history.filter((c) => (c.rev === 0) === mine);
  const shown = own.length > 0 ? own : history;
  const newest = shown.at(-1);
  return {
    id: item.id,
    path: pathOf(project, item, name),
    name,
    kind: item.kind,
    author: project.userName(newest?.authorId || item.createdBy),
    time: newest?.createdAt ?? item.createdAt,
    versions: shown.length,
    comments: shown
      .slice(-COMMENTS_SHOWN)
      .map((c) => c.comment)
      .reverse(),
    size: newest?.size ?? 0,
    status: item.status,
    assignee: item.assigneeId ? project.userName(item.assigneeId) : null,
    children: item.kind === 'collection' ? project.paths.below(item.id).length : 0,
    preview: newest?.preview ? { hash: newest.preview.hash, mediaType: newest.preview.mediaType } : null,
    checkpointId: newest?.id ?? null,
    gone: item.trashed || item.purged ? goneBy(project, item) : null,
  };
}

const goneBy = (project: Project, item: LocalItem): NonNullable<ConflictSide['gone']> => ({
  how: item.purged ? 'purged' : 'trashed',
  by: project.userName(item.trashedBy),
  time: item.trashedAt,
});

/** A free name for mine, or for a loop of moves a free place at the top. */
function suggest(
  project: Project,
  kind: Conflict['kind'],
  path: string,
  mine: LocalItem,
  theirs: LocalItem,
): string {
  const atTop = kind === 'move-cycle';
  const folder = atTop ? '' : path.slice(0, path.lastIndexOf('/') + 1);
  const parents = atTop ? [ROOT] : [mine.parentId, theirs.parentId];
  const own = project.working.get(mine.id)?.path;
  const taken = (name: string) => {
    const key = nameKey(name);
    if (parents.some((parent) => project.items.byKey(parent, key) !== undefined)) return true;
    return folder + name !== own && existsSync(join(project.folder, folder, name));
  };
  // What is gone has given its name up.
  const keeps = kind === 'trashed-there' || atTop;
  return keeps && mine.name !== '' && !taken(mine.name) ? mine.name : numberedName(mine.name, taken);
}
