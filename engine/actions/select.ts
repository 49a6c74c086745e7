/** What the paths of a call stand for: a collection means everything in it that the action applies to. */

import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { MineAction, Refused } from '../api.ts';
import { whyUnreadable } from '../content/stable-file.ts';
import { type Said, said } from '../domain/said.ts';
import { assetState } from '../domain/states.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import { cleanPath, split } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { Hashes, Survey } from '../snapshot/survey.ts';
import { pathKey, type TreeItem } from '../snapshot/tree.ts';
import { entitled, isObtainable } from '../sync/wanted.ts';
import type { Unreadable } from '../workspace/scan.ts';
import { holdsNothing, takenBy } from './placement.ts';
import type { Candidate } from './read-files.ts';
import { recordedAs } from './recorded.ts';
import { refused } from './refusal.ts';
import { type FolderMove, folderMoves } from './replay-folders.ts';
import type { WriteJob } from './write.ts';

interface Selection {
  readonly candidates: Candidate[];
  readonly unchanged: string[];
  readonly refused: Refused[];
}

const within = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** Assets that the paths name, or that lie in the collections they name. */
export function named(paths: readonly string[]): Hashes {
  const keys = paths.map((path) => pathKey(cleanPath(path)));
  return (found) => {
    const key = pathKey(found.path);
    return keys.some((wanted) => within(key, wanted));
  };
}

/**
 * Of the named assets, those that will not be recorded: recording reads a file anyway, and finds out on the way whether
 * its content is new.
 */
export function notRecorded(project: Project, paths: readonly string[]): Hashes {
  const asked = named(paths);
  const { me } = project;
  return (found) => asked(found) && !mayCheckpoint(found.item, me);
}

/** The assets that the paths name, or that lie in the collections they name. */
function assetsIn(disk: Survey, paths: readonly string[]): { found: TreeItem[]; unknown: string[] } {
  const found = new Map<string, TreeItem>();
  const unknown: string[] = [];
  for (const path of paths.map(cleanPath)) {
    const named = disk.tree.byKey.get(pathKey(path));
    if (!named && path !== '') unknown.push(path);
    else if (named?.item.kind === 'asset') found.set(named.item.id, named);
    else {
      const folder = named?.path ?? '';
      for (const entry of disk.tree.items.values()) {
        if (entry.item.kind === 'asset' && within(entry.path, folder)) found.set(entry.item.id, entry);
      }
    }
  }
  return { found: [...found.values()], unknown };
}

const notKnown = (path: string): Refused => refused(path, 'not-found', said`Cairn does not know ${path}`);

const noFile = (path: string): Refused => refused(path, 'not-found', said`${path} has no file on this disk`);

const notRead = ({ path, reason, notUtf8 }: Unreadable): Refused =>
  notUtf8
    ? refused(path, 'name-refused', said`${path} cannot be tracked: its name on the disk is not valid UTF-8`)
    : refused(path, 'file-unreadable', said`${path} cannot be read: ${whyUnreadable(reason)}`);

/** Why there is nothing to track at a path. */
function nothingThere({ folder }: Project, path: string): Said {
  const names = split(path);
  for (const depth of names.keys()) {
    const above = names.slice(0, depth + 1).join('/');
    const stats = lookAt(join(folder, above));
    if (stats?.isSymbolicLink())
      return said`${path} cannot be tracked: ${above} is a symbolic link, and those are not followed`;
    if (stats?.isDirectory()) continue;
    if (!stats || above !== names.join('/')) return said`${path} cannot be tracked: there is no such file`;
    if (!stats.isFile()) return said`${path} cannot be tracked: it is neither a file nor a folder`;
  }
  return said`${path} cannot be tracked: the ignore rules leave it out`;
}

function lookAt(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch {
    return undefined;
  }
}

/** Why there can be no asset at the path of an untracked file: another item has its name, or a folder's above it. */
function taken({ tree }: Survey, path: string): Said | undefined {
  const key = pathKey(path);
  for (let end = key.indexOf('/'); end > 0; end = key.indexOf('/', end + 1)) {
    const above = tree.byKey.get(key.slice(0, end));
    if (!above) return undefined;
    if (above.item.kind === 'asset') return holdsNothing(above.path);
  }
  const same = tree.byKey.get(key);
  return same && takenBy(same.item.kind, path, same.path);
}

/** Untracked files among `paths`, and below the folders they name. */
export function trackable(project: Project, disk: Survey, paths: readonly string[]): Selection {
  const selection: Selection = { candidates: [], unchanged: [], refused: [] };
  for (const path of paths.map(cleanPath)) {
    const files = disk.untracked.filter((file) => within(file.path, path));
    const { found } = assetsIn(disk, [path]);
    const left = disk.unreadable.filter(
      (one) => within(one.path, path) && !disk.tree.byKey.has(pathKey(one.path)),
    );
    if (files.length + found.length + left.length === 0 && !disk.folders.has(path)) {
      selection.refused.push(refused(path, 'not-found', nothingThere(project, path)));
    }
    for (const file of files) {
      const { path, stamp } = file;
      const why = taken(disk, path);
      if (why) selection.refused.push(refused(path, 'name-taken', why));
      else selection.candidates.push({ path, diskPath: path, item: undefined, size: stamp.size });
    }
    for (const asset of found) {
      if (disk.working(asset.item.id)) selection.unchanged.push(asset.path);
      else if (pathKey(asset.path) === pathKey(path)) selection.refused.push(noFile(asset.path));
    }
    selection.refused.push(...left.map(notRead));
  }
  return selection;
}

/** Tracked files among `paths`; one that may have changed is a candidate, whose content tells whether it has. */
export function checkpointable(_project: Project, disk: Survey, paths: readonly string[]): Selection {
  const selection: Selection = { candidates: [], unchanged: [], refused: [] };
  const { found, unknown } = assetsIn(disk, paths);
  for (const path of unknown) {
    const untracked = disk.untracked.some((file) => within(file.path, path));
    const why = said`${path} is not tracked yet; track it first`;
    selection.refused.push(untracked ? refused(path, 'not-found', why) : notKnown(path));
  }
  const byName = new Set(paths.map((path) => pathKey(cleanPath(path))));
  for (const { item, path } of found) {
    const unread = disk.unread.get(item.id);
    if (unread) {
      selection.candidates.push({ path, diskPath: unread.path, item, size: unread.stamp.size });
      continue;
    }
    const file = disk.known(item.id);
    if (!file) {
      if (byName.has(pathKey(path))) {
        selection.refused.push(noFile(path));
      }
    } else if (!disk.isUnreadable(item.id) && file.isLatest) selection.unchanged.push(path);
    else if (file.isBase) selection.unchanged.push(path);
    else selection.candidates.push({ path, diskPath: file.path, item, size: file.size });
  }
  return selection;
}

export interface Freeable {
  readonly found: readonly TreeItem[];
  readonly refused: readonly Refused[];
}

interface Jobs {
  readonly jobs: WriteJob[];
  /** Renames of whole folders that spare the files in them. */
  readonly folders?: readonly FolderMove[];
  readonly unchanged: string[];
  readonly refused: Refused[];
}

/** Whether the tree shows it as Modified: its edits would be lost, or its being reverted would be. */
function isModified(disk: Survey, { item }: TreeItem): boolean {
  const file = disk.known(item.id);
  if (!file) return false;
  if (disk.isUnreadable(item.id)) return true;
  const facts = { file, base: file.base, latest: item.latest, obtainable: true, moved: false };
  return assetState(facts).state === 'modified';
}

function jobFor(project: Project, disk: Survey, found: TreeItem): WriteJob | undefined {
  const latest = project.checkpoints.latestOf(found.item.id);
  if (!latest) return undefined;
  const file = disk.working(found.item.id);
  return { found, target: latest, base: latest, file, modified: isModified(disk, found) };
}

/** Files that are behind the newest checkpoint, or not where their row says. */
export function pullable(project: Project, disk: Survey, paths: readonly string[]): Jobs {
  const { found, unknown } = assetsIn(disk, paths);
  const result: Jobs = { jobs: [], unchanged: [], refused: unknown.map(notKnown) };
  const byName = new Set(paths.map((path) => pathKey(cleanPath(path))));
  for (const entry of found) {
    const job = jobFor(project, disk, entry);
    const here = job?.file;
    if (!job || (!here && !byName.has(pathKey(entry.path)))) continue;
    const moved = here !== undefined && here.path !== entry.path;
    const behind = here === undefined || here.baseId !== job.target.id;
    const current = here?.contentHash === job.target.contentHash && here.baseId === job.target.id;
    if (current && !moved) result.unchanged.push(entry.path);
    else if (behind || moved) result.jobs.push(job);
    else result.unchanged.push(entry.path);
  }
  return { ...result, folders: folderMoves(disk, result.jobs) };
}

/** Assets without a file. Content this member is not entitled to is passed over, unless it was asked for by name. */
export function rebuildable(project: Project, disk: Survey, paths: readonly string[]): Jobs {
  const { found, unknown } = assetsIn(disk, paths);
  const result: Jobs = { jobs: [], unchanged: [], refused: unknown.map(notKnown) };
  const byName = new Set(paths.map((path) => pathKey(cleanPath(path))));
  const absent = found.filter(({ item }) => !disk.working(item.id)).map(({ item }) => item.id);
  const mayHave = entitled(project, absent);
  for (const entry of found) {
    const job = jobFor(project, disk, entry);
    if (!job) continue;
    if (job.file) result.unchanged.push(entry.path);
    else if (isObtainable(project, job.target, mayHave)) result.jobs.push(job);
    else if (byName.has(pathKey(entry.path))) result.refused.push(metadataOnly(entry.path));
  }
  return result;
}

const metadataOnly = (path: string): Refused =>
  refused(
    path,
    'metadata-only',
    said`You are not entitled to the content of ${path}: it is neither shared, nor assigned to you, nor needed by what is`,
  );

/** A version of the asset at `path`. @throws {CairnError} not-found */
export function requireVersion(project: Project, path: string, version: number): LocalCheckpoint {
  const item = project.paths.requireAsset(path);
  const found = project.checkpoints.of(item.id).find((checkpoint) => checkpoint.version === version);
  if (found) return found;
  throw new CairnError('not-found', said`${path} has no version ${version}`, { path, version });
}

/**
 * One file to an older version; it counts as based on the newest, so it is Modified afterwards. From there it goes on to
 * another version unasked: nothing would be lost. @param mine what was asked for on behalf of a Modified file
 */
export function revertible(
  project: Project,
  disk: Survey,
  path: string,
  version: number,
  mine: MineAction | undefined,
): Jobs {
  const target = requireVersion(project, path, version);
  const found = disk.tree.items.get(target.assetId);
  const job = found && jobFor(project, disk, found);
  if (!job) throw new CairnError('not-found', said`${path} is not in the project any more`, { path });
  const isOld = mine === undefined && recordedAs(project, disk, target.assetId) !== undefined;
  return { jobs: [{ ...job, target, modified: job.modified && !isOld }], unchanged: [], refused: [] };
}

/** Assets whose file may go. */
export function freeable(disk: Survey, paths: readonly string[]): Freeable {
  const { found, unknown } = assetsIn(disk, paths);
  return { found, refused: unknown.map(notKnown) };
}
