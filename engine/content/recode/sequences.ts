/** The sequences section of a compressed block (RFC 8878, 3.1.1.3.2), without its entropy code and with it again. */
import { writeVarint } from '../varint.ts';
import {
  endStream,
  MOST_BITS as MOST_OFFSET_CODE,
  readBits,
  SLACK,
  streamEnd,
  viewOf,
  withSlack,
  writeBits,
} from './bits.ts';
import { type Kind, LITERAL_CODES, LITERAL_LENGTHS, MATCH_CODES, MATCH_LENGTHS, OFFSETS } from './codes.ts';
import type { OpenedReader, OpenedWriter } from './cursor.ts';
import { baseOf, FseTable, readCounts, symbolOf, widthOf } from './fse.ts';
import { put } from './literals.ts';
import { NotRecodable } from './not-recodable.ts';

const KINDS = [LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS] as const;

/** The tables of the block before, in the order of {@link KINDS}. */
export type Tables = [FseTable | undefined, FseTable | undefined, FseTable | undefined];

const [PREDEFINED, RLE, DESCRIBED] = [0, 1, 2];

/** A sequence takes at least this many bits' worth of a block: its match is three bytes or more. */
const MOST_SEQUENCES = 0x7f00 + 0xffff;

/** Opens the section [at, end), which ends its block. */
export function openSequences(
  bytes: Buffer,
  view: DataView,
  at: number,
  end: number,
  tables: Tables,
  out: OpenedWriter,
): void {
  const [count, behind] = readCount(bytes, at, end);
  out.number(count);
  if (count === 0) {
    if (behind !== end) throw new NotRecodable('bytes behind no sequences');
    return;
  }
  const modes = bytes[behind] ?? 0;
  let from = behind + 1;
  for (const [index, kind] of KINDS.entries()) {
    const [table, next] = openTable(view, from, end, modeOf(modes, index), kind, tables[index]);
    tables[index] = table;
    if (index === 0) out.number(modes);
    out.number(next - from);
    out.copy(bytes, from, next);
    from = next;
  }
  decode(view, from, end, count, tables, out);
}

/** The number of sequences, and where it ends. */
function readCount(bytes: Buffer, at: number, end: number): readonly [number, number] {
  const first = bytes[at] ?? 0;
  const length = first < 128 ? 1 : first < 255 ? 2 : 3;
  if (at + length > end) throw new NotRecodable('a sequences section that ends too early');
  if (length === 1) return [first, at + 1];
  if (length === 2) return [((first - 128) << 8) + bytes[at + 1]!, at + 2];
  return [bytes.readUInt16LE(at + 1) + 0x7f00, at + 3];
}

function writeCount(count: number, out: Buffer, at: number, limit: number): number {
  if (count < 128) return put(Buffer.of(count), out, at, limit);
  if (count < 0x7f00) return put(Buffer.of((count >>> 8) + 128, count & 255), out, at, limit);
  return put(Buffer.of(255, (count - 0x7f00) & 255, (count - 0x7f00) >>> 8), out, at, limit);
}

const modeOf = (modes: number, index: number): number => (modes >>> (6 - 2 * index)) & 3;

/** The table of a kind, and where its description ends. */
function openTable(
  view: DataView,
  at: number,
  end: number,
  mode: number,
  { symbols, mostLog, usual }: Kind,
  before: FseTable | undefined,
): readonly [FseTable, number] {
  if (mode === PREDEFINED) return [usual, at];
  if (mode === RLE) {
    const symbol = at < end ? view.getUint8(at) : symbols;
    if (symbol >= symbols) throw new NotRecodable('no such symbol');
    return [FseTable.of(symbol), at + 1];
  }
  if (mode === DESCRIBED) {
    const { counts, log, end: behind } = readCounts(view, at, end, symbols, mostLog);
    return [new FseTable(counts, log), behind];
  }
  if (!before) throw new NotRecodable('a table repeated that was not there');
  return [before, at];
}

type ThreeTables = readonly [FseTable, FseTable, FseTable];

function all([lengths, offsets, matches]: Tables): ThreeTables {
  if (!lengths || !offsets || !matches) throw new NotRecodable('sequences without tables');
  return [lengths, offsets, matches];
}

/** A sequence in the opened form: three numbers of four bytes at most. */
const MOST_BYTES = 12;

function decode(
  view: DataView,
  start: number,
  end: number,
  count: number,
  tables: Tables,
  out: OpenedWriter,
): void {
  const [lengths, offsets, matches] = all(tables);
  let bit = streamEnd(view, start, end) - lengths.log;
  let length = lengths.cells[readBits(view, bit, lengths.log)]!;
  bit -= offsets.log;
  let offset = offsets.cells[readBits(view, bit, offsets.log)]!;
  bit -= matches.log;
  let match = matches.cells[readBits(view, bit, matches.log)]!;
  const room = out.take(count * MOST_BYTES);
  const first = start * 8;
  let at = 0;
  for (let left = count; ; left--) {
    const code = symbolOf(offset);
    if (code > MOST_OFFSET_CODE) throw new NotRecodable('an offset out of bounds');
    bit -= code;
    at = writeVarint(room, at, (1 << code) + readBits(view, bit, code));
    const matchCode = symbolOf(match);
    bit -= MATCH_CODES.bits[matchCode]!;
    const matchMore = readBits(view, bit, MATCH_CODES.bits[matchCode]!);
    at = writeVarint(room, at, MATCH_CODES.least[matchCode]! + matchMore);
    const lengthCode = symbolOf(length);
    bit -= LITERAL_CODES.bits[lengthCode]!;
    const lengthMore = readBits(view, bit, LITERAL_CODES.bits[lengthCode]!);
    at = writeVarint(room, at, LITERAL_CODES.least[lengthCode]! + lengthMore);
    if (left === 1) break;
    bit -= widthOf(length);
    length = lengths.cells[baseOf(length) + readBits(view, bit, widthOf(length))]!;
    bit -= widthOf(match);
    match = matches.cells[baseOf(match) + readBits(view, bit, widthOf(match))]!;
    bit -= widthOf(offset);
    offset = offsets.cells[baseOf(offset) + readBits(view, bit, widthOf(offset))]!;
    if (bit < first) break;
  }
  if (bit !== first) throw new NotRecodable('sequences that do not fill their stream');
  out.giveBack(room.length - at);
  // Where the writer began is its choice; all other states follow from it.
  out.number(lengths.cells.indexOf(length));
  out.number(offsets.cells.indexOf(offset));
  out.number(matches.cells.indexOf(match));
}

/** Writes the section back to `out` at `at`; returns where it ends. */
export function closeSequences(
  opened: OpenedReader,
  tables: Tables,
  out: Buffer,
  view: DataView,
  at: number,
  limit: number,
): number {
  const count = opened.number(MOST_SEQUENCES);
  let end = writeCount(count, out, at, limit);
  if (count === 0) return end;
  const modes = opened.number(255);
  end = put(Buffer.of(modes), out, end, limit);
  for (const [index, kind] of KINDS.entries()) {
    const description = opened.take(opened.number(limit));
    const mode = modeOf(modes, index);
    [tables[index]] = openTable(
      viewOf(withSlack(description)),
      SLACK,
      SLACK + description.length,
      mode,
      kind,
      tables[index],
    );
    end = put(description, out, end, limit);
  }
  return encode(readValues(opened, count), opened, tables, view, end, limit);
}

/** Three numbers for each sequence. */
function readValues(opened: OpenedReader, count: number): Uint32Array {
  const bytes = opened.rest;
  const values = new Uint32Array(count * 3);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) throw new NotRecodable('an opened form that ends too early');
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    values[i] = value;
  }
  opened.skip(at);
  return values;
}

function encode(
  values: Uint32Array,
  opened: OpenedReader,
  tables: Tables,
  view: DataView,
  start: number,
  limit: number,
): number {
  const [lengths, offsets, matches] = all(tables);
  let length = opened.number(lengths.cells.length - 1);
  let offset = opened.number(offsets.cells.length - 1);
  let match = opened.number(matches.cells.length - 1);
  let bit = start * 8;
  const last = values.length - 3;
  for (let i = last; i >= 0; i -= 3) {
    const [offsetValue, matchValue, lengthValue] = [values[i]!, values[i + 1]!, values[i + 2]!];
    const offsetCode = 31 - Math.clz32(offsetValue);
    const matchCode = MATCH_CODES.of(matchValue);
    const lengthCode = LITERAL_CODES.of(lengthValue);
    if (offsetCode < 0 || offsetCode > MOST_OFFSET_CODE) throw new NotRecodable('an offset out of bounds');
    if (bit >= limit * 8) throw new NotRecodable('more bytes than fit');
    if (i < last) {
      const [afterOffset, afterMatch, afterLength] = [offset, match, length];
      offset = offsets.before(afterOffset, offsetCode);
      bit = writeStep(view, bit, afterOffset, offsets.cells[offset]!);
      match = matches.before(afterMatch, matchCode);
      bit = writeStep(view, bit, afterMatch, matches.cells[match]!);
      length = lengths.before(afterLength, lengthCode);
      bit = writeStep(view, bit, afterLength, lengths.cells[length]!);
    } else if (
      symbolOf(offsets.cells[offset]!) !== offsetCode ||
      symbolOf(matches.cells[match]!) !== matchCode ||
      symbolOf(lengths.cells[length]!) !== lengthCode
    ) {
      throw new NotRecodable('states that do not fit their symbols');
    }
    writeBits(view, bit, lengthValue - LITERAL_CODES.least[lengthCode]!);
    bit += LITERAL_CODES.bits[lengthCode]!;
    writeBits(view, bit, matchValue - MATCH_CODES.least[matchCode]!);
    bit += MATCH_CODES.bits[matchCode]!;
    writeBits(view, bit, offsetValue - (1 << offsetCode));
    bit += offsetCode;
  }
  writeBits(view, bit, match);
  bit += matches.log;
  writeBits(view, bit, offset);
  bit += offsets.log;
  writeBits(view, bit, length);
  return endStream(view, bit + lengths.log);
}

/** Writes the bits that lead from the state with `cell` to `next`; returns the place behind them. */
function writeStep(view: DataView, bit: number, next: number, cell: number): number {
  writeBits(view, bit, next - baseOf(cell));
  return bit + widthOf(cell);
}
