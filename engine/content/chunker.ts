/**
 * Content-defined chunking: FastCDC with a gear hash and normalised chunk sizes (W. Xia et al., "The Design of Fast
 * Content-Defined Chunking for Data Deduplication Based Storage Systems", IEEE TPDS 31(9), 2020).
 *
 * Where a file is cut is part of the format: two members who cut the same bytes differently share nothing. Gear
 * table, masks and limits must therefore never change; a golden test pins them.
 */
import { createHash } from 'node:crypto';
import { bufferOf } from './bytes.ts';
import { GEAR_WASM } from './gear-wasm.ts';
import { lazily } from './lazily.ts';

/** Bytes. Every piece is at least MIN_CHUNK (but for a file’s last, and some between zstd frames: cutter.ts) and at most MAX_CHUNK. */
export const MIN_CHUNK = 64 * 1024;
export const MAX_CHUNK = 1024 * 1024;

/** Up to here the strict mask applies, behind it the lax one: sizes gather around 256 KiB. */
const NORMAL_CHUNK = 208 * 1024;
/** 20 and 16 bits: two more and two fewer than the 18 of a 256 KiB average. The high bits depend on most bytes. */
const STRICT_MASK = 0xfffff000 | 0;
const LAX_MASK = 0xffff0000 | 0;

/** 256 random words, derived rather than listed: SHA-256("cairn gear N") for N = 0 … 31, little-endian. */
function makeGear(): Int32Array {
  const table = new Int32Array(256);
  for (let block = 0; block < 32; block++) {
    const digest = createHash('sha256').update(`cairn gear ${block}`).digest();
    for (let word = 0; word < 8; word++) table[block * 8 + word] = digest.readInt32LE(word * 4);
  }
  return table;
}
/** For each byte value a random word. */
export const gearTable = lazily(makeGear);

/**
 * Length of the piece that starts at `from`. `to` must be the file's end or at least MAX_CHUNK behind `from`, or
 * the cut would depend on how the file was read.
 */
export function cutLength(data: Uint8Array, from: number, to: number): number {
  const left = to - from;
  if (left <= MIN_CHUNK) return left;
  const end = from + Math.min(left, MAX_CHUNK);
  const normal = Math.min(from + NORMAL_CHUNK, end);
  const scanner = SCANNER();
  let cut = scanner.find(data, from + MIN_CHUNK, normal, STRICT_MASK, 0);
  if (cut === 0 && normal < end) cut = scanner.find(data, normal, end, LAX_MASK, printBefore(data, normal));
  return (cut || end) - from;
}

/** The gear hash in front of `at`: bytes further back than its 32 bits have been shifted out. */
function printBefore(data: Uint8Array, at: number): number {
  const gear = gearTable();
  let print = 0;
  for (let i = at - 32; i < at; i++) print = ((print << 1) + gear[data[i]!]!) | 0;
  return print;
}

/** The loop over the bytes, with room for a block of them behind the gear table. */
class Scanner {
  readonly #find: (at: number, end: number, mask: number, print: number) => number;
  readonly #block: Buffer;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(GEAR_WASM, 'base64'));
    const { memory, find } = new WebAssembly.Instance(module).exports as {
      memory: WebAssembly.Memory;
      find: (at: number, end: number, mask: number, print: number) => number;
    };
    const gear = gearTable();
    new Int32Array(memory.buffer, 0, gear.length).set(gear);
    this.#block = Buffer.from(memory.buffer, GEAR_BYTES, BLOCK);
    this.#find = find;
  }

  /** The place behind the first byte at which the hash has no bit of `mask`, or 0. */
  find(data: Uint8Array, from: number, end: number, mask: number, print: number): number {
    const bytes = bufferOf(data);
    let before = print;
    for (let at = from; at < end; at += BLOCK) {
      const length = Math.min(BLOCK, end - at);
      bytes.copy(this.#block, 0, at, at + length);
      const cut = this.#find(GEAR_BYTES, GEAR_BYTES + length, mask, before);
      if (cut > 0) return at + cut - GEAR_BYTES;
      before = printBefore(data, at + length);
    }
    return 0;
  }
}

/** Bytes copied at a time: little is copied in vain behind a cut. */
const BLOCK = 32 * 1024;
const GEAR_BYTES = 256 * Int32Array.BYTES_PER_ELEMENT;
/** Scratch memory and code; holds nothing between calls. */
const SCANNER = lazily(() => new Scanner());
