/**
 * zstd frames, one after the other, made or read with one context.
 *
 * `zlib.zstdCompressSync` makes a stream and a context for each frame, with tables that the system has to give and zstd to
 * clear, and copies the input through a window of its own where the output buffer is below zstd's bound. For some
 * kilobytes that takes longer than compressing them, and the context of `zlib.zstdDecompressSync` longer than reading them. Node's
 * interface has no other way, so this calls what those functions call inside, on releases that are known to have it, and only
 * if a trial gives the very bytes of the public functions.
 */
import zlib from 'node:zlib';
import { frameLength } from './recode/headers.ts';
import { frameContentSize } from './zstd-wasm.ts';

const { ZSTD_c_compressionLevel, ZSTD_e_end } = zlib.constants;

/** Releases of which the source was read and that were tried. Calling something else by this name could end the process. */
const KNOWN_MAJORS = [22, 24];
const isKnownRelease = (): boolean => KNOWN_MAJORS.includes(Number.parseInt(process.versions.node, 10));

/** A zlib stream of Node as it is inside. */
interface Stream {
  _handle: Handle | null;
  /** What was left of `room`, and of `length`. */
  readonly _writeState: Uint32Array;
  on(event: 'error', listener: () => void): unknown;
}

interface Handle {
  writeSync(
    flush: number,
    from: Uint8Array,
    at: number,
    length: number,
    to: Uint8Array,
    start: number,
    room: number,
  ): void;
  /** Gives its memory back at once. */
  close(): void;
}

/** Has the stream's context do all of `from` at once. @returns what is left of `to` behind `start`, and of `from`. */
function runOnce(
  stream: Stream,
  from: Uint8Array,
  to: Buffer,
  start = 0,
): readonly [room: number, left: number] {
  const room = to.length - start;
  stream._writeState.set([room, from.length]);
  // Null where it was closed by a failure, which leaves what was written there.
  stream._handle?.writeSync(ZSTD_e_end, from, 0, from.length, to, start, room);
  const [roomLeft = room, left = from.length] = stream._writeState;
  return [roomLeft, left];
}

/** {@link runOnce} in a context that is used for nothing else. */
function runAlone(stream: unknown, from: Uint8Array, to: Buffer): readonly [room: number, left: number] {
  if (!isKnown(stream)) return [to.length, from.length];
  // It is told by what was read or written, and the public function finds the words.
  stream.on('error', () => {});
  try {
    return runOnce(stream, from, to);
  } finally {
    stream._handle?.close();
    stream._handle = null;
  }
}

/** For the trial: the second shows what the first left in the context. */
const SAMPLES = [Buffer.alloc(300, 'a sample'), Buffer.from('and another')];

/** What zstd may need at most for so many bytes: with that much room it writes the frame at once (ZSTD_COMPRESSBOUND). */
export const frameBound = (bytes: number): number => bytes + (bytes >>> 8) + 64;

export class FrameMaker {
  readonly #stream: Stream;
  readonly #out: Buffer;
  /** Bytes of one input. 0 once a frame was not ended: what is left of it in the context would become part of the next. */
  #most: number;

  private constructor(stream: Stream, most: number) {
    this.#stream = stream;
    this.#most = most;
    this.#out = Buffer.allocUnsafeSlow(MOST_HEAD + frameBound(most));
  }

  /**
   * Undefined where this runtime has no such thing.
   * @param level from 1 on. @param most bytes of one input.
   */
  static make(level: number, most: number): FrameMaker | undefined {
    if (!isKnownRelease()) return undefined;
    const options = { params: { [ZSTD_c_compressionLevel]: level } };
    const stream: unknown = zlib.createZstdCompress(options);
    if (!isKnown(stream)) return undefined;
    const maker = new FrameMaker(stream, most);
    const isSame = (sample: Buffer) =>
      maker.frame(sample)?.equals(zlib.zstdCompressSync(sample, options)) === true;
    return SAMPLES.every(isSame) ? maker : undefined;
  }

  /**
   * One frame behind `head` bytes that are the caller's, as a view that holds until the next call; undefined where the public function is
   * to be asked.
   */
  frame(plain: Uint8Array, head = 0): Buffer | undefined {
    const { length } = plain;
    if (length === 0 || length > this.#most || head > MOST_HEAD) return undefined;
    const room = this.#out.length - head;
    const [roomLeft, inputLeft] = runOnce(this.#stream, plain, this.#out, head);
    if (inputLeft !== 0 || roomLeft === 0 || roomLeft >= room) {
      this.#most = 0;
      return undefined;
    }
    return this.#out.subarray(0, this.#out.length - roomLeft);
  }

  /** One frame over a dictionary, from a context of its own; undefined where the public function is to be asked. */
  frameOn(dictionary: Uint8Array, plain: Uint8Array, level: number): Buffer | undefined {
    const { length } = plain;
    if (length === 0 || frameBound(length) > this.#out.length) return undefined;
    const params = { [ZSTD_c_compressionLevel]: level };
    const stream = zlib.createZstdCompress({ dictionary, params, chunkSize: UNUSED });
    const [roomLeft, inputLeft] = runAlone(stream, plain, this.#out);
    if (inputLeft !== 0 || roomLeft === 0 || roomLeft >= this.#out.length) return undefined;
    return Buffer.from(this.#out.subarray(0, this.#out.length - roomLeft));
  }
}

/** Bytes of a buffer that a stream makes for itself and that nothing is written to: the least that Node takes. */
const UNUSED = 64;

/** Room for what callers put before a frame. */
const MOST_HEAD = 16;

export class FrameReader {
  readonly #stream: Stream;
  #usable = true;

  private constructor(stream: Stream) {
    this.#stream = stream;
    // It is told by what was read, and the public function finds the words.
    stream.on('error', () => {});
  }

  /** Undefined where this runtime has no such thing. */
  static make(): FrameReader | undefined {
    if (!isKnownRelease()) return undefined;
    const stream: unknown = zlib.createZstdDecompress();
    if (!isKnown(stream)) return undefined;
    const reader = new FrameReader(stream);
    const isRead = (sample: Buffer) =>
      reader.read(zlib.zstdCompressSync(sample), sample.length)?.equals(sample) === true;
    return SAMPLES.every(isRead) ? reader : undefined;
  }

  /** False once a frame was not read to its end: what is left of it in the context would spoil the next. */
  get usable(): boolean {
    return this.#usable;
  }

  /**
   * What a frame of `size` plain bytes holds. Undefined for anything but one whole frame that says that size, and for a damaged one: the
   * public function is to be asked.
   * @param plain where it is put.
   */
  read(data: Uint8Array, size: number, plain: Buffer = Buffer.allocUnsafe(size)): Buffer | undefined {
    if (!this.#usable || !isWhole(data, size)) return undefined;
    const [roomLeft, inputLeft] = runOnce(this.#stream, data, plain);
    this.#usable = roomLeft === 0 && inputLeft === 0;
    return this.#usable ? plain : undefined;
  }

  /** As {@link read}, of a frame over a dictionary: from a context of its own. */
  readOn(
    dictionary: Uint8Array,
    data: Uint8Array,
    size: number,
    plain: Buffer = Buffer.allocUnsafe(size),
  ): Buffer | undefined {
    if (!isWhole(data, size)) return undefined;
    const stream = zlib.createZstdDecompress({ dictionary, chunkSize: UNUSED });
    const [roomLeft, inputLeft] = runAlone(stream, data, plain);
    return roomLeft === 0 && inputLeft === 0 ? plain : undefined;
  }
}

/** Of such a frame nothing can be left over, whatever its blocks hold: zstd reads it at once or refuses it. */
const isWhole = (data: Uint8Array, size: number): boolean =>
  frameContentSize(data) === size && frameLength(data) === data.length;

function isKnown(stream: unknown): stream is Stream {
  const { _handle, _writeState } = stream as Partial<Stream>;
  return (
    typeof _handle?.writeSync === 'function' && _writeState instanceof Uint32Array && _writeState.length === 2
  );
}
