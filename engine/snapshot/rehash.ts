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

/**
 * @returns the assets whose file could not be read or did not hold still, with the reason.
 * @throws {CairnError} `cancelled`
 */
export async function rehash(
  project: Project,
  nodes: readonly TreeNode[],
  options: CallOptions,
): Promise<Map<Id, string>> {
  const jobs: Job[] = nodes.flatMap(({ item, file }) =>
    file ? [{ itemId: item.id, path: file.path, size: file.stamp.size }] : [],
  );
  const total = jobs.reduce((sum, job) => sum + job.size, 0);
  const troubles = new Map<Id, string>();
  let done = 0;
  let fresh: WorkingFile[] = [];
  const flush = () => {
    project.db.transaction(() => {
      // Whatever a sync removed meanwhile has no row to hang on to.
      for (const file of fresh)
        if (project.items.get(file.itemId) && isNews(project, file)) project.working.put(file);
    });
    fresh = [];
  };
  for (const job of jobs) {
    try {
      fresh.push(await examine(project, job, options));
    } catch (error) {
      if (!CairnError.is(error, 'file-changed', 'file-unreadable', 'outside-folder', 'name-refused'))
        throw error;
      troubles.set(job.itemId, error.message);
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
function isNews(project: Project, fresh: WorkingFile): boolean {
  const known = project.working.get(fresh.itemId);
  if (known === undefined || known.path !== fresh.path || known.baseId !== fresh.baseId) return true;
  if (known.contentHash !== fresh.contentHash || !sameStamp(known, fresh)) return true;
  const stamp = quickStamp(fresh);
  return presumedUnchanged({ ...stamp, cachedAtMs: Number(fresh.cachedAtNs) / 1e6 }, stamp);
}

async function examine(project: Project, { itemId, path }: Job, options: CallOptions): Promise<WorkingFile> {
  const { folder } = project;
  const { contentHash, stamp } = await hashFile(pathInside(folder, path), {
    signal: options.signal,
    within: folder,
  });
  const cached = project.working.get(itemId);
  // A file that turned up under another name is based on the version whose content it has, if any.
  const baseId =
    cached && pathKey(cached.path) === pathKey(path)
      ? cached.baseId
      : (project.checkpoints.withContent(itemId, contentHash)?.id ?? '');
  return { itemId, path, baseId, contentHash, ...stamp };
}
