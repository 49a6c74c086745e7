/** Brings the stat cache up to the disk: stats everything asked for, hashes only what may have changed. */
import type { CallOptions } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { WorkingFile } from '../project/working.ts';
import { hashFile } from '../workspace/hash-file.ts';
import { pathInside } from '../workspace/paths.ts';
import { type ScanEntry, scanFolder, statFile, type Unreadable } from '../workspace/scan.ts';
import { presumedUnchanged } from '../workspace/stat-cache.ts';
import { type DiskFile, type Match, matchFiles } from './match.ts';
import { readTree, type Tree, type TreeItem } from './tree.ts';

export interface Disk {
  readonly tree: Tree;
  /** The working files that are there, by asset. */
  readonly files: ReadonlyMap<Id, WorkingFile>;
  /** Assets whose file could not be read or did not hold still, with the reason. */
  readonly unreadable: ReadonlyMap<Id, string>;
  /**
   * Files that may have changed and were not read, because whoever asked reads them itself or does not need to know.
   * `files` says what was last known of them, if anything.
   */
  readonly unread: ReadonlyMap<Id, DiskFile>;
  readonly untracked: readonly DiskFile[];
  /** Folders on disk, relative paths. */
  readonly folders: readonly string[];
  /** Temporary files of safe writes, relative paths. */
  readonly temporary: readonly string[];
}

/** Hashed files are written to the cache in groups, so that an interrupted scan keeps most of its work. */
const GROUP = 200;

/** Which of the files that may have changed are read now. */
export type Hashes = (found: TreeItem) => boolean;

/** @throws {CairnError} folder-gone, cancelled */
export async function refresh(
  project: Project,
  options: CallOptions = {},
  hashes: Hashes = () => true,
): Promise<Disk> {
  const scan = await scanFolder(project.folder, { signal: options.signal });
  const { entries, temporary } = scan;
  const blocked = blockedBy(scan.unreadable);
  const tree = readTree(project);
  const cache = project.working.all();
  const files = withIgnored(project, entries, cache, blocked);
  const matches = matchFiles(files, tree, cache);
  const known = new Map<Id, WorkingFile>();
  const unreadable = new Map<Id, string>();
  for (const row of cache) {
    const reason = tree.items.has(row.itemId) ? blocked(row.path) : undefined;
    if (reason === undefined) continue;
    known.set(row.itemId, row);
    unreadable.set(row.itemId, reason);
  }
  const stale: Match[] = [];
  const unread = new Map<Id, DiskFile>();
  for (const match of matches.tracked) {
    if (match.cached && presumedUnchanged(match.cached, match.entry.stamp))
      known.set(match.itemId, match.cached);
    else if (hashes(requireItem(tree, match.itemId))) stale.push(match);
    else {
      unread.set(match.itemId, match.entry);
      if (match.cached) known.set(match.itemId, match.cached);
    }
  }
  await rehash(project, stale, known, unreadable, options);
  return {
    tree,
    files: known,
    unreadable,
    unread,
    untracked: matches.untracked,
    temporary,
    folders: entries.filter((entry) => entry.kind === 'folder').map((entry) => entry.path),
  };
}

function requireItem(tree: Tree, id: Id): TreeItem {
  const found = tree.items.get(id);
  if (!found) throw new Error(`no item ${id}`);
  return found;
}

/** Why nothing is known about a path: it, or a folder above it, could not be read. That does not mean it is gone. */
function blockedBy(unreadable: readonly Unreadable[]): (path: string) => string | undefined {
  if (unreadable.length === 0) return () => undefined;
  return (path) => {
    const at = unreadable.find((one) => one.path === '' || `${path}/`.startsWith(`${one.path}/`));
    return at && `${at.path || 'the working folder'} cannot be read: ${at.reason}`;
  };
}

/** The files of a scan, and tracked ones that the ignore rules leave out: tracked is tracked. */
function withIgnored(
  project: Project,
  entries: readonly ScanEntry[],
  cache: readonly WorkingFile[],
  blocked: (path: string) => string | undefined,
): DiskFile[] {
  const files: DiskFile[] = [];
  const seen = new Set<string>();
  for (const { path, stamp } of entries) {
    if (!stamp) continue;
    seen.add(path);
    files.push({ path, stamp });
  }
  for (const { path } of cache) {
    const stamp = seen.has(path) || blocked(path) ? undefined : statFile(project.folder, path);
    if (stamp) files.push({ path, stamp });
  }
  return files;
}

async function rehash(
  project: Project,
  stale: readonly Match[],
  known: Map<Id, WorkingFile>,
  unreadable: Map<Id, string>,
  options: CallOptions,
): Promise<void> {
  const total = stale.reduce((sum, match) => sum + match.entry.stamp.size, 0);
  let done = 0;
  let fresh: WorkingFile[] = [];
  const flush = () => {
    project.db.transaction(() => {
      // Whatever a sync removed meanwhile has no row to hang on to.
      for (const file of fresh) if (project.items.get(file.itemId)) project.working.put(file);
    });
    fresh = [];
  };
  for (const match of stale) {
    try {
      const file = await examine(project, match, options);
      known.set(match.itemId, file);
      fresh.push(file);
    } catch (error) {
      if (!CairnError.is(error, 'file-changed', 'file-unreadable')) throw error;
      if (match.cached) known.set(match.itemId, match.cached);
      unreadable.set(match.itemId, error.message);
    }
    done += match.entry.stamp.size;
    options.onProgress?.({ phase: 'scan', done, total, unit: 'bytes', path: match.entry.path });
    if (fresh.length >= GROUP) flush();
  }
  flush();
}

async function examine(project: Project, match: Match, options: CallOptions): Promise<WorkingFile> {
  const { itemId, entry, cached } = match;
  const { contentHash, stamp } = await hashFile(pathInside(project.folder, entry.path), {
    signal: options.signal,
  });
  // A file that turned up is based on the version whose content it has, if any.
  const baseId = cached ? cached.baseId : (project.checkpoints.withContent(itemId, contentHash)?.id ?? '');
  return { itemId, path: entry.path, baseId, contentHash, ...stamp };
}
