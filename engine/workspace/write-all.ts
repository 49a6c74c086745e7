/** Writing several files of one folder: it is held once, and flushed once. */
import { join } from 'node:path';
import type { CacheStamp, FileStamp } from '../content/file-stamp.ts';
import { throwIfAborted } from '../content/pace.ts';
import { type Disk, realDisk } from './disk.ts';
import { inFolder, staysHeld } from './held-folder.ts';
import { parentAndName, requireFolder } from './paths.ts';
import { trySyncFolder } from './publish.ts';
import { aboutFile, type Content, writeNamed } from './safe-write.ts';

/** A file to write. */
export interface FileToWrite {
  readonly name: string;
  /** Is asked for when it is this file's turn. */
  readonly content: () => Content;
  /** The file to be replaced, as the caller last saw it; undefined where there was none. */
  readonly seen: FileStamp | undefined;
  /** Told of the bytes that are written so far. */
  readonly onProgress?: (bytes: number) => void;
}

/** What became of a file: its stamp, for the stat cache, or why it was not written. */
export type Written = CacheStamp | { readonly error: unknown };

/**
 * Writes files of one folder, one after the other, each as `safeWrite` does. At every instant each name leads to its
 * old file, whole, or to its new one, whole and verified; the names of those that were written last through a power
 * failure when this returns, and not before. What stops one file stops no other.
 * @param folder the working folder. @param parent relative to it; made where it is missing.
 */
export async function safeWriteAll(
  folder: string,
  parent: string,
  files: readonly FileToWrite[],
  signal?: AbortSignal,
  disk: Disk = realDisk,
): Promise<Written[]> {
  // Where a folder that is held may be replaced, the way to it is looked at again right before each file.
  const units = staysHeld() ? [files] : files.map((file) => [file]);
  const results: Written[] = [];
  for (const unit of units) results.push(...(await writeUnit(folder, parent, unit, signal, disk)));
  return results;
}

async function writeUnit(
  folder: string,
  parent: string,
  files: readonly FileToWrite[],
  signal: AbortSignal | undefined,
  disk: Disk,
): Promise<Written[]> {
  const results: Written[] = [];
  const failed = async (error: unknown, { name }: FileToWrite): Promise<Written> => {
    const path = parent === '' ? name : `${parent}/${name}`;
    return { error: await aboutFile(error, folder, path).catch((gone: unknown) => gone) };
  };
  try {
    await requireFolder(folder);
    await inFolder(folder, parent, { make: true, disk }, async (held) => {
      for (const file of files) {
        try {
          throwIfAborted(signal);
          const [, name] = parentAndName(folder, file.name);
          const options = { signal, onProgress: file.onProgress };
          results.push(await writeNamed(join(held.at, name), file.content(), file.seen, options, disk));
        } catch (error) {
          results.push(await failed(held.explain(error), file));
        }
      }
      if (results.some((result) => !('error' in result))) await trySyncFolder(held.at, disk);
    });
  } catch (error) {
    for (const file of files.slice(results.length)) results.push(await failed(error, file));
  }
  return results;
}
