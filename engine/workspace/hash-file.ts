/** The content hash of a working file, to compare with a checkpoint's. */
import type { CacheStamp } from '../content/file-stamp.ts';
import { streamingSha256 } from '../content/hash.ts';
import { type ReadFileOptions, readStableFile } from '../content/read-file.ts';
import type { Hash } from '../domain/rows.ts';

export interface HashedFile {
  readonly contentHash: Hash;
  readonly stamp: CacheStamp;
}

/**
 * @param path absolute.
 * @throws {CairnError} `file-changed` if it did not hold still, `file-unreadable`, `cancelled`.
 */
export async function hashFile(path: string, options: ReadFileOptions = {}): Promise<HashedFile> {
  const whole = streamingSha256();
  const stamp = await readStableFile(
    path,
    (piece) => {
      whole.update(piece);
    },
    options,
  );
  return { contentHash: whole.digest('hex'), stamp };
}
