/** When a file need not be read to know that it is unchanged. */
import { type CacheStamp, type FileStamp, sameStamp } from '../content/file-stamp.ts';

/** Nanoseconds. Kernels stamp files with a clock that ticks every 1 to 16 ms. */
const TICK = 20_000_000n;
/** A disk that keeps whole seconds: HFS+, some network drives; FAT keeps even ones. */
const COARSE_TICK = 2_000_000_000n;
const SECOND = 1_000_000_000n;

/**
 * Git's racy-timestamp rule: size, mtime and inode are those of the cache, and the mtime is older than the cache entry
 * by more than the tick of the disk's clock. A younger one could have been written again within the same tick.
 * A file whose mtime lies in the future is never presumed unchanged.
 */
export function presumedUnchanged(cached: CacheStamp, now: FileStamp): boolean {
  if (!sameStamp(cached, now)) return false;
  const tick = now.mtimeNs % SECOND === 0n ? COARSE_TICK : TICK;
  return now.mtimeNs + tick < cached.cachedAtNs;
}
