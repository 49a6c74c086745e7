/** Finite state entropy (RFC 8878, 4.1): tables, and the steps between their states in both directions. */
import { readBits } from './bits.ts';
import { NotRecodable } from './not-recodable.ts';

/** A description of how often symbols occur, and where it ends. */
export interface Described {
  /** Of each symbol; -1 is "less than one". */
  readonly counts: Int16Array;
  readonly log: number;
  /** Byte. */
  readonly end: number;
}

/** Reads the table description that starts at byte `start` (RFC 8878, 4.1.1). */
export function readCounts(
  view: DataView,
  start: number,
  end: number,
  symbols: number,
  mostLog: number,
): Described {
  let bit = start * 8;
  const take = (count: number): number => {
    if (bit >= end * 8) throw new NotRecodable('a table longer than its section');
    bit += count;
    return readBits(view, bit - count, count);
  };
  const log = take(4) + 5;
  if (log > mostLog) throw new NotRecodable('a table that is too large');
  const counts = new Int16Array(symbols);
  let left = 1 << log;
  for (let symbol = 0; left > 0; symbol++) {
    if (symbol >= symbols) throw new NotRecodable('more symbols than there are');
    const { value, width } = readCount(left, take);
    bit -= width;
    left -= Math.abs(value);
    counts[symbol] = value;
    for (let zeros = value === 0 ? 3 : 0; zeros === 3; ) {
      zeros = take(2);
      symbol += zeros;
    }
  }
  const behind = (bit + 7) >>> 3;
  if (left < 0 || behind > end) throw new NotRecodable('counts that do not add up');
  return { counts, log, end: behind };
}

/** One count, and how many of the bits taken it leaves: small ones take a bit less. */
function readCount(left: number, take: (count: number) => number): { value: number; width: number } {
  const width = 32 - Math.clz32(left + 1);
  const value = take(width);
  const low = (1 << (width - 1)) - 1;
  const threshold = (1 << width) - 1 - (left + 1);
  if ((value & low) < threshold) return { value: (value & low) - 1, width: 1 };
  return { value: (value > low ? value - threshold : value) - 1, width: 0 };
}

export class FseTable {
  readonly log: number;
  /** By state: where the next one's bits are added to, how many they are, and the symbol. See the functions below. */
  readonly cells: Uint32Array;
  readonly #size: number;
  /** States of each symbol, in order. */
  readonly #states: Uint16Array;
  /** By symbol, where its states are, less how many it has. */
  readonly #places: Int32Array;
  /** By symbol: added to a place in [size, 2 × size), it has the width of the step there from bit 16 on. */
  readonly #widths: Int32Array;

  constructor(counts: Int16Array, log: number) {
    const size = 1 << log;
    const symbols = spread(counts, size);
    this.log = log;
    this.#size = size;
    this.cells = new Uint32Array(size);
    this.#states = new Uint16Array(size);
    this.#places = new Int32Array(counts.length);
    this.#widths = new Int32Array(counts.length);
    const next = Uint16Array.from(counts, Math.abs);
    for (let symbol = 0, first = 0; symbol < counts.length; symbol++) {
      const count = next[symbol]!;
      const most = count < 2 ? log : log - (31 - Math.clz32(count - 1));
      this.#places[symbol] = first - count;
      this.#widths[symbol] = (most << 16) - (count << most);
      first += count;
    }
    for (let state = 0; state < size; state++) {
      const symbol = symbols[state]!;
      const rank = next[symbol]!++;
      const width = log - (31 - Math.clz32(rank));
      this.cells[state] = ((rank << width) - size) | (width << 16) | (symbol << 24);
      this.#states[this.#places[symbol]! + rank] = state;
    }
  }

  /** A table of one symbol, which takes no bits. */
  static of(symbol: number): FseTable {
    const counts = new Int16Array(symbol + 1);
    counts[symbol] = 1;
    return new FseTable(counts, 0);
  }

  /**
   * The state of `symbol` from which `next` is reached: there is exactly one.
   * @throws {NotRecodable} for a symbol that the table does not have.
   */
  before(next: number, symbol: number): number {
    const place = next + this.#size;
    const width = (place + this.#widths[symbol]!) >>> 16;
    const state = this.#states[(place >>> width) + this.#places[symbol]!];
    // Undefined, or the state of another symbol, where the table does not have this one.
    if (state === undefined || this.cells[state]! >>> 24 !== symbol)
      throw new NotRecodable('a symbol that the table does not have');
    return state;
  }
}

/** Of a cell: what its next state's bits are added to, their number, and its symbol. */
export const baseOf = (cell: number): number => cell & 0xffff;
export const widthOf = (cell: number): number => (cell >>> 16) & 0xff;
export const symbolOf = (cell: number): number => cell >>> 24;

/** The symbols of all states. */
function spread(counts: Int16Array, size: number): Uint8Array {
  const symbols = new Uint8Array(size);
  let high = size;
  let total = 0;
  for (const [symbol, count] of counts.entries()) {
    total += Math.abs(count);
    if (count === -1 && high > 0) symbols[--high] = symbol;
  }
  if (total !== size) throw new NotRecodable('counts that do not add up');
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (const [symbol, count] of counts.entries()) {
    for (let i = 0; i < count; i++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  }
  return symbols;
}
