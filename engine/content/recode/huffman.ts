/** Huffman codes of literals (RFC 8878, 4.2): the table, and a stream of literals in both directions. */
import { endStream, readBits, streamEnd, writeBits } from './bits.ts';
import { baseOf, FseTable, readCounts, symbolOf, widthOf } from './fse.ts';
import { NotRecodable } from './not-recodable.ts';

const LONGEST = 11;
const WEIGHTS_LOG = 6;
const MOST_WEIGHTS = 255;

export class HuffmanTable {
  /** Bits of the longest code. */
  readonly #bits: number;
  /** By the next `#bits` bits of a stream: the symbol, and from bit 8 on how many bits it takes. */
  readonly #decode: Uint16Array;
  /** By symbol: its code, and from bit 16 on how many bits it has; 0 for none. */
  readonly #codes: Uint32Array;

  /** @param weights of the symbols from 0 on, the last one included. */
  constructor(weights: readonly number[]) {
    let total = 0;
    for (const weight of weights) total += weight > 0 ? 1 << (weight - 1) : 0;
    this.#bits = 31 - Math.clz32(total);
    if (total !== 1 << this.#bits || this.#bits < 1 || this.#bits > LONGEST)
      throw new NotRecodable('weights that do not add up');
    this.#decode = new Uint16Array(total);
    this.#codes = new Uint32Array(256);
    let at = 0;
    for (let weight = 1; weight <= this.#bits; weight++) {
      const width = this.#bits + 1 - weight;
      for (const [symbol, own] of weights.entries()) {
        if (own !== weight) continue;
        const places = 1 << (weight - 1);
        this.#codes[symbol] = (width << 16) | (at >>> (weight - 1));
        this.#decode.fill((width << 8) | symbol, at, at + places);
        at += places;
      }
    }
    if (at !== total) throw new NotRecodable('a weight above the longest code');
  }

  /** Reads all of `out` from the stream in bytes [start, end). */
  decode(view: DataView, start: number, end: number, out: Uint8Array): void {
    const [table, longest] = [this.#decode, this.#bits];
    let bit = streamEnd(view, start, end);
    const first = start * 8;
    for (let i = 0; i < out.length; i++) {
      const entry = table[readBits(view, bit - longest, longest)]!;
      bit -= entry >>> 8;
      if (bit < first) break;
      out[i] = entry;
    }
    if (bit !== first) throw new NotRecodable('literals that do not fill their stream');
  }

  /** Writes the stream of `literals` from byte `at` on; returns where it ends. No byte from `limit` on matters. */
  encode(literals: Uint8Array, view: DataView, at: number, limit: number): number {
    const codes = this.#codes;
    let bit = at * 8;
    for (let i = literals.length - 1; i >= 0; i--) {
      const code = codes[literals[i]!]!;
      if (code === 0 || bit >= limit * 8) throw new NotRecodable('a literal without a code or room');
      writeBits(view, bit, code & 0xffff);
      bit += code >>> 16;
    }
    return endStream(view, bit);
  }
}

/** Reads the description of a table (RFC 8878, 4.2.1); `end` is where it ends. */
export function readHuffman(
  view: DataView,
  start: number,
  limit: number,
): { readonly table: HuffmanTable; readonly end: number } {
  if (start >= limit) throw new NotRecodable('a table longer than its section');
  const head = view.getUint8(start);
  const direct = head >= 128;
  const end = start + 1 + (direct ? (head - 126) >>> 1 : head);
  if (end > limit) throw new NotRecodable('a table longer than its section');
  const weights = direct
    ? Array.from({ length: head - 127 }, (_, i) => nibble(view.getUint8(start + 1 + (i >>> 1)), i))
    : readWeights(view, start + 1, end);
  return { table: new HuffmanTable([...weights, lastWeight(weights)]), end };
}

const nibble = (byte: number, index: number): number => (index % 2 === 0 ? byte >>> 4 : byte & 15);

/** What is missing to the next power of two. */
function lastWeight(weights: readonly number[]): number {
  let total = 0;
  for (const weight of weights) {
    if (weight > LONGEST) throw new NotRecodable('a weight out of bounds');
    total += weight > 0 ? 1 << (weight - 1) : 0;
  }
  const bits = 32 - Math.clz32(total);
  const missing = (1 << bits) - total;
  if (total === 0 || (missing & (missing - 1)) !== 0) throw new NotRecodable('weights that do not add up');
  return 32 - Math.clz32(missing);
}

/** Weights in one stream of two states by turns (RFC 8878, 4.2.1.2), which ends where bits run out. */
function readWeights(view: DataView, start: number, end: number): number[] {
  const { counts, log, end: from } = readCounts(view, start, end, LONGEST + 2, WEIGHTS_LOG);
  const { cells } = new FseTable(counts, log);
  let bit = streamEnd(view, from, end);
  const take = (count: number): number => {
    bit -= count;
    return readBits(view, bit, count);
  };
  const weights: number[] = [];
  let [cell, other] = [cells[take(log)]!, cells[take(log)]!];
  for (;;) {
    weights.push(symbolOf(cell));
    const next = baseOf(cell) + take(widthOf(cell));
    if (bit < from * 8) {
      weights.push(symbolOf(other));
      return weights;
    }
    [cell, other] = [other, cells[next]!];
    if (weights.length > MOST_WEIGHTS) throw new NotRecodable('more weights than symbols');
  }
}
