/** Clearing up after killed runs. */
import type { Stats } from 'node:fs';
import { lstat, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { splitPath } from './paths.ts';
import { isLeftover } from './temporary.ts';

/**
 * Removes those of `paths` (relative, as a scan reports them) that a killed run left: files, and folders that were
 * being copied in. Those of running processes, of other machines and of anybody else stay.
 * @returns what was removed.
 */
export async function sweepTemporary(folder: string, paths: readonly string[]): Promise<string[]> {
  const removed: string[] = [];
  for (const path of paths) {
    const parts = splitPath(path);
    const file = join(folder, ...parts);
    const stats = await lstat(file).catch(() => undefined);
    if (!stats || !isAbandoned(parts.at(-1) ?? '', stats)) continue;
    const remove = stats.isDirectory() ? rm(file, { recursive: true, maxRetries: 3 }) : unlink(file);
    if (
      await remove.then(
        () => true,
        () => false,
      )
    )
      removed.push(path);
  }
  return removed;
}

/** What is put into the depth of a folder does not show in its own time, so of folders only the process counts. */
const isAbandoned = (name: string, stats: Stats): boolean =>
  stats.isFile() ? isLeftover(name, Date.now() - stats.mtimeMs) : stats.isDirectory() && isLeftover(name, 0);
