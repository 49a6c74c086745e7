/**
 * zstd's entropy codes (RFC 8878, 4), as WebAssembly: loops over millions of symbols, which a short run of a program would
 * otherwise compile anew in each thread. Memory and code of one thread, holding nothing between calls but the tables of the
 * frame at hand.
 */
import { lazily } from '../lazily.ts';
import { instantiate } from '../wasm.ts';
import { KINDS, type Kind, type LengthCodes, LITERAL_CODES, MATCH_CODES } from './codes.ts';
import {
  COUNTS,
  FRAME_TABLES,
  HUFFMAN_BITS,
  LARGE_LITERAL_LENGTH,
  LARGE_MATCH_LENGTH,
  LITERAL_LENGTH_CODES,
  MATCH_LENGTH_CODES,
  MOST_SYMBOLS,
  SMALL_LITERAL_LENGTHS,
  SMALL_MATCH_LENGTHS,
  STATES,
  TABLE,
  TABLE_LOG,
  USUAL_TABLES,
} from './layout.ts';
import { NotRecodable } from './not-recodable.ts';
import { RECODE_WASM } from './recode-wasm.ts';

type Call = (...values: number[]) => number;

/** Places are in the memory; each function gives 0 where it meets what the format does not have. See `scripts/wasm/recode`. */
interface Functions {
  readonly memory: WebAssembly.Memory;
  readonly table: Call;
  readonly described: Call;
  readonly single: Call;
  readonly huffman: Call;
  readonly decode: Call;
  readonly decodeFour: Call;
  readonly encode: Call;
  readonly openSequences: Call;
  readonly readValues: Call;
  readonly closeSequences: Call;
}

/** What an entropy code of zstd cannot be. */
export function required(value: number): number {
  if (value === 0) throw new NotRecodable('not as the format has it');
  return value;
}

/** The table that a frame has of a kind, and the one that the format has. */
export const frameTable = (kind: number): number => FRAME_TABLES + kind * TABLE;
export const usualTable = (kind: number): number => USUAL_TABLES + kind * TABLE;

class Code {
  readonly run: Functions;
  /** All of it, so that an index is a place. */
  readonly memory: Buffer;

  constructor() {
    this.run = instantiate<Functions>(RECODE_WASM);
    this.memory = Buffer.from(this.run.memory.buffer);
    this.#enter(LITERAL_CODES, LITERAL_LENGTH_CODES, SMALL_LITERAL_LENGTHS, LARGE_LITERAL_LENGTH);
    this.#enter(MATCH_CODES, MATCH_LENGTH_CODES, SMALL_MATCH_LENGTHS, LARGE_MATCH_LENGTH);
    for (const [index, kind] of KINDS.entries()) this.#makeUsual(index, kind);
  }

  /** The logarithm of a table's size. */
  log(table: number): number {
    return this.memory.readUInt32LE(table + TABLE_LOG);
  }

  /** One of a symbol's states: any will do for whoever begins. */
  stateOf(table: number, symbol: number): number {
    let state = 0;
    while (this.memory[table + state * 4 + 3] !== symbol) state++;
    return state;
  }

  /** The states that were left by what was opened last, in the order of {@link KINDS}. */
  states(): readonly number[] {
    return KINDS.map((_, index) => this.memory.readUInt32LE(STATES + index * 4));
  }

  /** Whether there is a table for literals; a new frame has none. */
  get hasHuffman(): boolean {
    return this.memory.readUInt32LE(HUFFMAN_BITS) > 0;
  }

  forgetHuffman(): void {
    this.memory.writeUInt32LE(0, HUFFMAN_BITS);
  }

  #enter(codes: LengthCodes, at: number, small: number, large: number): void {
    for (const [code, bits] of codes.bits.entries()) {
      this.memory.writeUInt32LE(codes.least[code]!, at + code * 8);
      this.memory.writeUInt32LE(bits, at + code * 8 + 4);
    }
    for (let length = 0; length < large; length++) this.memory[small + length] = codes.of(length);
  }

  #makeUsual(index: number, { usualLog, usual }: Kind): void {
    this.memory.fill(0, COUNTS, COUNTS + MOST_SYMBOLS * 2);
    for (const [symbol, count] of usual.entries()) this.memory.writeInt16LE(count, COUNTS + symbol * 2);
    required(this.run.table(usualTable(index), usualLog));
  }
}

export const recoder = lazily(() => new Code());
