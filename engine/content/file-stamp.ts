/** What tells cheaply whether a file may have changed. */
import type { BigIntStats } from 'node:fs';

/** Structured-cloneable; every field fits a signed 64-bit column. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** Inode or file index, wrapped to signed. */
  readonly ino: bigint;
}

export const stampOf = (stats: BigIntStats): FileStamp => ({
  size: Number(stats.size),
  mtimeNs: stats.mtimeNs,
  ino: BigInt.asIntN(64, stats.ino),
});

export const sameStamp = (a: FileStamp, b: FileStamp): boolean =>
  a.size === b.size && a.mtimeNs === b.mtimeNs && a.ino === b.ino;

/** A stamp and when it was taken: what the stat cache keeps. */
export interface CacheStamp extends FileStamp {
  /** Nanoseconds since 1970 by this machine's clock, not after the file was last seen with this stamp. */
  readonly cachedAtNs: bigint;
}
