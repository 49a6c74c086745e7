/** Reads the files that may have changed, and brings the stat cache up to them. */
import type { CallOptions } from '../api.ts';
import { quickStamp, sameStamp } from '../content/file-stamp.ts';
import type { Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { WorkingFile } from '../project/working.ts';
import { hashFile } from '../workspace/hash-file.ts';
import { pathInside } from '../workspace/paths.ts';
import { presumedUnchanged } from '../workspace/stat-cache.ts';
import { pathKey, type TreeNode } from './tree.ts';

/** Hashed files are written to the cache in groups, so that an interrupted scan keeps most of its work. */
const GROUP = 200;

interface Job {
  readonly itemId: Id;
  readonly path: string;
  readonly size: number;
}

interface Examined {
  readonly file: WorkingFile;
  /** What the cache had of the item. */
  readonly before: WorkingFile | undefined;
}

/**
 * @returns the assets whose file could not be read or did not hold still.
 * @throws {CairnError} `cancelled`
 */
export async function rehash(
  project: Project,
  nodes: readonly TreeNode[],
  options: CallOptions,
): Promise<Set<Id>> {
  const jobs: Job[] = nodes.flatMap(({ item, file }) =>
    file ? [{ itemId: item.id, path: file.path, size: file.stamp.size }] : [],
  );
  const total = jobs.reduce((sum, job) => sum + job.size, 0);
  const troubles = new Set<Id>();
  let done = 0;
  let fresh: Examined[] = [];
  const flush = () => {
    project.db.transaction(() => {
      for (const { file, before } of fresh) {
        const known = project.working.get(file.itemId);
        if (isSame(known, before)) {
          if (isNews(known, file)) project.working.put(file);
        } else if (!isSame(known, file)) {
          // While others were read, a sync gave the file to another item, or another window wrote it: that counts, and is looked at anew.
          troubles.add(file.itemId);
        }
      }
    });
    fresh = [];
  };
  for (const job of jobs) {
    try {
      fresh.push(await examine(project, job, options));
    } catch (error) {
      if (!CairnError.is(error, 'file-changed', 'file-unreadable', 'outside-folder', 'name-refused'))
        throw error;
      troubles.add(job.itemId);
    }
    done += job.size;
    options.onProgress?.({ phase: 'scan', done, total, unit: 'bytes', path: job.path });
    if (fresh.length >= GROUP) flush();
  }
  if (fresh.length > 0) flush();
  return troubles;
}

/**
 * Whether the cache has anything of it. A file that has to be read again the next time either way, such as one with a time in the
 * future, is not noted again and again: each note has the other windows on the project look again, and note it.
 */
function isNews(known: WorkingFile | undefined, fresh: WorkingFile): boolean {
  if (!isSame(known, fresh)) return true;
  const stamp = quickStamp(fresh);
  return presumedUnchanged({ ...stamp, cachedAtMs: Number(fresh.cachedAtNs) / 1e6 }, stamp);
}

const isSame = (one: WorkingFile | undefined, other: WorkingFile | undefined): boolean =>
  one && other
    ? one.path === other.path &&
      one.baseId === other.baseId &&
      one.contentHash === other.contentHash &&
      sameStamp(one, other)
    : one === other;

async function examine(project: Project, { itemId, path }: Job, options: CallOptions): Promise<Examined> {
  const { folder } = project;
  const before = project.working.get(itemId);
  const { contentHash, stamp } = await hashFile(pathInside(folder, path), {
    signal: options.signal,
    within: folder,
  });
  // A file that turned up under another name is based on the version whose content it has, if any.
  const baseId =
    before && pathKey(before.path) === pathKey(path)
      ? before.baseId
      : (project.checkpoints.withContent(itemId, contentHash)?.id ?? '');
  return { file: { itemId, path, baseId, contentHash, ...stamp }, before };
}
