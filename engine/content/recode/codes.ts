/** What sequences are coded as (RFC 8878, 3.1.1.3.2.1): lengths as a code with extra bits, and the default tables. */
import { NotRecodable } from './not-recodable.ts';

/** One of the three things of which a sequence consists. */
export interface Kind {
  readonly symbols: number;
  readonly mostLog: number;
  /** The default table (3.1.1.3.2.2): how often each symbol occurs; -1 is "less than one". */
  readonly usual: readonly number[];
  readonly usualLog: number;
}

const LITERAL_LENGTHS: Kind = {
  symbols: 36,
  mostLog: 9,
  usual: [
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1,
    -1, -1,
  ],
  usualLog: 6,
};

const MATCH_LENGTHS: Kind = {
  symbols: 53,
  mostLog: 9,
  usual: [
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
  ],
  usualLog: 6,
};

const OFFSETS: Kind = {
  symbols: 32,
  mostLog: 8,
  usual: [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
  usualLog: 5,
};

/** In the order in which a block has their tables. */
export const KINDS = [LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS] as const;

/** Lengths: each code has a least value and so many extra bits. */
export class LengthCodes {
  readonly bits: Uint8Array;
  readonly least: Uint32Array;
  /** Codes of small lengths, by length. */
  readonly #small = new Uint8Array(256);

  /** @param bits extra bits by code. */
  constructor(bits: readonly number[]) {
    this.bits = Uint8Array.from(bits);
    this.least = new Uint32Array(bits.length);
    for (let code = 1; code < bits.length; code++)
      this.least[code] = this.least[code - 1]! + 2 ** this.bits[code - 1]!;
    for (let length = 0, code = 0; length < this.#small.length; length++) {
      while (code + 1 < bits.length && this.least[code + 1]! <= length) code++;
      this.#small[length] = code;
    }
  }

  /** The code of a length. @throws {NotRecodable} for one that is too large. */
  of(length: number): number {
    if (length < 256) return this.#small[length]!;
    let code = this.bits.length - 1;
    if (length >= this.least[code]! + 2 ** this.bits[code]!) throw new NotRecodable('a length out of bounds');
    while (this.least[code]! > length) code--;
    return code;
  }
}

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

export const LITERAL_CODES = new LengthCodes([
  ...zeros(16),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);

/** Of match lengths less the least, which is 3. */
export const MATCH_CODES = new LengthCodes([
  ...zeros(32),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);
