/** An open working file of which nobody promises that it holds still: what is read is compared at the end. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { english, type Said, said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { type CacheStamp, type FileStamp, sameStamp, stampOf } from './file-stamp.ts';
import type { Inside } from './inside.ts';

/**
 * A write within one tick of a file system's clock does not move mtime. A file written this recently is given
 * time to age before it is read, so that whatever is written from then on shows. Linux ticks are 4 to 10 ms.
 */
const TICK_MS = 20;

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const REASONS: Record<string, Said> = {
  ENOENT: said`it does not exist`,
  EACCES: said`no permission to read it`,
  EPERM: said`no permission to read it`,
  ELOOP: said`it is a symbolic link`,
  EBUSY: said`another program holds it open`,
  EIO: said`the disk reports a read error`,
  EISDIR: said`it is a folder`,
  ENAMETOOLONG: said`the path is too long for this system`,
};

/** Why something cannot be read, in words where there are any for what the system calls it. */
export const whyUnreadable = (errno: string): string | Said => REASONS[errno] ?? errno;

export function unreadable(path: string, why: string | Said, cause?: unknown): CairnError {
  const reason = typeof why === 'string' ? why : english(why);
  return new CairnError('file-unreadable', said`Cannot read ${path}: ${why}`, { path, reason }, cause);
}

const changed = (path: string, cause?: unknown): CairnError =>
  new CairnError('file-changed', `${path} changed while it was read`, { path }, cause);

/** What an error of the disk means for whoever wanted to read `path`. */
function explained(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof CairnError || code === undefined) return error;
  return unreadable(path, whyUnreadable(code), error);
}

/**
 * Every method throws {CairnError} `file-changed` where the file did not hold still and `file-unreadable` where it
 * cannot be read. Whoever opened it closes it.
 */
export class StableFile {
  /** As people know it. */
  readonly path: string;
  readonly #fd: number;
  readonly #device: bigint;
  #before: FileStamp;
  /** Milliseconds the file is to be left alone before it is read: it was written a moment ago. Then {@link settle}. */
  readonly young: number;
  #position = 0;
  /** Nothing was behind the bytes of {@link size} when the last of them were read. */
  #ended = false;

  private constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
    const stats = fstatSync(fd, { bigint: true });
    if (!stats.isFile()) throw unreadable(path, said`it is not a regular file`);
    this.#device = stats.dev;
    this.#before = stampOf(stats);
    const age = Date.now() - Number(stats.mtimeNs / 1_000_000n);
    this.young = age > TICK_MS || age < -TICK_MS ? 0 : TICK_MS - age;
  }

  /**
   * Devices, pipes, sockets, folders and links are refused without being waited for.
   * @param path absolute. @param inside knows what to call it so that it is opened where it should be. It is looked at by its path, which takes
   * the system half as long: what that leads to must be what was opened.
   */
  static open(path: string, inside?: Inside): StableFile {
    let fd: number | undefined;
    try {
      const at = inside?.at(path) ?? path;
      // Opening a device can have effects, so it is looked at first; O_NONBLOCK covers a pipe that appears in between.
      if (!lstatSync(path).isFile()) throw unreadable(path, said`it is not a regular file`);
      fd = openSync(at, OPEN_FLAGS);
      return new StableFile(path, fd);
    } catch (error) {
      if (fd !== undefined) closeSync(fd);
      throw explained(path, error);
    }
  }

  /** Waits for as long as {@link young} asks for, and takes note of the file as it is then. */
  async settle(): Promise<void> {
    await setTimeout(this.young);
    this.#before = stampOf(fstatSync(this.#fd, { bigint: true }));
  }

  /** Bytes, as it was when it was opened. */
  get size(): number {
    return this.#before.size;
  }

  /** Bytes of `size` that were not read yet. */
  get left(): number {
    return this.#before.size - this.#position;
  }

  /** The next bytes, at most up to `size`; behind these, a byte of `into` may change. @returns how many; fewer than fit do not mean the end. */
  read(into: Uint8Array): number {
    try {
      const { left } = this;
      // One more than there should be, where it fits: that it does not come says that this is the end.
      const wanted = Math.min(into.length, left + 1);
      const bytes = readSync(this.#fd, into, 0, wanted, this.#position);
      if (bytes > left || (bytes === 0 && left > 0 && wanted > 0)) throw changed(this.path);
      this.#ended = bytes === left && wanted > left;
      this.#position += bytes;
      return bytes;
    } catch (error) {
      throw explained(this.path, error);
    }
  }

  /** To be called when nothing is {@link left}: that what was read is one state of the file, and its stamp. */
  finish(): CacheStamp {
    try {
      const isMore = !this.#ended && readSync(this.#fd, Buffer.allocUnsafe(1), 0, 1, this.#position) > 0;
      const cachedAtNs = BigInt(Date.now()) * 1_000_000n;
      const named = lstatSync(this.path, { bigint: true });
      // No other file of its disk has its number while it is open: what has its name and that number is what was read.
      const after = named.dev === this.#device ? named : fstatSync(this.#fd, { bigint: true });
      if (isMore || !sameStamp(this.#before, stampOf(after)) || !sameStamp(this.#before, stampOf(named)))
        throw changed(this.path);
      return { ...this.#before, cachedAtNs };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw changed(this.path, error);
      throw explained(this.path, error);
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
