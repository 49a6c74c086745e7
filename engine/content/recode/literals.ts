/** The literals section of a compressed block (RFC 8878, 3.1.1.3.1), without its Huffman code and with it again. */
import { SLACK, viewOf, withSlack } from './bits.ts';
import type { OpenedReader, OpenedWriter } from './cursor.ts';
import { type HuffmanTable, readHuffman } from './huffman.ts';
import { NotRecodable } from './not-recodable.ts';

export const MOST_BLOCK = 128 * 1024;

const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

/** What a block takes from those before it. */
export interface LiteralsState {
  huffman: HuffmanTable | undefined;
}

/** A header: how long it is, and how many bits each size has. */
interface Header {
  readonly bytes: number;
  readonly width: number;
}

const plainHeader = (format: number): Header =>
  format === 1 ? { bytes: 2, width: 12 } : format === 3 ? { bytes: 3, width: 20 } : { bytes: 1, width: 5 };

const codedHeader = (format: number): Header =>
  format === 2 ? { bytes: 4, width: 14 } : format === 3 ? { bytes: 5, width: 18 } : { bytes: 3, width: 10 };

/** Opens the section at `at`; returns where it ends. */
export function openLiterals(
  bytes: Buffer,
  view: DataView,
  at: number,
  end: number,
  state: LiteralsState,
  out: OpenedWriter,
): number {
  const first = bytes[at] ?? 0;
  const [type, format] = [first & 3, (first >>> 2) & 3];
  out.number(first & 15);
  const header = type < COMPRESSED ? plainHeader(format) : codedHeader(format);
  if (at + header.bytes > end) throw new NotRecodable('a literals section that ends too early');
  if (type < COMPRESSED) return openPlain(bytes, at, end, header, out);
  const sizes = bytes.readUIntLE(at, header.bytes);
  const regenerated = Math.floor(sizes / 16) % 2 ** header.width;
  const section = at + header.bytes + (Math.floor(sizes / 2 ** (4 + header.width)) % 2 ** header.width);
  if (section > end || regenerated > MOST_BLOCK) throw new NotRecodable('literals out of bounds');
  let from = at + header.bytes;
  if (type === COMPRESSED) {
    const { table, end: behind } = readHuffman(view, from, section);
    state.huffman = table;
    out.number(behind - from);
    out.copy(bytes, from, behind);
    from = behind;
  }
  out.number(regenerated);
  decodeStreams(view, from, section, state, out.take(regenerated), format > 0);
  return section;
}

function openPlain(bytes: Buffer, at: number, end: number, header: Header, out: OpenedWriter): number {
  const size = bytes.readUIntLE(at, header.bytes) >>> (header.width === 5 ? 3 : 4);
  const from = at + header.bytes;
  const section = from + ((bytes[at]! & 3) === RAW ? size : 1);
  if (section > end || size > MOST_BLOCK) throw new NotRecodable('literals out of bounds');
  out.number(size);
  out.copy(bytes, from, section);
  return section;
}

function decodeStreams(
  view: DataView,
  from: number,
  end: number,
  { huffman }: LiteralsState,
  out: Buffer,
  four: boolean,
): void {
  if (!huffman) throw new NotRecodable('literals without a table');
  if (!four) return huffman.decode(view, from, end, out);
  if (from + 6 > end) throw new NotRecodable('a literals section that ends too early');
  const quarter = (out.length + 3) >>> 2;
  let start = from + 6;
  for (let stream = 0; stream < 4; stream++) {
    const stop = stream < 3 ? start + view.getUint16(from + stream * 2, true) : end;
    if (stop > end || 3 * quarter > out.length) throw new NotRecodable('a stream out of bounds');
    const last = stream < 3 ? (stream + 1) * quarter : out.length;
    huffman.decode(view, start, stop, out.subarray(stream * quarter, last));
    start = stop;
  }
}

/** Writes the section back to `out` at `at`; returns where it ends. */
export function closeLiterals(
  opened: OpenedReader,
  state: LiteralsState,
  out: Buffer,
  view: DataView,
  at: number,
  limit: number,
): number {
  const first = opened.number(15);
  const [type, format] = [first & 3, first >>> 2];
  if (type < COMPRESSED) return closePlain(opened, first, out, at, limit);
  const header = codedHeader(format);
  let from = at + header.bytes;
  if (type === COMPRESSED) {
    const description = opened.take(opened.number(MOST_BLOCK));
    state.huffman = readHuffman(viewOf(withSlack(description)), SLACK, SLACK + description.length).table;
    from = put(description, out, from, limit);
  }
  const literals = opened.take(opened.number(MOST_BLOCK));
  const end = encodeStreams(literals, state, view, from, limit, format > 0);
  const compressed = end - at - header.bytes;
  if (Math.max(compressed, literals.length) >= 2 ** header.width)
    throw new NotRecodable('literals too large');
  const sizes = first + literals.length * 16 + compressed * 2 ** (4 + header.width);
  out.writeUIntLE(sizes, at, header.bytes);
  return end;
}

function closePlain(opened: OpenedReader, first: number, out: Buffer, at: number, limit: number): number {
  const header = plainHeader(first >>> 2);
  const size = opened.number(MOST_BLOCK);
  const literals = opened.take((first & 3) === RLE ? 1 : size);
  if (size >= 2 ** header.width) throw new NotRecodable('literals too large');
  const end = put(literals, out, at + header.bytes, limit);
  // With sizes of five bits the format has one bit, and the size begins with the other.
  out.writeUIntLE(header.width === 5 ? (first & 7) | (size << 3) : first | (size << 4), at, header.bytes);
  return end;
}

function encodeStreams(
  literals: Uint8Array,
  { huffman }: LiteralsState,
  view: DataView,
  at: number,
  limit: number,
  four: boolean,
): number {
  if (!huffman) throw new NotRecodable('literals without a table');
  if (!four) return huffman.encode(literals, view, at, limit);
  const quarter = (literals.length + 3) >>> 2;
  if (at + 6 > limit) throw new NotRecodable('more bytes than fit');
  let end = at + 6;
  for (let stream = 0; stream < 4; stream++) {
    const start = end;
    const stop = stream < 3 ? (stream + 1) * quarter : literals.length;
    end = huffman.encode(literals.subarray(stream * quarter, stop), view, start, limit);
    if (stream < 3) view.setUint16(at + stream * 2, end - start, true);
  }
  return end;
}

/** Copies; returns where the copy ends. */
export function put(bytes: Uint8Array, out: Buffer, at: number, limit: number): number {
  if (at + bytes.length > limit) throw new NotRecodable('more bytes than fit');
  out.set(bytes, at);
  return at + bytes.length;
}
