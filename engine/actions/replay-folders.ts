/**
 * A teammate's rename or move of a collection, replayed on the folder as a whole where that is safe: what lies in it and
 * is nobody's goes along, and a thousand files cost one rename. Otherwise the files are moved one by one, and folders
 * that this leaves empty go.
 */
import { nameOf, parentOf } from '../domain/item-path.ts';
import { CairnError } from '../errors.ts';
import { type FolderPair, folderPair } from '../snapshot/folder-pair.ts';
import type { Survey } from '../snapshot/survey.ts';
import { pathKey } from '../snapshot/tree.ts';
import { realDisk } from '../workspace/disk.ts';
import { errnoOf } from '../workspace/fs-errors.ts';
import { inFolder } from '../workspace/held-folder.ts';
import type { ActionContext } from './context.ts';
import { replayRename } from './relocate.ts';
import type { WriteJob } from './write.ts';

/** `from`: where it lies now, relative to the working folder. */
export type FolderMove = FolderPair;

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/**
 * The folders that can be renamed as they are: each tracked file in them is one of `jobs` and unmodified, the old name
 * is no collection's any more, and nothing is at the new one. Outer ones first.
 */
export function folderMoves(disk: Survey, jobs: readonly WriteJob[]): FolderMove[] {
  const pairs = new Map<string, string>();
  const movable = new Set<string>();
  for (const { file, found, modified } of jobs) {
    if (!file || modified) continue;
    movable.add(found.item.id);
    const pair = folderPair(file.path, found.path);
    if (pair && !pairs.has(pair.from)) pairs.set(pair.from, pair.to);
  }
  if (pairs.size === 0) return [];
  const [held, taken] = [foldersOfStaying(disk, movable), takenKeys(disk)];
  const moves = [...pairs].map(([from, to]) => ({ from, to }));
  return moves
    .filter(({ from, to }) => {
      if (held.has(from) || isBelow(to, from) || isBelow(from, to)) return false;
      if (pathKey(from) === pathKey(to)) return true;
      return !disk.tree.byKey.has(pathKey(from)) && !taken.has(pathKey(to));
    })
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/** Folders with a tracked file in them, or below, that is not to be moved. */
function foldersOfStaying(disk: Survey, movable: ReadonlySet<string>): Set<string> {
  const folders = new Set<string>();
  for (const { item } of disk.tree.items.values()) {
    if (!item.file || movable.has(item.id)) continue;
    for (let at = parentOf(item.file.path); at !== '' && !folders.has(at); at = parentOf(at)) folders.add(at);
  }
  return folders;
}

/** What is on disk beside tracked files, as path keys. */
const takenKeys = (disk: Survey): Set<string> =>
  new Set([...[...disk.folders].map(pathKey), ...disk.untracked.map((file) => pathKey(file.path))]);

/** @returns the jobs, with the places that their files have now. A folder that stays is gone through file by file. */
export async function replayFolders(
  context: ActionContext,
  moves: readonly FolderMove[],
  jobs: readonly WriteJob[],
): Promise<readonly WriteJob[]> {
  let ready = jobs;
  for (const { from, to } of moves) {
    try {
      await replayRename(context, from, to);
    } catch (error) {
      if (!CairnError.is(error)) throw error;
      context.ports.log('info', `${from} is moved file by file: ${error.message}`, { from, to });
      continue;
    }
    ready = ready.map((job) => ({ ...job, file: job.file && moved(job.file, from, to) }));
  }
  return ready;
}

const moved = <T extends { readonly path: string }>(file: T, from: string, to: string): T =>
  isBelow(file.path, from) ? { ...file, path: to + file.path.slice(from.length) } : file;

/** Removes folders that files were moved out of, where they are empty now and no collection's. */
export async function removeEmptied(context: ActionContext, jobs: readonly WriteJob[]): Promise<void> {
  const left = new Set<string>();
  for (const { file, found } of jobs) {
    if (file && parentOf(file.path) !== parentOf(found.path)) left.add(parentOf(file.path));
  }
  for (const folder of [...left].toSorted((a, b) => b.length - a.length)) {
    for (let at = folder; at !== ''; at = parentOf(at)) {
      if (!(await removeIfEmpty(context, at))) break;
    }
  }
}

/** @returns whether it is gone. */
async function removeIfEmpty({ project, ports }: ActionContext, folder: string): Promise<boolean> {
  const item = project.paths.find(folder);
  if (item && project.paths.of(item.id) === folder) return false;
  try {
    await inFolder(project.folder, parentOf(folder), {}, (held) =>
      realDisk.rmdir(`${held.at}/${nameOf(folder)}`),
    );
    return true;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'ENOENT' || CairnError.is(error, 'not-found')) return true;
    if (!['ENOTEMPTY', 'EEXIST'].includes(errno)) {
      ports.log('info', `${folder} is empty and was left: ${String(error)}`, { folder });
    }
    return false;
  }
}
