/** Collections, renames and moves, trash. Rows change first, in one transaction; the disk follows. */
import { lstatSync } from 'node:fs';
import type { TrashItem } from '../api.ts';
import { nameKey } from '../domain/names.ts';
import { type Id, ROOT } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { isLive, type LocalItem } from '../project/items.ts';
import { cleanPath, split } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { diskPath } from '../sync/disk-path.ts';
import { makeFolders } from '../workspace/held-folder.ts';
import { pathInside } from '../workspace/paths.ts';
import type { ActionContext } from './context.ts';
import { Placement, requireName, requireWay } from './placement.ts';
import { relocate } from './relocate.ts';

export function requireFree(project: Project, parentId: Id, name: string, except?: Id): void {
  const holder = project.items.byKey(parentId, nameKey(name));
  if (!holder || holder.id === except) return;
  const path = project.paths.of(holder.id);
  throw new CairnError('name-taken', said`${path} exists already`, { name, path });
}

function requireNone(project: Project, path: string): void {
  if (project.paths.find(path)) throw new CairnError('name-taken', said`${path} exists already`, { path });
}

/** Makes a collection, with those above it, and its folder. */
export async function makeCollection(context: ActionContext, path: string, shared: boolean): Promise<void> {
  const { project, ports } = context;
  const names = split(path);
  if (names.length === 0) throw new CairnError('usage', said`A collection needs a name`);
  for (const name of names) requireName(name);
  requireNone(project, path);
  requireWay(project, names);
  // First: an empty folder harms nobody where the rows then cannot be written, and what stands in its way is found before there are rows.
  await makeFolders(project.folder, names.join('/'));
  project.db.transaction(() => {
    requireNone(project, path);
    const id = new Placement(project, ports.now()).collections(names);
    if (shared) project.items.edit(id, { shared: true });
  });
}

/** Renames or moves; where `to` is a collection, into it. @returns its path from now on. */
export async function move(context: ActionContext, from: string, to: string): Promise<string> {
  const { project } = context;
  const { id } = project.db.transaction(() => {
    const item = project.paths.require(from);
    if (!isLive(item))
      throw new CairnError('usage', said`${from} is in the trash; restore it first`, { path: from });
    const { parentId, name } = destination(context, item, to);
    requireName(name);
    requireFree(project, parentId, name, item.id);
    moveItem(project, item, { parentId, name });
    return item;
  });
  await relocate(context);
  return project.paths.of(id);
}

/** Gives an item a free place, and its file or folder on disk with it, once `relocate` runs. In a transaction. */
export function moveItem(project: Project, item: LocalItem, place: { parentId?: Id; name: string }): void {
  const onDisk =
    diskPath(project, item) ?? (item.kind === 'collection' ? project.paths.of(item.id) : undefined);
  requireNoLoop(project, item, place.parentId ?? item.parentId);
  project.items.edit(item.id, place);
  if (onDisk !== undefined) project.working.plan(onDisk, project.paths.of(item.id));
}

/** This file or folder is not the item under another name: it is not offered as that any more. */
export function declineRename(project: Project, from: string, to: string): void {
  const path = cleanPath(to);
  project.db.transaction(() => project.working.declineRename(project.paths.require(from).id, path));
}

function destination(
  { project, ports }: ActionContext,
  item: LocalItem,
  to: string,
): { parentId: Id; name: string } {
  const names = split(to);
  if (names.length === 0) return { parentId: ROOT, name: item.name };
  const target = project.paths.find(to);
  if (target && target.id !== item.id && target.kind === 'collection') {
    return { parentId: target.id, name: item.name };
  }
  const folders = names.slice(0, -1);
  const above = folders.join('/');
  const name = names.at(-1) ?? item.name;
  if (above === '') return { parentId: ROOT, name };
  const parent = project.paths.find(above);
  if (!parent) {
    if (!isFolderOnDisk(project, above))
      throw new CairnError('not-found', said`There is no collection ${above}; make it first`, {
        path: above,
      });
    for (const folder of folders) requireName(folder);
    return { parentId: new Placement(project, ports.now()).collections(folders), name };
  }
  if (parent.kind !== 'collection') {
    throw new CairnError('usage', said`${above} is an asset, so nothing can be moved into it`, {
      path: above,
    });
  }
  return { parentId: parent.id, name };
}

/** A folder that somebody made for what is moved there becomes a collection. */
const isFolderOnDisk = (project: Project, path: string): boolean =>
  lstatSync(pathInside(project.folder, path), { throwIfNoEntry: false })?.isDirectory() === true;

function requireNoLoop({ paths }: Project, { id, name }: LocalItem, parentId: Id): void {
  if (paths.liesIn(parentId, id)) throw new CairnError('usage', said`${name} cannot be moved into itself`);
}

/**
 * To the trash: rows are marked, content and history stay. What a sync trashed since it was asked for stays as that has it.
 * @throws {CairnError} not-found, where one was merged into something else or purged since; all others are in the trash then
 */
export function trashItems(context: ActionContext, items: readonly LocalItem[]): void {
  const gone = items.filter((item) => !trashItem(context, item));
  for (const { id, name } of gone) throw new CairnError('not-found', said`${name} is gone`, { id });
}

/** @returns whether it is still something */
function trashItem({ project, ports }: ActionContext, { id }: LocalItem): boolean {
  return project.db.transaction(() => {
    const item = project.items.get(id);
    if (!item || item.purged || item.mergedInto !== '') return false;
    const change = { trashed: true, trashedBy: project.me, trashedAt: ports.now() };
    if (!item.trashed) project.items.edit(id, change);
    return true;
  });
}

export function listTrash(project: Project): TrashItem[] {
  return project.items.trashed().map((item) => ({
    id: item.id,
    path: project.paths.of(item.id),
    kind: item.kind,
    by: project.userName(item.trashedBy),
    at: item.trashedAt,
  }));
}

function requireTrashed(project: Project, id: Id): LocalItem {
  const item = project.items.get(id);
  if (!item?.trashed || item.purged)
    throw new CairnError('not-found', said`${id} is not in the trash`, { id });
  return item;
}

export function restoreItem(project: Project, id: Id): string {
  return project.db.transaction(() => {
    const item = requireTrashed(project, id);
    const parent = item.parentId === ROOT ? undefined : project.items.get(item.parentId);
    if (parent && !project.paths.reachable(parent)) {
      const path = project.paths.of(parent.id);
      throw new CairnError('usage', said`${path} is in the trash too; restore it first`, { path });
    }
    requireFree(project, item.parentId, item.name);
    project.items.edit(id, { trashed: false, trashedBy: '', trashedAt: 0 });
    return project.paths.of(id);
  });
}

/** Gives up a trashed item with all below it, for good. What never left this machine is removed at once. */
export function purgeItem(project: Project, id: Id): void {
  project.db.transaction(() => {
    const item = requireTrashed(project, id);
    project.db.deferForeignKeys();
    if (item.rev > 0) project.items.edit(id, { purged: true }, false);
    removeUnsent(project, item);
  });
}

function removeUnsent(project: Project, item: LocalItem): void {
  for (const child of project.items.children(item.id)) {
    removeUnsent(project, child);
    // A row that the studio knows cannot hang below one that is forgotten here.
    if (item.rev === 0 && child.rev > 0) {
      project.items.edit(child.id, { parentId: ROOT, trashed: true, purged: true }, false);
    }
  }
  project.db.run('DELETE FROM checkpoint WHERE asset_id = ? AND rev = 0', item.id);
  if (item.rev > 0) return;
  project.tags.removeOf(item.id);
  project.dependencies.removeOf(item.id);
  project.db.run('DELETE FROM dependency WHERE target_id = ?', item.id);
  project.items.remove(item.id);
}
