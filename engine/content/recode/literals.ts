/** The literals section of a compressed block (RFC 8878, 3.1.1.3.1), without its Huffman code and with it again. */
import { recoder, required } from './code.ts';
import type { OpenedReader, OpenedWriter } from './cursor.ts';
import { NotRecodable } from './not-recodable.ts';

export const MOST_BLOCK = 128 * 1024;

const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

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
export function openLiterals(bytes: Buffer, at: number, end: number, out: OpenedWriter): number {
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
    const behind = required(recoder().run.huffman(from, section));
    out.number(behind - from);
    out.copy(bytes, from, behind);
    from = behind;
  }
  out.number(regenerated);
  decodeStreams(from, section, out.take(regenerated), format > 0);
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

function decodeStreams(from: number, end: number, out: Buffer, four: boolean): void {
  const { run, hasHuffman } = recoder();
  if (!hasHuffman) throw new NotRecodable('literals without a table');
  const { byteOffset: start, length } = out;
  required(four ? run.decodeFour(from, end, start, length) : run.decode(from, end, start, start + length));
}

/** Writes the section back to `out` at `at`; returns where it ends. */
export function closeLiterals(opened: OpenedReader, out: Buffer, at: number, limit: number): number {
  const first = opened.number(15);
  const [type, format] = [first & 3, first >>> 2];
  if (type < COMPRESSED) return closePlain(opened, first, out, at, limit);
  const header = codedHeader(format);
  let from = at + header.bytes;
  if (type === COMPRESSED) {
    const description = opened.take(opened.number(MOST_BLOCK));
    const start = description.byteOffset;
    required(recoder().run.huffman(start, start + description.length));
    from = put(description, out, from, limit);
  }
  const literals = opened.take(opened.number(MOST_BLOCK));
  const end = encodeStreams(literals, out, from, limit, format > 0);
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

function encodeStreams(literals: Uint8Array, out: Buffer, at: number, limit: number, four: boolean): number {
  const { run, hasHuffman } = recoder();
  if (!hasHuffman) throw new NotRecodable('literals without a table');
  const { byteOffset: start, length } = literals;
  const encode = (from: number, to: number, into: number): number =>
    required(run.encode(start + from, start + to, into, limit));
  if (!four) return encode(0, length, at);
  const quarter = (length + 3) >>> 2;
  if (at + 6 > limit) throw new NotRecodable('more bytes than fit');
  let end = at + 6;
  for (let stream = 0; stream < 4; stream++) {
    const from = end;
    end = encode(
      Math.min(length, stream * quarter),
      stream < 3 ? Math.min(length, (stream + 1) * quarter) : length,
      from,
    );
    if (stream < 3) out.writeUInt16LE((end - from) & 0xffff, at + stream * 2);
  }
  return end;
}

/** Copies; returns where the copy ends. */
export function put(bytes: Uint8Array, out: Buffer, at: number, limit: number): number {
  if (at + bytes.length > limit) throw new NotRecodable('more bytes than fit');
  out.set(bytes, at);
  return at + bytes.length;
}
