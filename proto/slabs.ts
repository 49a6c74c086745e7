/** Streams of chunk frames, read by the slab: memory stays at a few slabs, whatever the stream's length. */
import { finished, type Readable } from 'node:stream';
import { FrameCutter, FrameError, type FrameSlab, newSlab } from './frames.ts';
import { MAX_FRAME_BYTES } from './limits.ts';

/** A piece of a stream that is larger than this has memory of its own, in bytes: pools hold smaller ones only. */
const POOLED = 32 * 1024;

export interface SlabOptions {
  /** Gives SLAB_BYTES, fresh or used. */
  readonly allocate?: () => Buffer;
  /** Told what has come in. What it returns, if anything, is waited for before more comes. Its errors end the stream. */
  readonly onBytes?: (bytes: number) => Promise<void> | undefined;
}

/** Memory for slabs, used again and again. */
export class SlabPool {
  readonly #free: Buffer[] = [];
  readonly #kept: number;

  /** @param kept slabs that are kept for later. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  take(): Buffer {
    return this.#free.pop() ?? newSlab();
  }

  /** Takes the memory of a slab back, whatever part of it the caller knows: nobody may look at it any more. */
  give({ buffer }: Uint8Array): void {
    if (this.#free.length < this.#kept) this.#free.push(Buffer.from(buffer));
  }
}

/**
 * The frames of `source`, by the slab. Those that arrived whole come out also where the stream breaks off after them.
 * Nobody else may read `source` or keep pieces of it.
 * @throws {FrameError} and what `source` and `onBytes` fail with.
 */
export async function* readSlabs(
  source: Readable,
  { allocate, onBytes }: SlabOptions = {},
): AsyncGenerator<FrameSlab, void, undefined> {
  const cutter = new FrameCutter(MAX_FRAME_BYTES, allocate);
  const intake = new Intake(source, cutter, onBytes);
  try {
    yield* intake.slabs();
    if (!cutter.isWhole) throw new FrameError('The stream ended in the middle of a frame');
  } catch (error) {
    const rest = cutter.rest();
    if (rest) yield rest;
    throw error;
  } finally {
    if (!source.readableEnded) source.destroy();
  }
  const rest = cutter.rest();
  if (rest) yield rest;
}

/** One function call for each piece of the stream: at 16,000 pieces a gigabyte, promises for each would be felt. */
class Intake {
  readonly #source: Readable;
  readonly #cutter: FrameCutter;
  readonly #onBytes: SlabOptions['onBytes'];
  /** Not taken yet. While there is one, no more comes in. */
  readonly #ready: FrameSlab[] = [];
  /** Reasons to let nothing in at the moment. */
  #holds = 0;
  #ended = false;
  #failure: { error: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(source: Readable, cutter: FrameCutter, onBytes: SlabOptions['onBytes']) {
    this.#source = source;
    this.#cutter = cutter;
    this.#onBytes = onBytes;
  }

  async *slabs(): AsyncGenerator<FrameSlab, void, undefined> {
    finished(this.#source, { writable: false }, (error) => this.#end(error ?? undefined));
    this.#source.on('data', (part: Uint8Array) => this.#take(part));
    for (;;) {
      for (let slab = this.#ready.shift(); slab; slab = this.#ready.shift()) {
        if (this.#ready.length === 0) this.#release();
        yield slab;
      }
      if (this.#failure) throw this.#failure.error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(part: Uint8Array): void {
    if (this.#failure) return;
    try {
      for (const slab of this.#cutter.push(part)) {
        if (this.#ready.push(slab) === 1) this.#hold();
        this.#wake();
      }
      const { length } = part;
      letGo(part);
      const wait = this.#onBytes?.(length);
      if (!wait) return;
      this.#hold();
      wait.then(
        () => this.#release(),
        (error) => this.#end(error),
      );
    } catch (error) {
      this.#end(error);
    }
  }

  #hold(): void {
    if (this.#holds++ === 0) this.#source.pause();
  }

  #release(): void {
    if (--this.#holds === 0) this.#source.resume();
  }

  #end(error: unknown): void {
    this.#ended = true;
    if (error !== undefined) this.#failure ??= { error };
    this.#wake();
  }
}

/**
 * Gives back the memory of a piece whose bytes were copied. Garbage collection would come to it too; but every socket
 * makes 64 KiB of it at a time, and collections that mark the whole heap every twenty megabytes took as long as all
 * copying. Later, because whoever made the piece may look at it once more before the end of this turn.
 */
export function letGo(part: Uint8Array): void {
  const { buffer, byteOffset, byteLength } = part;
  const isLast = byteOffset + byteLength === buffer.byteLength;
  if (byteLength < POOLED || !isLast || !(buffer instanceof ArrayBuffer)) return;
  queueMicrotask(() => void buffer.transfer(0));
}
