/** A conflict in enough detail to choose: both sides, and what each choice will do. */
import type { Conflict, ConflictSide } from '../api.ts';
import { nameOf } from '../domain/item-path.ts';
import { nameKey, numberedName } from '../domain/names.ts';
import { ROOT } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import { previewView } from '../snapshot/pictured.ts';
import { choicesOf, type Stakes } from './choices.ts';
import type { Lookup } from './lookup.ts';

type Head = Pick<Conflict, 'id' | 'kind' | 'parent' | 'decision'>;

const COMMENTS_SHOWN = 3;

export function describeConflict(
  look: Lookup,
  head: Head,
  met: LocalItem,
  theirs: LocalItem,
  stakes: Stakes,
): Conflict {
  const mine = named(look.project, met);
  // Told of what is gone are rows of before, or as they would be.
  const asIs = !head.kind.startsWith('trashed');
  const path = pathOf(look, mine, mine.name, asIs);
  const suggestion = suggest(look, head.kind, path, mine, theirs);
  return {
    ...head,
    path,
    choices: choicesOf({ look, kind: head.kind, mine, theirs, stakes, suggestion }),
    mine: describeSide(look, mine, path, true),
    theirs: describeSide(look, theirs, pathOf(look, theirs, theirs.name || mine.name, asIs), false),
    suggestion,
  };
}

/** A purge takes an item's name; what is known of it here still has one. */
function named(project: Project, item: LocalItem): LocalItem {
  if (item.name !== '') return item;
  const path = project.working.get(item.id)?.path ?? '';
  return { ...item, name: item.base?.name || nameOf(path) || item.kind };
}

/** The path of an item, also where its row has lost the name to a purge. */
function pathOf(look: Lookup, item: LocalItem, name: string, asIs: boolean): string {
  const now = asIs ? item : look.project.items.get(item.id);
  return look.path(now?.name === name ? now : { parentId: item.parentId, name });
}

function describeSide(look: Lookup, item: LocalItem, path: string, mine: boolean): ConflictSide {
  const history = look.history(item.id);
  // In a diverged history both sides are one item: mine are the checkpoints that were never sent.
  const own = history.filter((c) => (c.rev === 0) === mine);
  const shown = own.length > 0 ? own : history;
  const newest = shown.at(-1);
  return {
    id: item.id,
    path,
    name: nameOf(path),
    kind: item.kind,
    author: look.userName(newest?.authorId || item.createdBy),
    time: newest?.createdAt ?? item.createdAt,
    versions: shown.length,
    comments: shown
      .slice(-COMMENTS_SHOWN)
      .map((c) => c.comment)
      .reverse(),
    size: newest?.size ?? 0,
    status: item.status,
    assignee: item.assigneeId ? look.userName(item.assigneeId) : null,
    children: item.kind === 'collection' ? look.project.items.countBelow(item.id) : 0,
    preview: newest ? previewView(look.project, path, newest) : null,
    checkpointId: newest?.id ?? null,
    gone: item.trashed || item.purged ? goneBy(look, item) : null,
  };
}

const goneBy = (look: Lookup, item: LocalItem): NonNullable<ConflictSide['gone']> => ({
  how: item.purged ? 'purged' : 'trashed',
  by: look.userName(item.trashedBy),
  time: item.trashedAt,
});

/** A free name for mine, or for a loop of moves a free place at the top. */
function suggest(
  look: Lookup,
  kind: Conflict['kind'],
  path: string,
  mine: LocalItem,
  theirs: LocalItem,
): string {
  const { project } = look;
  const atTop = kind === 'move-cycle';
  const folder = atTop ? '' : path.slice(0, path.lastIndexOf('/') + 1);
  const parents = atTop ? [ROOT] : new Set([mine.parentId, theirs.parentId]);
  const taken = (name: string) => {
    const key = nameKey(name);
    for (const parent of parents) if (project.items.isTaken(parent, key)) return true;
    return look.isOnDisk(folder, name) && folder + name !== project.working.get(mine.id)?.path;
  };
  // What is gone has given its name up.
  const keeps = kind === 'trashed-there' || atTop;
  // A purge takes the name from a row; where it lay still says what it was.
  const name = mine.name || theirs.name || nameOf(path) || mine.kind;
  return keeps && !taken(name) ? name : numberedName(name, taken);
}
