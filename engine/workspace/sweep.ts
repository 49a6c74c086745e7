/** Clearing up after killed runs. */
import { lstat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { splitPath } from './paths.ts';
import { isLeftover } from './temporary.ts';

/**
 * Removes those of `paths` (relative, as a scan reports them) that a killed run left. Files of running processes, of
 * other machines and of anybody else stay.
 * @returns what was removed.
 */
export async function sweepTemporary(folder: string, paths: readonly string[]): Promise<string[]> {
  const removed: string[] = [];
  for (const path of paths) {
    const parts = splitPath(path);
    const file = join(folder, ...parts);
    const stats = await lstat(file).catch(() => undefined);
    if (!stats?.isFile() || !isLeftover(parts.at(-1) ?? '', Date.now() - stats.mtimeMs)) continue;
    if (
      await unlink(file).then(
        () => true,
        () => false,
      )
    )
      removed.push(path);
  }
  return removed;
}
