/** Reading a working file of which nobody promises that it holds still. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { CairnError } from '../errors.ts';
import { type CacheStamp, type FileStamp, sameStamp, stampOf } from './file-stamp.ts';
import { throwIfAborted } from './pace.ts';

/** Bytes per read: large enough for disks, small enough that hashing it does not hold up the event loop. */
const SLAB = 4 * 1024 * 1024;

/**
 * A write within one tick of a file system's clock does not move mtime. A file written this recently is given
 * time to age before it is read, so that whatever is written from then on shows. Linux ticks are 4 to 10 ms.
 */
const TICK_MS = 20;

export interface ReadFileOptions {
  readonly signal?: AbortSignal | undefined;
}

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const REASONS: Record<string, string> = {
  ENOENT: 'it does not exist',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'it is a symbolic link',
  EBUSY: 'another program holds it open',
  EIO: 'the disk reports a read error',
  EISDIR: 'it is a folder',
};

export function unreadable(path: string, reason: string, cause?: unknown): CairnError {
  return new CairnError('file-unreadable', `Cannot read ${path}: ${reason}`, { path, reason }, cause);
}

function explained(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof CairnError || code === undefined) return error;
  return unreadable(path, REASONS[code] ?? code, error);
}

/**
 * Streams a regular file to `onPiece` in order and returns its stamp, ready for the stat cache. Pieces are views that hold only until
 * `onPiece` returns. Devices, pipes, sockets, folders and links are refused without being waited for.
 * @throws {CairnError} `file-changed` if it did not hold still, `file-unreadable`, `cancelled`.
 */
export async function readStableFile(
  path: string,
  onPiece: (piece: Buffer) => void | Promise<void>,
  options: ReadFileOptions = {},
): Promise<CacheStamp> {
  throwIfAborted(options.signal);
  let handle: FileHandle | undefined;
  try {
    // Opening a device can have effects, so it is looked at first; O_NONBLOCK covers a pipe that appears in between.
    if (!(await lstat(path)).isFile()) throw unreadable(path, 'it is not a regular file');
    handle = await open(path, OPEN_FLAGS);
    const before = await settledStamp(path, handle, options.signal);
    const read = await stream(handle, before.size, onPiece, options.signal);
    const cachedAtNs = BigInt(Date.now()) * 1_000_000n;
    const after = stampOf(await handle.stat({ bigint: true }));
    const named = stampOf(await lstat(path, { bigint: true }));
    if (read !== before.size || !sameStamp(before, after) || !sameStamp(before, named)) throw changed(path);
    return { ...before, cachedAtNs };
  } catch (error) {
    if (handle && (error as NodeJS.ErrnoException).code === 'ENOENT') throw changed(path, error);
    throw explained(path, error);
  } finally {
    await handle?.close();
  }
}

const changed = (path: string, cause?: unknown): CairnError =>
  new CairnError('file-changed', `${path} changed while it was read`, { path }, cause);

async function settledStamp(path: string, handle: FileHandle, signal?: AbortSignal): Promise<FileStamp> {
  const stats = await handle.stat({ bigint: true });
  if (!stats.isFile()) throw unreadable(path, 'it is not a regular file');
  const age = Date.now() - Number(stats.mtimeNs / 1_000_000n);
  if (age > TICK_MS || age < -TICK_MS) return stampOf(stats);
  await setTimeout(TICK_MS - age);
  throwIfAborted(signal);
  return stampOf(await handle.stat({ bigint: true }));
}

/**
 * Reads one slab ahead, so that disk and processor work at the same time. Returns the bytes read; a file that grows
 * is followed no further than one slab.
 */
async function stream(
  handle: FileHandle,
  size: number,
  onPiece: (piece: Buffer) => void | Promise<void>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let position = 0;
  const length = Math.min(SLAB, size + 1);
  let [current, next] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
  const read = (slab: Buffer) => {
    const result = handle.read(slab, 0, length, position);
    // It may fail while `onPiece` is awaited; the error is met at the next `await pending`.
    result.catch(() => undefined);
    return result;
  };
  let pending = read(current);
  try {
    for (;;) {
      const { bytesRead } = await pending;
      position += bytesRead;
      if (bytesRead === 0 || position > size) return position;
      throwIfAborted(signal);
      pending = read(next);
      await onPiece(current.subarray(0, bytesRead));
      [current, next] = [next, current];
    }
  } finally {
    // A read under way must not outlive its handle.
    await pending.catch(() => undefined);
  }
}
