/**
 * zstd frames (RFC 8878) without their entropy coding, and with it again, to the bit.
 *
 * Where an application compresses what it saves, one changed byte changes all bits behind it in its block. What the
 * compressor decided, literals and sequences, stays the same but for that place; so versions are compared by that. No
 * compressor is asked to decide the same again, so any version and any level of zstd will do.
 */
import { MAX_CHUNK_BYTES, MAX_OPENED_BYTES } from '../../../proto/limits.ts';
import { copyInto } from '../bytes.ts';
import { recoder } from './code.ts';
import { OpenedReader, OpenedWriter } from './cursor.ts';
import {
  COMPRESSED,
  checksumLength,
  headerLength,
  isFrame,
  RLE,
  readBlockHeader,
  writeBlockHeader,
} from './headers.ts';
import { FRAMES, OPENED, SLACK } from './layout.ts';
import { closeLiterals, MOST_BLOCK, openLiterals, put } from './literals.ts';
import { NotRecodable } from './not-recodable.ts';
import { closeSequences, openSequences, Tables } from './sequences.ts';

/** In the opened form, what comes next. */
export const [END, FRAME, OTHER] = [0, 1, 2];

/** Where frames begin that are opened, or were closed. */
const START = FRAMES + SLACK;

/**
 * The opened form of whole frames, one behind the other; undefined where the bytes are anything else, or more than a chunk has.
 * @param limit of the opened form, in bytes: no more than MAX_OPENED_BYTES counts.
 */
export function openFrames(bytes: Uint8Array, limit: number): Buffer | undefined {
  if (!isFrame(bytes) || bytes.length > MAX_CHUNK_BYTES) return undefined;
  const { memory } = recoder();
  copyInto(memory, bytes, START);
  const end = START + bytes.length;
  const out = new OpenedWriter(memory.subarray(OPENED, OPENED + Math.min(limit, MAX_OPENED_BYTES)));
  try {
    for (let at = START; at < end; ) at = openFrame(memory, at, end, out);
    out.number(END);
    return Buffer.from(out.bytes);
  } catch (error) {
    if (error instanceof NotRecodable) return undefined;
    throw error;
  }
}

/**
 * The frames that were opened.
 * @param size of them, in bytes: no more is ever written.
 * @throws {NotRecodable} for anything but an opened form of so many bytes.
 */
export function closeFrames(opened: Uint8Array, size: number): Buffer {
  const bytes = close(opened, size);
  if (bytes.length !== size) throw new NotRecodable('an opened form of another size');
  return Buffer.from(bytes);
}

/** Whether what was opened is these frames. @throws {NotRecodable} for what is no opened form of as many bytes at most. */
export const closesTo = (opened: Uint8Array, frames: Uint8Array): boolean =>
  close(opened, frames.length).equals(frames);

/**
 * The frames that an opened form says.
 * @param most bytes of them: no more is ever written.
 * @throws {NotRecodable} for anything but an opened form of so many bytes at most.
 */
export const closeWithin = (opened: Uint8Array, most: number): Buffer => Buffer.from(close(opened, most));

/** A view that holds until the next call of this module. */
function close(opened: Uint8Array, most: number): Buffer {
  if (opened.length > MAX_OPENED_BYTES || most > MAX_CHUNK_BYTES)
    throw new NotRecodable('more than can be opened');
  const { memory } = recoder();
  memory.set(opened, OPENED);
  const reader = new OpenedReader(memory.subarray(OPENED, OPENED + opened.length));
  const limit = START + most;
  let at = START;
  for (;;) {
    const kind = reader.number(OTHER);
    if (kind === END) break;
    at = put(reader.take(reader.number(most)), memory, at, limit);
    if (kind === FRAME) at = closeFrame(reader, memory, at, limit);
  }
  if (!reader.done || at > limit) throw new NotRecodable('an opened form of another size');
  return memory.subarray(START, at);
}

function openFrame(data: Buffer, at: number, end: number, out: OpenedWriter): number {
  const header = headerLength(data, at);
  if (header === undefined || at + header > end) throw new NotRecodable('not a whole frame');
  const compressed = isFrame(data.subarray(at));
  out.number(compressed ? FRAME : OTHER);
  out.number(header);
  out.copy(data, at, at + header);
  if (!compressed) return at + header;
  const last = openBlocks(data, at + header, end, out);
  const checksum = checksumLength(data, at);
  if (last + checksum > end) throw new NotRecodable('a frame that ends too early');
  out.number(checksum);
  out.copy(data, last, last + checksum);
  return last + checksum;
}

/** Returns where the last block ends. */
function openBlocks(data: Buffer, from: number, limit: number, out: OpenedWriter): number {
  const tables = new Tables();
  let at = from;
  for (let last = false; !last; ) {
    const block = readBlockHeader(data, at);
    const start = at + 3;
    at = start + block.length;
    if (at > limit || !block.valid) throw new NotRecodable('a block out of bounds');
    out.number((block.type << 1) | (block.last ? 1 : 0));
    if (block.type === COMPRESSED) openSequences(data, openLiterals(data, start, at, out), at, tables, out);
    else {
      out.number(block.size);
      out.copy(data, start, at);
    }
    last = block.last;
  }
  return at;
}

/** Returns where the frame ends. */
function closeFrame(opened: OpenedReader, out: Buffer, start: number, limit: number): number {
  const tables = new Tables();
  let at = start;
  for (let last = false; !last; ) {
    const kind = opened.number(7);
    at = closeBlock(opened, kind, tables, out, at, limit);
    last = (kind & 1) === 1;
  }
  return put(opened.take(opened.number(4)), out, at, limit);
}

function closeBlock(
  opened: OpenedReader,
  kind: number,
  tables: Tables,
  out: Buffer,
  at: number,
  limit: number,
): number {
  const [type, last] = [kind >>> 1, (kind & 1) === 1];
  const start = at + 3;
  if (start > limit) throw new NotRecodable('more bytes than fit');
  let [size, end] = [0, start];
  if (type === COMPRESSED) {
    end = closeSequences(opened, tables, out, closeLiterals(opened, out, start, limit), limit);
    size = end - start;
    if (size > MOST_BLOCK || end > limit) throw new NotRecodable('a block that is too large');
  } else {
    size = opened.number(2 ** 21 - 1);
    end = put(opened.take(type === RLE ? 1 : size), out, start, limit);
  }
  writeBlockHeader(out, at, { last, type, size });
  return end;
}
