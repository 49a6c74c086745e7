/**
 * Filters: reversible arrangements of bytes after which zstd finds more.
 *
 * Uncompressed art is arrays of records: vertices, pixels, samples, pointers. Taken apart into planes (all first bytes of the
 * records, then all second bytes …), and each byte replaced by its difference from the one before it in its plane, exponents
 * and high bytes become long runs. The same idea as HDF5's shuffle and Blosc's filters, with any record size.
 */
import { MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import { bufferOf, copyInto } from './bytes.ts';
import { FILTER_WASM } from './filter-wasm.ts';
import { lazily } from './lazily.ts';
import { instantiate } from './wasm.ts';

/** Largest record, in bytes. */
export const MAX_STRIDE = 64;

export interface Filter {
  /** Bytes of a record, 1 to MAX_STRIDE. */
  readonly stride: number;
  /** Whether planes hold differences. */
  readonly differences: boolean;
}

/** A filter as the first byte of a filtered chunk. */
export const filterByte = ({ stride, differences }: Filter): number => stride | (differences ? 0x80 : 0);

/** @returns undefined for a byte that is no filter. */
export function parseFilter(byte: number | undefined): Filter | undefined {
  const stride = (byte ?? 0) & 0x7f;
  if (stride < 1 || stride > MAX_STRIDE) return undefined;
  return { stride, differences: ((byte ?? 0) & 0x80) !== 0 };
}

type Planes = (plain: number, planes: number, size: number, stride: number, mask: number) => void;
interface Code {
  readonly memory: WebAssembly.Memory;
  readonly split: Planes;
  /** The same, where `stride` is a multiple of four. */
  readonly splitFours: Planes;
  readonly join: Planes;
  /**
   * Adds to the numbers at `out`, one for each record size from 1 to MAX_STRIDE, how many bytes in [at, end) equal the one so far before.
   * at and end are a multiple of 16 bytes apart, 4,080 at most.
   */
  readonly matches: (at: number, end: number, out: number) => void;
  /** Order-0 entropy of the planes of [from, from + size), in bits, corrected for few samples (G. Miller, 1955). */
  readonly bits: (from: number, size: number, stride: number, mask: number) => number;
}

const SCORES = 1024;
const LOGS = 4096;
const PLAIN = 128 * 1024;
const PLANES = PLAIN + MAX_CHUNK_BYTES;

/** Bytes of one look at a chunk. */
const LOOK = 4096;
/** Looked at: after a quarter of the chunk, and after five eighths. */
const LOOKS = [1 / 4, 5 / 8];
/** Record sizes tried besides the likeliest: bytes, and what most formats keep their numbers in. */
const USUAL = [1, 4];
const LIKELIEST = 3;
/** Where fewer bytes than this part are those of the record before, there are no records. By chance it is 1/256. */
const SIGN = 0.02;
/** A larger record must gain this part of the entropy. */
const GAIN = 0.02;
/** What has this many times the entropy of the best in the first look is not tried in the second. */
const FAR = 1.2;
/** Of text, lines that are as long as the one before them: from this part on they may be records. */
const ALIKE = 1 / 2;
const NONE: Filter = { stride: 1, differences: false };

class Filters {
  readonly #code: Code;
  /** A buffer: that copies out of shared memory several times as fast as a typed array. */
  readonly #bytes: Buffer;
  readonly #scores: Int32Array;

  constructor() {
    this.#code = instantiate<Code>(FILTER_WASM);
    this.#bytes = Buffer.from(this.#code.memory.buffer);
    this.#scores = new Int32Array(this.#code.memory.buffer, SCORES, MAX_STRIDE);
    const logs = new Float64Array(this.#code.memory.buffer, LOGS, LOOK + 1);
    for (let i = 2; i <= LOOK; i++) logs[i] = i * Math.log2(i);
  }

  /** A view that holds until the next call. */
  split(plain: Uint8Array, { stride, differences }: Filter): Uint8Array {
    copyInto(this.#bytes, plain, PLAIN);
    const split = stride % 4 === 0 ? this.#code.splitFours : this.#code.split;
    split(PLAIN, PLANES, plain.length, stride, differences ? -1 : 0);
    return this.#bytes.subarray(PLANES, PLANES + plain.length);
  }

  join(planes: Buffer, { stride, differences }: Filter): void {
    planes.copy(this.#bytes, PLANES);
    this.#code.join(PLAIN, PLANES, planes.length, stride, differences ? -1 : 0);
    this.#bytes.copy(planes, 0, PLAIN, PLAIN + planes.length);
  }

  choose(plain: Uint8Array): Filter | undefined {
    const bytes = bufferOf(plain);
    const looks = LOOKS.map((_, index) => PLAIN + index * LOOK);
    for (const [index, part] of LOOKS.entries()) {
      const from = Math.min(Math.floor(plain.length * part), plain.length - LOOK);
      bytes.copy(this.#bytes, PLAIN + index * LOOK, from, from + LOOK);
    }
    if (looks.every((at) => isProse(this.#bytes, at, at + LOOK))) return undefined;
    const strides = this.#likely(looks);
    if (strides.length === 0) return undefined;
    const [first = PLAIN, second = PLAIN] = looks;
    const tried = [...new Set([...USUAL, ...strides])]
      .sort((a, b) => a - b)
      .flatMap((stride) => [false, true].map((differences) => ({ stride, differences })))
      .map((filter) => ({ filter, bits: this.#bits(first, filter) }));
    const promising = FAR * Math.min(...tried.map(({ bits }) => bits));
    let best: Filter | undefined;
    let least = (tried[0]?.bits ?? 0) + this.#bits(second, NONE);
    for (const { filter, bits } of tried) {
      if (bits > promising) continue;
      const both = bits + this.#bits(second, filter);
      if (both >= least * (1 - GAIN)) continue;
      least = both;
      best = filter;
    }
    return best;
  }

  #bits(at: number, { stride, differences }: Filter): number {
    return this.#code.bits(at, LOOK, stride, differences ? -1 : 0);
  }

  /** Record sizes at which bytes recur most; none where they recur nowhere. */
  #likely(looks: readonly number[]): number[] {
    this.#scores.fill(0);
    for (const at of looks) this.#code.matches(at + MAX_STRIDE, at + LOOK, SCORES);
    const scores = Array.from(this.#scores, (score, index) => ({ stride: index + 1, score }));
    scores.sort((a, b) => b.score - a.score);
    const compared = (LOOK - MAX_STRIDE) * LOOKS.length;
    if ((scores[0]?.score ?? 0) < compared * SIGN) return [];
    return scores.slice(0, LIKELIEST).map(({ stride }) => stride);
  }
}

/**
 * Whether [from, end) is text whose lines differ in length. In such text nothing is a record, but bytes recur often enough that it would
 * be tried like numbers, which takes as long as compressing it.
 */
export function isProse(bytes: Uint8Array, from: number, end: number): boolean {
  let [start, length, lines, alike] = [from, 0, 0, 0];
  for (let at = from; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < SPACE ? byte !== LINE_FEED && byte !== TAB && byte !== RETURN : byte > TILDE) return false;
    if (byte !== LINE_FEED) continue;
    lines++;
    if (at - start === length) alike++;
    length = at - start;
    start = at;
  }
  return alike < lines * ALIKE;
}

const [TAB, LINE_FEED, RETURN, SPACE, TILDE] = [0x09, 0x0a, 0x0d, 0x20, 0x7e];

/** Scratch memory and code; holds nothing between calls. */
const FILTERS = lazily(() => new Filters());

/** Chunks below this size are not worth a filter. */
export const LEAST_FILTERED = 8 * LOOK;

/**
 * What may help a chunk of LEAST_FILTERED bytes at least, judged by two looks of 4 KiB; undefined where nothing seems to.
 * Costs about 0.1 ms.
 */
export const chooseFilter = (plain: Uint8Array): Filter | undefined => FILTERS().choose(plain);

/** The planes of at most MAX_CHUNK_BYTES; a view that holds until the next call of this module. */
export const applyFilter = (plain: Uint8Array, filter: Filter): Uint8Array => FILTERS().split(plain, filter);

/** What {@link applyFilter} was given, in the place of the planes: memory that is new costs more than the work. */
export function undoFilter(planes: Buffer, filter: Filter): Buffer {
  FILTERS().join(planes, filter);
  return planes;
}
