/**
 * Packs: files of many stored chunks. Eight bytes of header (magic, format version), then length-delimited frames, the
 * very bytes that travel, so an index can be made again from the packs alone and sending is reading a range.
 *
 * A pack only grows. Bytes behind the last frame that an index refers to are of no account: whoever appends next cuts
 * them off. At most one writer may have a pack open at a time; that is for its store to see to.
 */
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writev,
  writevSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { syncFolder } from './durable-folder.ts';
import { flushAlong } from './flush-along.ts';
import { frameHead } from './frame.ts';
import type { StoredChunk } from './store.ts';

const MAGIC = 'CRNP';
const VERSION = 1;
export const PACK_HEADER_BYTES = 8;
/** A pack of this size is not appended to any more, in bytes. */
export const FULL_PACK = 256 * 1024 * 1024;

/** Bytes handed over and not written yet at most; more are written, though not flushed, as they come. */
const MOST_PENDING = 32 * 1024 * 1024;
/** Bytes that are written at once, at most, where what comes before is flushed meanwhile. */
const STRETCH = 4 * 1024 * 1024;

/** A file that is no pack, of a newer format, or shorter than its index says. */
export class PackError extends Error {
  readonly code = 'bad-pack';
}

/** Where a frame lies in its pack: bytes, with the length prefix. */
export interface FrameRange {
  readonly offset: number;
  readonly length: number;
}

function header(): Buffer {
  const bytes = Buffer.alloc(PACK_HEADER_BYTES);
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt32LE(VERSION, 4);
  return bytes;
}

/** @throws {PackError} where the open file is no pack of a version this build knows. */
export function requirePack(fd: number, file: string): void {
  const bytes = Buffer.alloc(PACK_HEADER_BYTES);
  const read = readSync(fd, bytes, 0, PACK_HEADER_BYTES, 0);
  if (read < PACK_HEADER_BYTES || bytes.toString('latin1', 0, 4) !== MAGIC)
    throw new PackError(`${file} is not a pack of chunks`);
  const version = bytes.readUInt32LE(4);
  if (version !== VERSION)
    throw new PackError(`${file} has format ${version}; this version knows ${VERSION}`);
}

const writevAsync = promisify(writev);
const fdatasyncAsync = promisify(fdatasync);

/** Errors of the disk come as they are, with their code (`ENOSPC` …); afterwards {@link PackWriter.cut} or close it. */
export class PackWriter {
  readonly file: string;
  readonly #fd: number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  /** Up to here bytes have been handed to the disk. */
  #written: number;
  #folderSynced: boolean;

  private constructor(file: string, fd: number, written: number, isNew: boolean) {
    this.file = file;
    this.#fd = fd;
    this.#written = written;
    this.#folderSynced = !isNew;
  }

  /** A new pack; its folder must be there. @throws with code `EEXIST` where there is a file. */
  static create(file: string): PackWriter {
    const writer = new PackWriter(file, openSync(file, 'wx+'), 0, true);
    writer.#queue(header());
    return writer;
  }

  /**
   * Goes on with a pack whose last frame of account ends at `end`; what lies behind is cut off.
   * @throws {PackError} where it is no pack, or shorter; with code `ENOENT` where it is gone.
   */
  static reopen(file: string, end: number): PackWriter {
    const fd = openSync(file, 'r+');
    try {
      requirePack(fd, file);
      const writer = new PackWriter(file, fd, end, false);
      writer.cut(end);
      return writer;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** Where the next frame goes. */
  get end(): number {
    return this.#written + this.#pendingBytes;
  }

  /** Frames that end here or before can be read from the file. */
  get written(): number {
    return this.#written;
  }

  /** Appends a chunk. Its data is not copied: it must stay as it is until it is written. */
  add(chunk: StoredChunk): FrameRange {
    const head = frameHead(chunk);
    const range = { offset: this.end, length: head.length + chunk.data.length };
    this.#queue(head);
    if (chunk.data.length > 0) this.#queue(chunk.data);
    return range;
  }

  /** Appends a frame that lies ready, as {@link add} does. */
  addFrame(frame: Uint8Array): FrameRange {
    const range = { offset: this.end, length: frame.length };
    this.#queue(frame);
    return range;
  }

  /** Whether so much waits to be written that it should be. */
  get isFull(): boolean {
    return this.#pendingBytes >= MOST_PENDING;
  }

  /** Hands what was added to the disk: readable from now on, not yet durable. */
  write(): void {
    for (let parts = this.#pending; parts.length > 0; parts = this.#pending)
      this.#wrote(writevSync(this.#fd, parts, this.#written));
  }

  /** Makes all that was added durable. */
  flush(): void {
    this.write();
    fdatasyncSync(this.#fd);
    this.#syncFolder();
  }

  /** {@link flush} without keeping the thread, of what was added so far. One at a time. */
  async flushAsync(): Promise<void> {
    const write = async () => {
      if (this.#pending.length === 0) return false;
      const { bytesWritten } = await writevAsync(this.#fd, this.#stretch(), this.#written);
      this.#wrote(bytesWritten);
      return this.#pending.length > 0;
    };
    await flushAlong(write, () => fdatasyncAsync(this.#fd));
    this.#syncFolder();
  }

  /**
   * Forgets everything from `end` on, written or not.
   * @throws {PackError} where the file is shorter than that, or was removed.
   */
  cut(end: number): void {
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#written = end;
    const { size, nlink } = fstatSync(this.#fd);
    if (nlink === 0) throw new PackError(`${this.file} was removed`);
    if (size > end) ftruncateSync(this.#fd, end);
    if (size < end) throw new PackError(`${this.file} is ${size} bytes long and should be ${end} at least`);
  }

  /** What was not flushed may be lost. */
  close(): void {
    closeSync(this.#fd);
  }

  #queue(part: Uint8Array): void {
    this.#pending.push(part);
    this.#pendingBytes += part.length;
  }

  /** The first of what waits. */
  #stretch(): Uint8Array[] {
    let bytes = 0;
    const end = this.#pending.findIndex((part) => {
      bytes += part.length;
      return bytes > STRETCH;
    });
    return end < 0 ? this.#pending : this.#pending.slice(0, Math.max(1, end));
  }

  /** Takes written bytes off the queue. A write may end anywhere. */
  #wrote(bytes: number): void {
    this.#written += bytes;
    this.#pendingBytes -= bytes;
    if (this.#pendingBytes === 0) {
      this.#pending = [];
      return;
    }
    let left = bytes;
    let whole = 0;
    for (const part of this.#pending) {
      if (part.length > left) break;
      left -= part.length;
      whole++;
    }
    const [cut, ...rest] = this.#pending.slice(whole);
    this.#pending = cut ? [cut.subarray(left), ...rest] : [];
  }

  #syncFolder(): void {
    if (this.#folderSynced) return;
    syncFolder(dirname(this.file));
    this.#folderSynced = true;
  }
}
