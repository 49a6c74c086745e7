/**
 * Deltas of what lies where it lay, but for some places: a zstd frame (RFC 8878) over a dictionary, made without a search.
 *
 * zstd enters all of a dictionary into its tables before it compresses, which takes longer than all else that is done for a
 * chunk. Here both are compared at the one distance that the dictionary was chosen for: what is equal is a match, what is not are
 * literals, coded by the tables that the format has for those who make none. Whoever reads deltas reads these.
 */
import { MAX_CHUNK_BYTES, MAX_DICTIONARY_BYTES } from '../../proto/limits.ts';
import { copyInto } from './bytes.ts';
import { lazily } from './lazily.ts';
import { recoder, usualTable } from './recode/code.ts';
import { LITERAL_CODES, MATCH_CODES } from './recode/codes.ts';
import { OpenedWriter } from './recode/cursor.ts';
import { closeWithin, END, FRAME } from './recode/frames.ts';
import { COMPRESSED } from './recode/headers.ts';
import { MOST_BLOCK } from './recode/literals.ts';
import { SAME_PLACE_WASM } from './same-place-wasm.ts';
import { instantiate } from './wasm.ts';

/** More that is equal, or more bytes that differ, is left to zstd, whose tables make less of it. */
const MOST_MATCHES = 256;
const MOST_LITERALS = 2048;
/** Of a frame of these, and of its opened form. */
const MOST_BYTES = 16 * 1024;
/** The format has no shorter ones. */
const LEAST_MATCH = 3;
/** zstd is quick with smaller chunks; and in larger ones, literals are never as long as a block may be. */
const LEAST_BYTES = 8 * 1024;

/** Bytes [from, to) of a chunk. */
interface Match {
  readonly from: number;
  readonly to: number;
}

type Differences = (at: number, old: number, size: number, out: number, most: number, room: number) => number;

/** Places in the memory of the code, which reads 16 bytes at a time. */
const OLD = MAX_CHUNK_BYTES + 64;
const PAIRS = OLD + MAX_DICTIONARY_BYTES + 64;

class Comparer {
  readonly #differences: Differences;
  readonly #memory: Buffer;
  readonly #pairs: Uint32Array;

  constructor() {
    const code = instantiate<{ memory: WebAssembly.Memory; differences: Differences }>(SAME_PLACE_WASM);
    this.#differences = code.differences;
    this.#memory = Buffer.from(code.memory.buffer);
    this.#pairs = new Uint32Array(code.memory.buffer, PAIRS, MOST_MATCHES * 2);
  }

  load(dictionary: Uint8Array, plain: Uint8Array): void {
    copyInto(this.#memory, plain);
    copyInto(this.#memory, dictionary, OLD);
  }

  /** What is equal of bytes [from, to), which lay `shift` further on in the dictionary; undefined where too much differs. */
  matches({ from, to }: Match, shift: number): Match[] | undefined {
    const count = this.#differences(from, OLD + from + shift, to - from, PAIRS, MOST_MATCHES, MOST_LITERALS);
    if (count < 0) return undefined;
    const found: Match[] = [];
    let at = from;
    for (let pair = 0; pair < count * 2; pair += 2) {
      const start = at + this.#pairs[pair]!;
      at = start + this.#pairs[pair + 1]!;
      found.push({ from: start, to: at });
    }
    return found;
  }
}

/** Scratch memory and code; holds nothing between calls. */
const COMPARER = lazily(() => new Comparer());

/**
 * One frame of `plain` over `dictionary`, where they differ in few places and begin or end alike; undefined elsewhere.
 * Comparing takes some ten microseconds for 100 KiB.
 */
export function frameOfDifferences(dictionary: Uint8Array, plain: Uint8Array): Buffer | undefined {
  const [size, old] = [plain.length, dictionary.length];
  if (size < LEAST_BYTES || size > MAX_CHUNK_BYTES || old > MAX_DICTIONARY_BYTES) return undefined;
  const comparer = COMPARER();
  comparer.load(dictionary, plain);
  for (const shift of size === old ? [0] : [0, old - size]) {
    const inside = { from: Math.max(0, -shift), to: Math.min(size, old - shift) };
    if (size - (inside.to - inside.from) > MOST_LITERALS) continue;
    const matches = comparer.matches(inside, shift);
    if (matches) return writeFrame(plain, matches, old - shift);
  }
  return undefined;
}

/** Content size in four bytes, and all of the content in one window. */
const ONE_SEGMENT = 0xa0;

/** @param distance from where a match is written back to where it is read, the dictionary being in front of the content. */
function writeFrame(plain: Uint8Array, matches: readonly Match[], distance: number): Buffer | undefined {
  const out = new OpenedWriter(Buffer.allocUnsafe(MOST_BYTES));
  const header = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, ONE_SEGMENT, 0, 0, 0, 0);
  header.writeUInt32LE(plain.length, 5);
  out.number(FRAME);
  out.number(header.length);
  out.copy(header, 0, header.length);
  for (let at = 0; at < plain.length; at += MOST_BLOCK) {
    const end = Math.min(plain.length, at + MOST_BLOCK);
    out.number((COMPRESSED << 1) | (end === plain.length ? 1 : 0));
    writeBlock(plain, { from: at, to: end }, matches, distance, out);
  }
  // No checksum.
  out.number(0);
  out.number(END);
  return closeWithin(out.bytes, MOST_BYTES);
}

/** The opened form of a block: what is in no match is a literal. */
function writeBlock(
  plain: Uint8Array,
  { from, to }: Match,
  matches: readonly Match[],
  distance: number,
  out: OpenedWriter,
): void {
  const inside = matches
    .map((match) => ({ from: Math.max(from, match.from), to: Math.min(to, match.to) }))
    .filter((match) => match.to - match.from >= LEAST_MATCH);
  const gaps = [...inside, { from: to, to }].map((match, index) => ({
    from: inside[index - 1]?.to ?? from,
    to: match.from,
  }));
  const literals = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  out.number((literals < 32 ? 0 : literals < 4096 ? 1 : 3) << 2);
  out.number(literals);
  for (const gap of gaps) out.copy(plain, gap.from, gap.to);
  writeSequences(
    inside.map((match, index) => ({ literals: match.from - (gaps[index]?.from ?? 0), ...match })),
    distance,
    out,
  );
}

function writeSequences(
  sequences: readonly (Match & { readonly literals: number })[],
  distance: number,
  out: OpenedWriter,
): void {
  out.number(sequences.length);
  const last = sequences.at(-1);
  if (!last) return;
  // The tables that the format has, none of which is described.
  for (let zeros = 0; zeros < 4; zeros++) out.number(0);
  let known = false;
  const numbers = (sequence: Match & { readonly literals: number }) => ({
    // The distance of the match before, behind literals; else it is spelled out.
    offset: known && sequence.literals > 0 ? 1 : distance + 3,
    match: sequence.to - sequence.from - LEAST_MATCH,
    literals: sequence.literals,
  });
  let values = numbers(last);
  for (const sequence of sequences) {
    values = numbers(sequence);
    known = true;
    for (const value of [values.offset, values.match, values.literals]) out.number(value);
  }
  const codes = [
    LITERAL_CODES.of(values.literals),
    31 - Math.clz32(values.offset),
    MATCH_CODES.of(values.match),
  ];
  for (const [kind, code] of codes.entries()) out.number(recoder().stateOf(usualTable(kind), code));
}
