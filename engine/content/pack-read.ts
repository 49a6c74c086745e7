/** Reading packs: single frames by where they lie, from any thread; or all of them, to make an index again. */
import { close, closeSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { decodeFrame, frameBounds, MAX_FRAMED_BYTES, parseFrame } from './frame.ts';
import { isMissing } from './missing.ts';
import { type FrameRange, PACK_HEADER_BYTES, requirePack } from './pack.ts';
import type { ChunkLocation, StoredChunk } from './store.ts';

/** Packs kept open at a time. */
const MOST_OPEN = 16;
const SLAB = 4 * 1024 * 1024;
/** Nor are they kept open for longer without use, in milliseconds: one that was removed takes space until then. */
const IDLE = 20_000;

const readAsync = promisify(read);

type Place = FrameRange & { readonly file: string };

interface OpenPack {
  readonly fd: number;
  /** Reads under way. */
  users: number;
  dropped: boolean;
}

/** Fills `into` from `offset` on. @returns how many bytes there were. */
function readFull(fd: number, into: Buffer, offset: number): number {
  let done = 0;
  while (done < into.length) {
    const count = readSync(fd, into, done, into.length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** Open packs, the one used longest ago closed first. One for each thread. */
export class PackFiles {
  readonly #limit: number;
  readonly #mostBytes: number;
  readonly #open = new Map<string, OpenPack>();
  #idle: NodeJS.Timeout | undefined;

  /**
   * @param limit packs kept open.
   * @param mostBytes read at once: one frame, unless whole runs of them are.
   */
  constructor(limit = MOST_OPEN, mostBytes = MAX_FRAMED_BYTES) {
    this.#limit = limit;
    this.#mostBytes = mostBytes;
  }

  /**
   * The bytes there, or undefined where the pack is gone or ends before. Errors of the disk come as they are.
   * @param room gives the memory that they are put into.
   */
  read(
    { file, offset, length }: Place,
    room: (size: number) => Buffer = Buffer.allocUnsafe,
  ): Buffer | undefined {
    const pack = this.#take(file, offset, length);
    if (!pack) return undefined;
    const bytes = room(length);
    return readFull(pack.fd, bytes, offset) === length ? bytes : undefined;
  }

  /** {@link read} without keeping the thread. */
  async readAsync(place: Place): Promise<Buffer | undefined> {
    if (place.length < 1 || place.length > this.#mostBytes) return undefined;
    const bytes = Buffer.allocUnsafe(place.length);
    return (await this.readInto(place, bytes)) ? bytes : undefined;
  }

  /** Fills `into` with the bytes there, without keeping the thread. False where the pack is gone or ends before. */
  async readInto({ file, offset, length }: Place, into: Uint8Array): Promise<boolean> {
    const pack = this.#take(file, offset, length);
    if (!pack) return false;
    pack.users++;
    try {
      for (let done = 0; done < length; ) {
        const { bytesRead } = await readAsync(pack.fd, into, done, length - done, offset + done);
        if (bytesRead === 0) return false;
        done += bytesRead;
      }
      return true;
    } finally {
      pack.users--;
      if (pack.dropped && pack.users === 0) close(pack.fd);
    }
  }

  /** Lets go of one pack, so that it can be removed where open files cannot. */
  drop(file: string): void {
    const pack = this.#open.get(file);
    if (!pack) return;
    this.#open.delete(file);
    pack.dropped = true;
    if (pack.users === 0) closeSync(pack.fd);
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    for (const file of [...this.#open.keys()]) this.drop(file);
  }

  #take(file: string, offset: number, length: number): OpenPack | undefined {
    if (offset < PACK_HEADER_BYTES || length < 1 || length > this.#mostBytes) return undefined;
    if (this.#idle) this.#idle.refresh();
    else this.#idle = setTimeout(() => this.close(), IDLE).unref();
    const known = this.#open.get(file);
    if (known) {
      this.#open.delete(file);
      this.#open.set(file, known);
      return known;
    }
    try {
      const pack = { fd: openSync(file, 'r'), users: 0, dropped: false };
      this.#open.set(file, pack);
      for (const oldest of this.#open.keys()) {
        if (this.#open.size <= this.#limit) break;
        this.drop(oldest);
      }
      return pack;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

/**
 * The stored chunk a location leads to. Undefined where something else is there now: packs are rewritten and removed by
 * garbage collection, so ask the store again; only its second answer that leads nowhere means damage. Unverified, as
 * all stored chunks are.
 * @param room gives the memory that its frame is put into.
 */
export function readLocation(
  location: ChunkLocation,
  packs: PackFiles,
  room?: (size: number) => Buffer,
): StoredChunk | undefined {
  const { hash, codec, size, base, place } = location;
  if (place instanceof Uint8Array) return { hash, codec, size, data: place, ...(base && { base }) };
  const bytes = packs.read(place, room);
  return bytes && parseFrame(bytes, hash);
}

/** A frame met on the way through a pack; without a chunk where its length is possible and its body is none. */
export interface WalkedFrame extends FrameRange {
  readonly chunk: StoredChunk | undefined;
}

/**
 * Every frame of a pack in order, in memory of a few megabytes; `from` is where a frame starts. Ends where the file
 * does or no frame can be: a torn tail is what a crash leaves.
 * @returns where it ended.
 * @throws {PackError} where it is no pack.
 */
export function* walkPack(file: string, from = PACK_HEADER_BYTES): Generator<WalkedFrame, number> {
  const fd = openSync(file, 'r');
  try {
    requirePack(fd, file);
    let at = from;
    for (;;) {
      const slab = Buffer.allocUnsafe(SLAB);
      const bytes = slab.subarray(0, readFull(fd, slab, at));
      let done = 0;
      for (let next = frameBounds(bytes, done); typeof next !== 'string'; next = frameBounds(bytes, done)) {
        const length = next.end - done;
        yield { offset: at + done, length, chunk: decode(bytes.subarray(next.body, next.end)) };
        done = next.end;
      }
      at += done;
      // A frame always fits a slab, so one that starts it and is cut is cut in the file.
      if (done === 0) return at;
    }
  } finally {
    closeSync(fd);
  }
}

function decode(body: Uint8Array): StoredChunk | undefined {
  try {
    return decodeFrame(body);
  } catch {
    return undefined;
  }
}
