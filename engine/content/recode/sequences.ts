/** The sequences section of a compressed block (RFC 8878, 3.1.1.3.2), without its entropy code and with it again. */
import { frameTable, recoder, required, usualTable } from './code.ts';
import { KINDS } from './codes.ts';
import type { OpenedReader, OpenedWriter } from './cursor.ts';
import { MOST_SEQUENCES } from './layout.ts';
import { put } from './literals.ts';
import { NotRecodable } from './not-recodable.ts';

const [PREDEFINED, RLE, DESCRIBED] = [0, 1, 2];

/** The tables that a block leaves to the next one of its frame: their places, in the order of {@link KINDS}. */
export class Tables {
  readonly #places: number[] = [];

  constructor() {
    recoder().forgetHuffman();
  }

  /** Takes the table of a kind from [at, end) or from before; returns where its description ends. */
  take(kind: number, mode: number, at: number, end: number): number {
    const { memory, run } = recoder();
    const { symbols, mostLog } = KINDS[kind]!;
    if (mode === PREDEFINED) {
      this.#places[kind] = usualTable(kind);
      return at;
    }
    if (mode === RLE) {
      const symbol = at < end ? memory[at]! : symbols;
      if (symbol >= symbols) throw new NotRecodable('no such symbol');
      required(run.single(this.#own(kind), symbol));
      return at + 1;
    }
    if (mode === DESCRIBED) return required(run.described(this.#own(kind), at, end, symbols, mostLog));
    if (this.#places[kind] === undefined) throw new NotRecodable('a table repeated that was not there');
    return at;
  }

  /** @throws {NotRecodable} where one was never taken. */
  get places(): readonly [number, number, number] {
    const [lengths, offsets, matches] = this.#places;
    if (lengths === undefined || offsets === undefined || matches === undefined)
      throw new NotRecodable('sequences without tables');
    return [lengths, offsets, matches];
  }

  #own(kind: number): number {
    this.#places[kind] = frameTable(kind);
    return frameTable(kind);
  }
}

/** Opens the section [at, end), which ends its block. */
export function openSequences(
  bytes: Buffer,
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
  for (const index of KINDS.keys()) {
    const next = tables.take(index, modeOf(modes, index), from, end);
    if (index === 0) out.number(modes);
    out.number(next - from);
    out.copy(bytes, from, next);
    from = next;
  }
  const room = out.take(count * MOST_BYTES);
  const start = room.byteOffset;
  const { run } = recoder();
  const filled = required(run.openSequences(from, end, count, ...tables.places, start));
  out.giveBack(start + room.length - filled);
  for (const state of recoder().states()) out.number(state);
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

/** A sequence in the opened form: three numbers of four bytes at most. */
const MOST_BYTES = 12;

/** Writes the section back to `out` at `at`; returns where it ends. */
export function closeSequences(
  opened: OpenedReader,
  tables: Tables,
  out: Buffer,
  at: number,
  limit: number,
): number {
  const count = opened.number(MOST_SEQUENCES);
  let end = writeCount(count, out, at, limit);
  if (count === 0) return end;
  const modes = opened.number(255);
  end = put(Buffer.of(modes), out, end, limit);
  for (const index of KINDS.keys()) {
    const description = opened.take(opened.number(limit));
    const start = description.byteOffset;
    tables.take(index, modeOf(modes, index), start, start + description.length);
    end = put(description, out, end, limit);
  }
  const { rest } = opened;
  const code = recoder();
  const behind = required(code.run.readValues(rest.byteOffset, rest.byteOffset + rest.length, count));
  opened.skip(behind - rest.byteOffset);
  const { places } = tables;
  const states = places.map((place) => opened.number((1 << code.log(place)) - 1));
  return required(code.run.closeSequences(count, ...places, ...states, end, limit));
}
