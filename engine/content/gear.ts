/** The gear hash: of the 32 bytes in front of a place, rolling. By it files are cut (chunker.ts) and places known again (search.ts). */
import { createHash } from 'node:crypto';
import { bufferOf } from './bytes.ts';
import { GEAR_WASM } from './gear-wasm.ts';
import { lazily } from './lazily.ts';
import { instantiate } from './wasm.ts';

/** Bytes of which a hash consists: those further back have been shifted out. */
export const GEAR_REACH = 32;

/** 256 random words, derived rather than listed: SHA-256("cairn gear N") for N = 0 … 31, little-endian. */
function makeGear(): Int32Array {
  const table = new Int32Array(256);
  for (let block = 0; block < 32; block++) {
    const digest = createHash('sha256').update(`cairn gear ${block}`).digest();
    for (let word = 0; word < 8; word++) table[block * 8 + word] = digest.readInt32LE(word * 4);
  }
  return table;
}

interface Code {
  readonly memory: WebAssembly.Memory;
  readonly find: (at: number, end: number, mask: number, print: number) => number;
  readonly marks: (
    at: number,
    end: number,
    mask: number,
    print: number,
    before: number,
    out: number,
  ) => number;
}

/** Bytes copied at a time: little is copied in vain behind a cut. */
const BLOCK = 32 * 1024;
const BYTES = 256 * Int32Array.BYTES_PER_ELEMENT;
const MARKS = BYTES + BLOCK;

/** Where a scan for marks is: goes on from one stretch of bytes to the next. */
export interface Scan {
  /** Of the bytes before. */
  print: number;
  /** Of the last mark. */
  before: number;
}

/** The loops over the bytes, with room for a block of them behind the gear table. */
class Gear {
  readonly #table = makeGear();
  readonly #code: Code;
  readonly #block: Buffer;
  readonly #words: Int32Array;

  constructor() {
    this.#code = instantiate<Code>(GEAR_WASM);
    const { buffer } = this.#code.memory;
    this.#words = new Int32Array(buffer);
    this.#words.set(this.#table);
    this.#block = Buffer.from(buffer, BYTES, BLOCK);
  }

  /** The hash in front of `at`. */
  printBefore(data: Uint8Array, at: number): number {
    let print = 0;
    for (let i = at - GEAR_REACH; i < at; i++) print = ((print << 1) + this.#table[data[i]!]!) | 0;
    return print;
  }

  /** The place behind the first byte at which the hash has no bit of `mask`, or 0. @param print the hash in front of `from`. */
  find(data: Uint8Array, from: number, end: number, mask: number, print: number): number {
    const bytes = bufferOf(data);
    let before = print;
    for (let at = from; at < end; at += BLOCK) {
      const length = Math.min(BLOCK, end - at);
      bytes.copy(this.#block, 0, at, at + length);
      const cut = this.#code.find(BYTES, BYTES + length, mask, before);
      if (cut > 0) return at + cut - BYTES;
      before = this.printBefore(data, at + length);
    }
    return 0;
  }

  /** Calls `visit` with the hash at each such place, and the place; of places one after the other with the same hash only with the first. */
  marks(data: Uint8Array, mask: number, scan: Scan, visit: (print: number, place: number) => void): void {
    const bytes = bufferOf(data);
    for (let at = 0; at < bytes.length; at += BLOCK) {
      const length = Math.min(BLOCK, bytes.length - at);
      bytes.copy(this.#block, 0, at, at + length);
      const end = this.#code.marks(BYTES, BYTES + length, mask, scan.print, scan.before, MARKS) >> 2;
      for (let word = MARKS >> 2; word < end; word += 2) {
        scan.before = this.#words[word]!;
        visit(scan.before, at + this.#words[word + 1]! - BYTES);
      }
      scan.print = this.#words[end]!;
    }
  }
}

/** Scratch memory and code; holds nothing between calls. */
export const gear = lazily(() => new Gear());
