/**
 * Filters: reversible arrangements of bytes after which zstd finds more.
 *
 * Uncompressed art is arrays of records: vertices, pixels, samples, pointers. Taken apart into planes (all first bytes of the
 * records, then all second bytes …), and each byte replaced by its difference from the one before it in its plane, exponents
 * and high bytes become long runs. The same idea as HDF5's shuffle and Blosc's filters, with any record size.
 */
import { MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import { FILTER_WASM } from './filter-wasm.ts';
import { lazily } from './lazily.ts';

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
  readonly join: Planes;
  /** How many bytes in [at, end) equal the one `stride` before; at and end 16 bytes apart or a multiple of that. */
  readonly matches: (at: number, end: number, stride: number) => number;
  /** Order-0 entropy of the planes of [from, from + size), in bits, corrected for few samples (G. Miller, 1955). */
  readonly bits: (from: number, size: number, stride: number, mask: number) => number;
}

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

class Filters {
  readonly #code: Code;
  readonly #bytes: Uint8Array;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(FILTER_WASM, 'base64'));
    this.#code = new WebAssembly.Instance(module).exports as unknown as Code;
    this.#bytes = new Uint8Array(this.#code.memory.buffer);
    const logs = new Float64Array(this.#code.memory.buffer, LOGS, LOOK + 1);
    for (let i = 2; i <= LOOK; i++) logs[i] = i * Math.log2(i);
  }

  /** A view that holds until the next call. */
  split(plain: Uint8Array, { stride, differences }: Filter): Uint8Array {
    this.#bytes.set(plain, PLAIN);
    this.#code.split(PLAIN, PLANES, plain.length, stride, differences ? -1 : 0);
    return this.#bytes.subarray(PLANES, PLANES + plain.length);
  }

  join(planes: Buffer, { stride, differences }: Filter): void {
    this.#bytes.set(planes, PLANES);
    this.#code.join(PLAIN, PLANES, planes.length, stride, differences ? -1 : 0);
    planes.set(this.#bytes.subarray(PLAIN, PLAIN + planes.length));
  }

  choose(plain: Uint8Array): Filter | undefined {
    const looks = LOOKS.map((_, index) => PLAIN + index * LOOK);
    for (const [index, part] of LOOKS.entries()) {
      const from = Math.min(Math.floor(plain.length * part), plain.length - LOOK);
      this.#bytes.set(plain.subarray(from, from + LOOK), PLAIN + index * LOOK);
    }
    const strides = this.#likely(looks);
    if (strides.length === 0) return undefined;
    let best: Filter | undefined;
    let least = this.#bits(looks, 1, 0);
    for (const stride of [...new Set([...USUAL, ...strides])].sort((a, b) => a - b)) {
      for (const differences of [false, true]) {
        const bits = this.#bits(looks, stride, differences ? -1 : 0);
        if (bits >= least * (1 - GAIN)) continue;
        least = bits;
        best = { stride, differences };
      }
    }
    return best;
  }

  #bits(looks: readonly number[], stride: number, mask: number): number {
    return looks.reduce((sum, at) => sum + this.#code.bits(at, LOOK, stride, mask), 0);
  }

  /** Record sizes at which bytes recur most; none where they recur nowhere. */
  #likely(looks: readonly number[]): number[] {
    const scores: { stride: number; score: number }[] = [];
    for (let stride = 1; stride <= MAX_STRIDE; stride++) {
      let score = 0;
      for (const at of looks) score += this.#code.matches(at + MAX_STRIDE, at + LOOK, stride);
      scores.push({ stride, score });
    }
    scores.sort((a, b) => b.score - a.score);
    const compared = (LOOK - MAX_STRIDE) * LOOKS.length;
    if ((scores[0]?.score ?? 0) < compared * SIGN) return [];
    return scores.slice(0, LIKELIEST).map(({ stride }) => stride);
  }
}

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
