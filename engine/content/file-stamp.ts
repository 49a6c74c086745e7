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

/**
 * A stamp in plain numbers, which a scan takes in a third less time than exact ones. Today's times are held to a
 * quarter of a microsecond, inodes exactly up to 2^53 and to a few thousand above. What is to be written over or
 * removed is looked at with exact stamps.
 */
export interface QuickStamp {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, with fraction. */
  readonly mtimeMs: number;
  readonly ino: number;
}

/** What the stat cache remembers of a file. */
export interface CachedStamp extends QuickStamp {
  /** Milliseconds since 1970 by this machine's clock: not after the file was last seen with this stamp. */
  readonly cachedAtMs: number;
}

/**
 * Milliseconds within which a file may be written again without its mtime showing it: kernels stamp files with a clock that ticks every
 * 1 to 16 ms; HFS+ and some network drives keep whole seconds, FAT even ones.
 */
export const tickOf = (mtimeMs: number): number => (mtimeMs % 1000 === 0 ? 2_000 : 20);

/** Milliseconds: twice a double's error, far less than any clock's tick. */
const SAME_TIME = 0.0005;

export const quickStamp = ({ size, mtimeNs, ino }: FileStamp): QuickStamp => ({
  size,
  mtimeMs: Number(mtimeNs) / 1e6,
  ino: Number(BigInt.asUintN(64, ino)),
});

const isSameFile = (a: number, b: number): boolean =>
  a === b || (!Number.isSafeInteger(a) && Math.abs(a - b) <= 4096);

export const sameQuickStamp = (a: QuickStamp, b: QuickStamp): boolean =>
  a.size === b.size && Math.abs(a.mtimeMs - b.mtimeMs) <= SAME_TIME && isSameFile(a.ino, b.ino);
