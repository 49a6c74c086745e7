/**
 * zstd frames (RFC 8878) without their entropy coding, and with it again, to the bit.
 *
 * Where an application compresses what it saves, one changed byte changes all bits behind it in its block. What the
 * compressor decided, literals and sequences, stays the same but for that place; so versions are compared by that. No
 * compressor is asked to decide the same again, so any version and any level of zstd will do.
 */
import { SLACK, viewOf, withSlack } from './bits.ts';
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
import { closeLiterals, type LiteralsState, MOST_BLOCK, openLiterals, put } from './literals.ts';
import { NotRecodable } from './not-recodable.ts';
import { closeSequences, openSequences, type Tables } from './sequences.ts';

/** In the opened form, what comes next. */
export const [END, FRAME, OTHER] = [0, 1, 2];

/** The tables a block takes from those before it in its frame. */
interface FrameState extends LiteralsState {
  readonly tables: Tables;
}

const freshState = (): FrameState => ({ huffman: undefined, tables: [undefined, undefined, undefined] });

/**
 * The opened form of whole frames, one behind the other; undefined where the bytes are anything else.
 * @param limit of the opened form, in bytes.
 */
export function openFrames(bytes: Uint8Array, limit: number): Buffer | undefined {
  if (!isFrame(bytes)) return undefined;
  const data = withSlack(bytes);
  const end = SLACK + bytes.length;
  const out = new OpenedWriter(bytes.length * 3, limit);
  try {
    for (let at = SLACK; at < end; ) at = openFrame(data, at, end, out);
    out.number(END);
    return out.bytes;
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
  const bytes = closeWithin(opened, size);
  if (bytes.length !== size) throw new NotRecodable('an opened form of another size');
  return bytes;
}

/**
 * The frames that an opened form says.
 * @param most bytes of them: no more is ever written.
 * @throws {NotRecodable} for anything but an opened form of so many bytes at most.
 */
export function closeWithin(opened: Uint8Array, most: number): Buffer {
  const reader = new OpenedReader(opened);
  const out = new Closing(most);
  for (;;) {
    const kind = reader.number(OTHER);
    if (kind === END) break;
    out.put(reader.take(reader.number(most)));
    if (kind === FRAME) closeFrame(reader, out);
  }
  if (!reader.done || out.at > most) throw new NotRecodable('an opened form of another size');
  return out.bytes.subarray(0, out.at);
}

/** Frames being written. */
class Closing {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** No byte from there on counts. */
  readonly limit: number;
  at = 0;

  constructor(size: number) {
    this.bytes = Buffer.alloc(size + SLACK);
    this.view = viewOf(this.bytes);
    this.limit = size;
  }

  put(bytes: Uint8Array): void {
    this.at = put(bytes, this.bytes, this.at, this.limit);
  }
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
  const state = freshState();
  const view = viewOf(data);
  let at = from;
  for (let last = false; !last; ) {
    const block = readBlockHeader(data, at);
    const start = at + 3;
    at = start + block.length;
    if (at > limit || !block.valid) throw new NotRecodable('a block out of bounds');
    out.number((block.type << 1) | (block.last ? 1 : 0));
    if (block.type === COMPRESSED) openBlock(data, view, start, at, state, out);
    else {
      out.number(block.size);
      out.copy(data, start, at);
    }
    last = block.last;
  }
  return at;
}

function openBlock(
  data: Buffer,
  view: DataView,
  at: number,
  end: number,
  state: FrameState,
  out: OpenedWriter,
): void {
  const sequences = openLiterals(data, view, at, end, state, out);
  openSequences(data, view, sequences, end, state.tables, out);
}

function closeFrame(opened: OpenedReader, out: Closing): void {
  const state = freshState();
  for (let last = false; !last; ) {
    const kind = opened.number(7);
    closeBlock(opened, kind, state, out);
    last = (kind & 1) === 1;
  }
  out.put(opened.take(opened.number(4)));
}

function closeBlock(opened: OpenedReader, kind: number, state: FrameState, out: Closing): void {
  const { at, bytes, view, limit } = out;
  const [type, last] = [kind >>> 1, (kind & 1) === 1];
  out.put(Buffer.alloc(3));
  let size: number;
  if (type === COMPRESSED) {
    const sequences = closeLiterals(opened, state, bytes, view, out.at, limit);
    out.at = closeSequences(opened, state.tables, bytes, view, sequences, limit);
    size = out.at - at - 3;
    if (size > MOST_BLOCK || out.at > limit) throw new NotRecodable('a block that is too large');
  } else {
    size = opened.number(2 ** 21 - 1);
    out.put(opened.take(type === RLE ? 1 : size));
  }
  writeBlockHeader(bytes, at, { last, type, size });
}
