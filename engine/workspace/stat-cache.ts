/** When a file need not be read to know that it is unchanged. */
import { type CachedStamp, type QuickStamp, sameQuickStamp, tickOf } from '../content/file-stamp.ts';

/**
 * Git's racy-timestamp rule: size, mtime and inode are those of the cache, and the mtime is older than the cache entry
 * by more than the tick of the disk's clock. A younger one could have been written again within the same tick.
 * A file whose mtime lies in the future is never presumed unchanged.
 */
export function presumedUnchanged(cached: CachedStamp, now: QuickStamp): boolean {
  if (!sameQuickStamp(cached, now)) return false;
  return now.mtimeMs + tickOf(now.mtimeMs) < cached.cachedAtMs;
}
