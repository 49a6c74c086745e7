/** What is dropped on the tree: rows move, files from elsewhere are copied in and tracked. */
import { lstat, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { CallOptions, Entry, ProjectApi } from '../../engine/api.ts';
import { joinPath, nameOf, parentOf } from '../../engine/domain/item-path.ts';
import { explainRefused, refusedName } from '../../engine/domain/names.ts';
import { said } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import { fsError } from '../../engine/workspace/fs-errors.ts';
import { temporaryName } from '../../engine/workspace/temporary.ts';
import type { App } from '../app.ts';
import { forEachOf, type Several } from '../operations/several.ts';
import { toFilePath, toTreePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { DroppedFile } from '../tree/dragAndDrop.ts';
import { t } from '../ui/text.ts';
import { changeEach, logEach, showSeveral, trackingTitle } from './outcome.ts';

function requireName(name: string): void {
  const refused = refusedName(name);
  if (refused) throw new CairnError('name-refused', explainRefused(refused), { ...refused });
}

/** Renames a file or folder that Cairn does not know, never onto something that exists. */
async function renameOnDisk(project: Project, from: string, to: string): Promise<void> {
  requireName(nameOf(to));
  // Loaded when something is dropped.
  const { safeRename } = await import('../../engine/workspace/move.ts');
  await safeRename(project.dir, from, to);
}

async function moveOne(project: Project, api: ProjectApi, entry: Entry, collection: string): Promise<void> {
  const to = joinPath(collection, entry.name);
  if (entry.kind === 'untracked') await renameOnDisk(project, entry.path, to);
  else await api.move(entry.path, to);
}

/** Moves rows into a collection ('' is the top); what is there already stays. Untracked files stay untracked. */
export async function moveEntries(
  app: App,
  project: Project,
  entries: readonly Entry[],
  collection: string,
): Promise<void> {
  const moved = entries.filter(
    ({ path }) => path !== collection && parentOf(path) !== collection && path !== '',
  );
  await changeEach(app, 'move', {
    title: t('Moving'),
    project,
    items: moved,
    nameOf: ({ path }) => path,
    change: (api, entry) => moveOne(project, api, entry, collection),
  });
  await project.refresh(moved.flatMap(({ path, name }) => [path, joinPath(collection, name)]));
}

/** Under a name of its own until it is whole: a copy that breaks off must not pass for the file. */
async function copyIn(project: Project, file: DroppedFile, collection: string): Promise<string> {
  const path = joinPath(collection, file.name);
  requireName(file.name);
  const target = toFilePath(project.dir, path);
  if (await isThere(target)) throw new CairnError('name-taken', said`${path} exists already`, { path });
  const partial = join(dirname(target), temporaryName());
  try {
    await file.copyTo(vscode.Uri.file(partial));
    await giveName(partial, target);
  } catch (error) {
    throw fsError(error, path, 'write');
  } finally {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  }
  return path;
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

/** Never a name that something got meanwhile, be it an empty folder. */
async function giveName(partial: string, target: string): Promise<void> {
  const { realDisk } = await import('../../engine/workspace/disk.ts');
  if ((await lstat(partial)).isDirectory()) {
    const { moveFolder } = await import('../../engine/workspace/move.ts');
    return moveFolder({ source: partial, target, resume: false }, realDisk);
  }
  const { moveToFreeName } = await import('../../engine/workspace/publish.ts');
  await moveToFreeName(partial, target, realDisk);
}

/** A file of the working folder stays where it is, or goes into the collection that it was dropped on. */
async function bringIn(
  project: Project,
  api: ProjectApi,
  file: DroppedFile,
  collection: string | null,
): Promise<string> {
  if (file.inside === null) return copyIn(project, file, collection ?? '');
  const path = toTreePath(project.dir, file.inside);
  if (collection === null || parentOf(path) === collection) return path;
  const siblings = await api.children(parentOf(path));
  const entry = siblings.find((one) => one.path === path);
  if (entry === undefined) await renameOnDisk(project, path, joinPath(collection, file.name));
  else await moveOne(project, api, entry, collection);
  return joinPath(collection, file.name);
}

/** @param collection null where they were dropped on none: then beside everything else at the top */
export async function trackFiles(
  app: App,
  project: Project,
  files: readonly DroppedFile[],
  collection: string | null,
): Promise<void> {
  const run = async (call: CallOptions): Promise<Several> => {
    const api = await project.api();
    const paths: string[] = [];
    const brought = await forEachOf(
      files,
      ({ name }) => joinPath(collection ?? '', name),
      async (file) => paths.push(await bringIn(project, api, file, collection)),
      call,
    );
    if (paths.length === 0 && brought.stopped !== null) throw brought.stopped;
    await project.refresh(paths);
    const fresh = paths.filter((path) => project.mark(path)?.kind === 'untracked');
    if (fresh.length === 0) return brought;
    const { checkpoints, refused } = await api.track(fresh, {}, call);
    logEach(app, checkpoints, ({ path, version }) => `checkpoint: ${path} v${version}`);
    return { ...brought, done: brought.done - refused.length, refused: [...brought.refused, ...refused] };
  };
  const done = await app.runner.run('track', { title: trackingTitle(files), project, run });
  if (done !== undefined) void showSeveral(app, done);
}
