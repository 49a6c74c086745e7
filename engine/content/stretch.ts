/** A version's chunks on the line of its bytes: which of them hold a stretch of it, and may that be a delta's base. */
import { MAX_DELTA_BASES, MAX_DICTIONARY_BYTES } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import type { ChunkCatalogue, ChunkRef, DeltaBase } from './store.ts';

/** Deltas on deltas are made up to this depth; readers accept twice as many. */
export const WRITTEN_DEPTH = 4;

/** A level between opened forms counts as so many: reading each costs an opening and a closing. */
const OPENED_LEVELS = 2;

/** Bytes of a chunk that are not worth reading it. */
const SLIVER = 8 * 1024;

/** Plain bytes [from, to) of a version. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Whole chunks, one behind the other, and the part of their bytes that is meant. */
export interface Cover {
  readonly chunks: readonly ChunkRef[];
  readonly start: number;
  readonly length: number;
}

const sizeOf = (chunks: readonly ChunkRef[]): number => chunks.reduce((sum, chunk) => sum + chunk.size, 0);

export class ChunkLine {
  readonly chunks: readonly ChunkRef[];
  /** Where the first chunk starts. */
  readonly from: number;
  /** Where each chunk starts, and at the end where the last one ends. */
  readonly #starts: Float64Array;

  /** @param from place of the first chunk, where the line is a part of a version. */
  constructor(chunks: readonly ChunkRef[], from = 0) {
    this.chunks = chunks;
    this.from = from;
    this.#starts = new Float64Array(chunks.length + 1);
    this.#starts[0] = from;
    for (const [index, { size }] of chunks.entries()) this.#starts[index + 1] = this.startOf(index) + size;
  }

  startOf(index: number): number {
    return this.#starts[index] ?? this.to;
  }

  get to(): number {
    return this.#starts[this.chunks.length] ?? this.from;
  }

  clip({ from, to }: Stretch): Stretch {
    return { from: Math.max(this.from, from), to: Math.min(this.to, to) };
  }

  /** What holds these stretches, one or two; two that overlap become one. Undefined where they lie outside. */
  cover(stretches: readonly Stretch[]): Cover | undefined {
    const inside = stretches.map((stretch) => this.clip(stretch)).filter(({ from, to }) => to > from);
    const [first, second] = inside.sort((a, b) => a.from - b.from);
    if (!first) return undefined;
    if (!second) return this.#coverOne(first);
    if (second.from <= first.to)
      return this.#coverOne({ from: first.from, to: Math.max(first.to, second.to) });
    const [a, b] = [this.#coverOne(first), this.#coverOne(second)];
    const repeated = a.chunks.at(-1) === b.chunks[0] ? 1 : 0;
    const chunks = [...a.chunks, ...b.chunks.slice(repeated)];
    const behind = sizeOf(b.chunks) - b.start - b.length;
    return { chunks, start: a.start, length: sizeOf(chunks) - a.start - behind };
  }

  /** The chunks that hold a stretch, as a line of their own. */
  part(stretch: Stretch): ChunkLine {
    const { from, to } = this.clip(stretch);
    if (to <= from) return new ChunkLine([], from);
    const [first, end] = this.#range({ from, to });
    return new ChunkLine(this.chunks.slice(first, end), this.startOf(first));
  }

  #coverOne(whole: Stretch): Cover {
    const stretch = this.#trim(whole);
    const [first, end] = this.#range(stretch);
    return {
      chunks: this.chunks.slice(first, end),
      start: stretch.from - this.startOf(first),
      length: stretch.to - stretch.from,
    };
  }

  /**
   * The stretch without what it has of a chunk at either end, where that is only a SLIVER: to read a whole chunk for it
   * costs more than it gains.
   */
  #trim(stretch: Stretch): Stretch {
    const [first, end] = this.#range(stretch);
    let { from, to } = stretch;
    if (end - first > 1 && this.startOf(first + 1) - from < SLIVER) from = this.startOf(first + 1);
    if (end - first > 1 && to - this.startOf(end - 1) < SLIVER) to = this.startOf(end - 1);
    return to > from ? { from, to } : stretch;
  }

  /** Indices [first, end) of the chunks that hold a stretch inside the line. */
  #range({ from, to }: Stretch): readonly [number, number] {
    let [low, high] = [0, this.chunks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.startOf(middle) <= from) low = middle;
      else high = middle - 1;
    }
    let end = low + 1;
    while (end < this.chunks.length && this.startOf(end) < to) end++;
    return [low, end];
  }
}

/**
 * A cover as a base, or undefined where one of its chunks is not in the store or it is out of bounds. Where the chunks
 * stand on as many deltas as are made, the whole ones at the bottom take their place: every delta was made on what lay
 * where it lies, so these do too. Between opened forms that is sooner.
 */
export function describeBase(cover: Cover | undefined, catalogue: ChunkCatalogue): DeltaBase | undefined {
  if (!cover || cover.chunks.length === 0) return undefined;
  let depth = 0;
  for (const { hash } of cover.chunks) {
    const info = catalogue.info(hash);
    if (!info) return undefined;
    depth = Math.max(depth, info.base?.opened ? info.depth * OPENED_LEVELS : info.depth);
  }
  if (depth >= WRITTEN_DEPTH) return rootsOf(cover.chunks, catalogue);
  if (cover.chunks.length > MAX_DELTA_BASES || cover.length > MAX_DICTIONARY_BYTES) return undefined;
  return { chunks: cover.chunks.map((chunk) => chunk.hash), start: cover.start, length: cover.length };
}

function rootsOf(chunks: readonly ChunkRef[], catalogue: ChunkCatalogue): DeltaBase | undefined {
  const roots = new Map<Hash, number>();
  const seen = new Set<Hash>();
  const collect = (hash: Hash): void => {
    if (seen.has(hash)) return;
    seen.add(hash);
    const info = catalogue.info(hash);
    if (info?.base) for (const base of info.base.chunks) collect(base);
    else if (info) roots.set(hash, info.size);
  };
  for (const { hash } of chunks) collect(hash);
  let length = 0;
  for (const size of roots.values()) length += size;
  if (length === 0 || roots.size > MAX_DELTA_BASES || length > MAX_DICTIONARY_BYTES) return undefined;
  return { chunks: [...roots.keys()], start: 0, length };
}
