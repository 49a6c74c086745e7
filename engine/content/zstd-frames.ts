/**
 * zstd frames, one after the other, from one context.
 *
 * `zlib.zstdCompressSync` makes a stream and a context for each frame, with tables that the system has to give and zstd to
 * clear, and copies the input through a window of its own where the output buffer is below zstd's bound. For some
 * kilobytes that takes longer than compressing them. Node's interface has no other way, so this calls what that function calls
 * inside, on releases that are known to have it, and only if a trial gives the very frames of the public function.
 */
import zlib from 'node:zlib';

const { ZSTD_c_compressionLevel, ZSTD_e_end } = zlib.constants;

/** Releases of which the source was read and that were tried. Calling something else by this name could end the process. */
const KNOWN_MAJORS = [22, 24];

/** A zlib stream of Node as it is inside. */
interface Stream {
  readonly _handle: {
    writeSync(
      flush: number,
      from: Uint8Array,
      at: number,
      length: number,
      to: Uint8Array,
      start: number,
      room: number,
    ): void;
  };
  /** What was left of `room`, and of `length`. */
  readonly _writeState: Uint32Array;
}

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
    this.#out = Buffer.allocUnsafeSlow(frameBound(most));
  }

  /**
   * Undefined where this runtime has no such thing.
   * @param level from 1 on. @param most bytes of one input.
   */
  static make(level: number, most: number): FrameMaker | undefined {
    if (!KNOWN_MAJORS.includes(Number.parseInt(process.versions.node, 10))) return undefined;
    const options = { params: { [ZSTD_c_compressionLevel]: level } };
    const stream: unknown = zlib.createZstdCompress(options);
    if (!isKnown(stream)) return undefined;
    const maker = new FrameMaker(stream, most);
    const isSame = (sample: Buffer) =>
      maker.frame(sample)?.equals(zlib.zstdCompressSync(sample, options)) === true;
    return isSame(Buffer.alloc(300, 'a sample')) && isSame(Buffer.from('and another')) ? maker : undefined;
  }

  /** One frame, as a view that holds until the next call; undefined where the public function is to be asked. */
  frame(plain: Uint8Array): Buffer | undefined {
    const { length } = plain;
    if (length === 0 || length > this.#most) return undefined;
    const room = this.#out.length;
    this.#stream._writeState.set([room, length]);
    this.#stream._handle.writeSync(ZSTD_e_end, plain, 0, length, this.#out, 0, room);
    const [roomLeft = room, inputLeft] = this.#stream._writeState;
    if (inputLeft !== 0 || roomLeft === 0 || roomLeft >= room) {
      this.#most = 0;
      return undefined;
    }
    return this.#out.subarray(0, room - roomLeft);
  }
}

function isKnown(stream: unknown): stream is Stream {
  const { _handle, _writeState } = stream as Partial<Stream>;
  return (
    typeof _handle?.writeSync === 'function' && _writeState instanceof Uint32Array && _writeState.length === 2
  );
}
