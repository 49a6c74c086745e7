/**
 * Writing a working file so that at every instant, and after a kill at any instruction, its name leads either to the
 * old file, whole, or to the new one, whole and verified.
 */
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CacheStamp, type FileStamp, stampOf } from '../content/file-stamp.ts';
import { streamingSha256 } from '../content/hash.ts';
import { throwIfAborted } from '../content/pace.ts';
import type { ReadOptions } from '../content/restore.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { type Disk, realDisk } from './disk.ts';
import { errnoOf, fsError } from './fs-errors.ts';
import { inFolder } from './held-folder.ts';
import { parentAndName, requireFolder } from './paths.ts';
import { publish, trySyncFolder } from './publish.ts';
import { temporaryName } from './temporary.ts';

/** Bytes left free beside the file. A disk filled to the brim harms everybody. */
const HEADROOM = 16 * 1024 * 1024;

/**
 * Milliseconds by which a written file's mtime is set back: more than the tick of a disk's clock, so that it can go
 * into the stat cache at once, and whatever is written to it after that has another mtime.
 */
const AGE = 50;

export interface Content {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** What the pieces must be, together. */
  readonly contentHash: Hash;
  readonly size: number;
  /** The SHA-256 of the pieces, once the last was taken, from whoever makes them; without it, it is taken here. */
  readonly digest?: () => Hash;
}

/**
 * Writes an item's working file; folders above it are made.
 * @param path relative to the working folder.
 * @param seen the file to be replaced, as the caller last saw it; undefined where there was none.
 * @returns the new file's stamp, for the stat cache.
 * @throws {CairnError} `file-changed` or `file-in-the-way` if the target, or the folder it lies in, is not what was
 *   `seen`; `disk-full`,
 *   `read-only`, `file-locked`, `folder-gone`, `outside-folder`, `name-refused`, `integrity`, `cancelled`; and
 *   whatever `pieces` throw. The target is then untouched and no temporary file is left.
 */
export async function safeWrite(
  folder: string,
  path: string,
  content: Content,
  seen: FileStamp | undefined,
  options: ReadOptions = {},
  disk: Disk = realDisk,
): Promise<CacheStamp> {
  throwIfAborted(options.signal);
  await requireFolder(folder);
  const [parent, name] = parentAndName(folder, path);
  try {
    return await inFolder(folder, parent, { make: true, disk }, (held) =>
      writeVerified(join(held.at, name), content, seen, options, disk),
    );
  } catch (error) {
    throw await aboutFile(error, folder, path);
  }
}

/**
 * What an error means for a file at `path`: where only its folder was moved by somebody meanwhile, it is about this
 * file.
 */
export async function aboutFile(error: unknown, folder: string, path: string): Promise<unknown> {
  if (!CairnError.is(error, 'folder-gone') || error.details.errno !== 'ENOENT') return error;
  await requireFolder(folder);
  const message = `The folder of ${path} was moved meanwhile; nothing was written`;
  return new CairnError('file-changed', message, { path }, error);
}

/** {@link safeWrite} to an absolute path anywhere, whose folder must exist. */
export async function writeVerified(
  target: string,
  content: Content,
  seen: FileStamp | undefined,
  options: ReadOptions = {},
  disk: Disk = realDisk,
): Promise<CacheStamp> {
  const stamp = await writeNamed(target, content, seen, options, disk);
  await trySyncFolder(dirname(target), disk);
  return stamp;
}

/** {@link writeVerified}, but its name may not last through a power failure before the folder is flushed. */
export async function writeNamed(
  target: string,
  content: Content,
  seen: FileStamp | undefined,
  options: ReadOptions,
  disk: Disk,
): Promise<CacheStamp> {
  const folder = dirname(target);
  const temporary = join(folder, temporaryName());
  let handle: FileHandle | undefined;
  try {
    await requireSpace(folder, content.size, disk);
    handle = await disk.open(temporary, 'wx');
    await fill(handle, content, options, target);
    const { stamp, now } = await settle(handle);
    await handle.close();
    throwIfAborted(options.signal);
    await publish(temporary, target, seen, disk);
    return { ...stamp, cachedAtNs: BigInt(now) * 1_000_000n };
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await disk.unlink(temporary).catch(() => undefined);
    throw fsError(error, target, 'write');
  }
}

async function requireSpace(folder: string, size: number, disk: Disk): Promise<void> {
  let free: bigint;
  try {
    const stats = await disk.statfs(folder, { bigint: true });
    free = stats.bavail * stats.bsize;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw error;
    return; // A disk that cannot say is tried.
  }
  if (free >= BigInt(size + HEADROOM)) return;
  const details = { path: folder, needed: size + HEADROOM, free: Number(free) };
  throw new CairnError(
    'disk-full',
    `Not enough space in ${folder}: ${size} bytes needed, ${free} free`,
    details,
  );
}

async function fill(
  handle: FileHandle,
  content: Content,
  options: ReadOptions,
  target: string,
): Promise<void> {
  const whole = content.digest ? undefined : streamingSha256();
  let size = 0;
  for await (const piece of content.pieces) {
    throwIfAborted(options.signal);
    size += piece.length;
    if (size > content.size) break;
    whole?.update(piece);
    await writeAll(handle, piece);
    options.onProgress?.(size);
  }
  if (size !== content.size || (whole?.digest('hex') ?? content.digest?.()) !== content.contentHash) {
    throw new CairnError(
      'integrity',
      `The content for ${target} does not match its hash; nothing was written`,
      {
        path: target,
        hash: content.contentHash,
      },
    );
  }
}

/**
 * Makes a file durable that was written, with its mtime set back. A network drive may set mtime when it takes what it
 * was sent, so it is looked at afterwards and set again where it moved.
 */
async function settle(handle: FileHandle): Promise<{ readonly stamp: FileStamp; readonly now: number }> {
  for (let again = false; ; again = true) {
    const now = Date.now();
    const mtime = now - AGE;
    await handle.utimes(now / 1000, mtime / 1000);
    await handle.sync();
    const stamp = stampOf(await handle.stat({ bigint: true }));
    if (again || stamp.mtimeNs <= BigInt(mtime + 1) * 1_000_000n) return { stamp, now };
  }
}

/** A full disk may take only part of a piece before it reports an error. */
async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    at += (await handle.write(piece, at, piece.length - at)).bytesWritten;
  }
}
