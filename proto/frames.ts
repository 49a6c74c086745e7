/** Length-delimited chunk frames on a byte stream: memory stays at one frame, whatever the stream's length. */
import { cairn } from './generated/cairn.js';
import { MAX_FRAME_BYTES } from './limits.ts';

/** The stream is not made of frames, or one is larger than the protocol allows, or the last is cut off. */
export class FrameError extends Error {
  readonly code = 'bad-message';
}

/** Bytes that arrived and were not taken yet. */
class ByteQueue {
  #parts: Uint8Array[] = [];
  length = 0;

  push(part: Uint8Array): void {
    this.#parts.push(part);
    this.length += part.length;
  }

  at(index: number): number {
    let offset = index;
    for (const part of this.#parts) {
      if (offset < part.length) return part[offset] ?? 0;
      offset -= part.length;
    }
    throw new RangeError('past the end');
  }

  take(count: number): Uint8Array {
    const joined = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts, this.length);
    const rest = joined.subarray(count);
    this.#parts = rest.length > 0 ? [rest] : [];
    this.length = rest.length;
    return joined.subarray(0, count);
  }
}

/** Length of the next frame and of its own prefix, or undefined while the prefix is incomplete. */
function nextLength(queue: ByteQueue, limit: number): { prefix: number; body: number } | undefined {
  let body = 0;
  for (let index = 0; index < queue.length; index++) {
    const byte = queue.at(index);
    body += (byte & 0x7f) * 2 ** (7 * index);
    if (body > limit || index > 4) throw new FrameError(`A frame is larger than ${limit} bytes`);
    if (byte < 0x80) return { prefix: index + 1, body };
  }
  return undefined;
}

/**
 * The frames of `source`, one by one.
 * @throws {FrameError}
 */
export async function* readFrames(
  source: AsyncIterable<Uint8Array>,
  limit = MAX_FRAME_BYTES,
): AsyncGenerator<cairn.v1.ChunkFrame, void, undefined> {
  const queue = new ByteQueue();
  for await (const part of source) {
    queue.push(part);
    for (let next = nextLength(queue, limit); next; next = nextLength(queue, limit)) {
      if (queue.length < next.prefix + next.body) break;
      queue.take(next.prefix);
      yield decodeFrame(queue.take(next.body));
    }
  }
  if (queue.length > 0) throw new FrameError('The stream ended in the middle of a frame');
}

function decodeFrame(bytes: Uint8Array): cairn.v1.ChunkFrame {
  try {
    return cairn.v1.ChunkFrame.decode(bytes);
  } catch (cause) {
    throw new FrameError('A frame could not be decoded', { cause });
  }
}

export const encodeFrame = (frame: cairn.v1.IChunkFrame): Uint8Array =>
  cairn.v1.ChunkFrame.encode(frame).ldelim().finish();
