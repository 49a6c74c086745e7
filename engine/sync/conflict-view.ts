/** A conflict in enough detail to choose: both sides, and what each choice will do. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChoiceName, Conflict, ConflictKind, ConflictSide } from '../api.ts';
import { nameKey, numberedName } from '../domain/names.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

type Head = Pick<Conflict, 'id' | 'kind' | 'parent' | 'decision'>;
type Choice = Conflict['choices'][number];

const COMMENTS_SHOWN = 3;

export function describeConflict(project: Project, head: Head, mine: LocalItem, theirs: LocalItem): Conflict {
  const path = project.paths.of(mine.id);
  const suggestion = suggest(project, path, mine, theirs);
  return {
    ...head,
    path,
    choices: choicesOf(project, head.kind, mine, theirs, suggestion),
    mine: describeSide(project, mine, true),
    theirs: describeSide(project, theirs, false),
    suggestion,
  };
}

function describeSide(project: Project, item: LocalItem, mine: boolean): ConflictSide {
  const history = project.checkpoints.of(item.id);
  // In a diverged history both sides are one item: mine are the checkpoints that were never sent.
  const own = history.filter((c) => (c.rev === 0) === mine);
  const shown = own.length > 0 ? own : history;
  const newest = shown.at(-1);
  return {
    id: item.id,
    path: project.paths.of(item.id),
    name: item.name,
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
  };
}

function suggest(project: Project, path: string, mine: LocalItem, theirs: LocalItem): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return numberedName(mine.name, (name) => {
    const key = nameKey(name);
    return (
      project.items.byKey(mine.parentId, key) !== undefined ||
      project.items.byKey(theirs.parentId, key) !== undefined ||
      existsSync(join(project.folder, folder, name))
    );
  });
}

const KIND_CHOICES: Record<ConflictKind, readonly ChoiceName[]> = {
  'collection-name': ['rename', 'merge'],
  'asset-name': ['rename', 'merge'],
  'file-folder': ['rename'],
  diverged: ['stack-mine', 'stack-theirs', 'rename'],
  'trashed-there': ['restore', 'rename'],
  'trashed-here': ['trash', 'keep'],
  'move-cycle': ['theirs'],
  'lock-lost': ['rename', 'later'],
};

function choicesOf(
  project: Project,
  kind: ConflictKind,
  mine: LocalItem,
  theirs: LocalItem,
  suggestion: string,
): Choice[] {
  return KIND_CHOICES[kind].map((name) => {
    const reason = whyNot(project, kind, name, theirs);
    const effect = effectOf(name, kind, mine, theirs, suggestion);
    return reason === undefined ? { name, enabled: true, effect } : { name, enabled: false, reason, effect };
  });
}

/** Why a choice is not open to this member, or undefined. */
function whyNot(
  project: Project,
  kind: ConflictKind,
  choice: ChoiceName,
  theirs: LocalItem,
): string | undefined {
  const stacksOnTheirs =
    (choice === 'merge' && kind === 'asset-name') || choice === 'stack-mine' || choice === 'stack-theirs';
  if (!stacksOnTheirs) return undefined;
  if (!mayCheckpoint(theirs, project.me)) {
    const holder = theirs.assigneeId ? project.userName(theirs.assigneeId) : '';
    return holder
      ? `It is a task of ${holder}, and only the assignee may add checkpoints to it.`
      : 'It is a task that nobody is assigned to, and only the assignee may add checkpoints to it.';
  }
  if (!project.team.permissions(project.me).has('checkpoint.create')) {
    return 'Your role does not allow adding checkpoints.';
  }
  return undefined;
}

function effectOf(
  choice: ChoiceName,
  kind: ConflictKind,
  mine: LocalItem,
  theirs: LocalItem,
  suggestion: string,
): string {
  switch (choice) {
    case 'rename':
      return `Yours takes a new name (suggested: ${suggestion}), on disk too; the studio's stays ${theirs.name}. Both exist.`;
    case 'merge':
      return kind === 'collection-name'
        ? `Both become one collection with everything in them. Equal names inside are decided one by one.`
        : `Both become one asset: the studio's checkpoints, then yours on top. Every version stays readable.`;
    case 'stack-mine':
      return 'Your checkpoints go on top of the studio’s; your file is the newest version.';
    case 'stack-theirs':
      return 'Your checkpoints are kept in the history, and the studio’s version becomes the newest again.';
    case 'theirs':
      return `${mine.name} goes where the studio has it; your move is undone.`;
    case 'restore':
      return 'It is taken out of the trash, with your work.';
    case 'trash':
      return 'It goes to the trash; the content stays there.';
    case 'keep':
      return 'The studio’s stays, and your trashing is undone.';
    case 'later':
      return 'It stays on this machine only for now.';
  }
}
