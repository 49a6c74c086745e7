/**
 * Frames on their way out, as they lie in packs: read in long runs into a few buffers that are used again and again,
 * never taken apart. Whoever receives them verifies them.
 */

import type { Hash } from '../domain/rows.ts';
import { frameBounds, MAX_FRAMED_BYTES } from './frame.ts';
import type { FrameRange } from './pack.ts';
import type { PackFiles } from './pack-read.ts';

/** Bytes that go out together: room for the largest frame. */
const BUFFER = Math.max(1024 * 1024, MAX_FRAMED_BYTES);
/** What is smaller altogether takes memory of its own. */
const SMALL = 128 * 1024;
/** Buffers kept for the next answer or upload. */
const KEPT = 12;
/** One that is being sent, one that was before it and may not be gone altogether, one that is being filled. */
const BUFFERS = 3;

/** Where a frame is: a range of a pack (absolute path), or its bytes, in pieces. */
export type FramePlace = (FrameRange & { readonly file: string }) | readonly Uint8Array[];

/** Memory that goes out again and again, the one used longest ago first. */
export class SendBuffers {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.shift() ?? Buffer.allocUnsafeSlow(BUFFER);
  }

  give(buffers: readonly Buffer[]): void {
    this.#free.push(...buffers.slice(0, Math.max(0, KEPT - this.#free.length)));
  }
}

export interface Outgoing {
  readonly buffers: SendBuffers;
  readonly packs: PackFiles;
  /** Undefined where that cannot be told at once. */
  place(hash: Hash): FramePlace | undefined;
  /** A frame that has no place, or is not where it should be: its pieces. Undefined where there is none. */
  fetch(hash: Hash): Promise<readonly Uint8Array[] | undefined>;
}

interface Item {
  readonly hash: Hash;
  readonly place: FramePlace | undefined;
  /** Where it goes in the buffer. */
  readonly at: number;
  readonly length: number;
}

/**
 * These chunks' frames in the order asked for, many at a time; the hash itself for a chunk that cannot be had. What was
 * handed out is overwritten once the part after the next one is asked for.
 */
export async function* outgoingFrames(
  source: Outgoing,
  hashes: Iterable<Hash>,
): AsyncGenerator<Uint8Array | Hash, void, undefined> {
  const ring: Buffer[] = [];
  let turn = 0;
  let ahead: Promise<(Uint8Array | Hash)[]> | undefined;
  for (const { items, bytes, isLast } of loads(source, hashes)) {
    const slot = turn++ % BUFFERS;
    const isSmall = isLast && turn === 1 && bytes <= SMALL;
    if (!isSmall) ring[slot] ??= source.buffers.take();
    const next = load(source, items, ring[slot] ?? Buffer.allocUnsafe(bytes));
    // Awaited in its turn; until then a failure must not count as unhandled.
    next.catch(() => {});
    if (ahead) yield* await ahead;
    ahead = next;
  }
  if (ahead) yield* await ahead;
  // Where it is left before its end, what was handed out last may be under way.
  source.buffers.give(ring);
}

interface Load {
  readonly items: readonly Item[];
  readonly bytes: number;
  readonly isLast: boolean;
}

/** What fits one buffer, in turn. */
function* loads(source: Outgoing, hashes: Iterable<Hash>): Generator<Load, void, undefined> {
  let items: Item[] = [];
  let bytes = 0;
  for (const hash of hashes) {
    const place = source.place(hash);
    const length = place ? lengthOf(place) : 0;
    if (items.length > 0 && bytes + length > BUFFER) {
      yield { items, bytes, isLast: false };
      [items, bytes] = [[], 0];
    }
    items.push({ hash, place, at: bytes, length });
    bytes += length;
  }
  if (items.length > 0) yield { items, bytes, isLast: true };
}

const isRange = (place: FramePlace | undefined): place is FrameRange & { readonly file: string } =>
  place !== undefined && 'file' in place;

const lengthOf = (place: FramePlace): number =>
  isRange(place) ? place.length : place.reduce((sum, piece) => sum + piece.length, 0);

async function load(
  source: Outgoing,
  items: readonly Item[],
  buffer: Buffer,
): Promise<(Uint8Array | Hash)[]> {
  await readRuns(source.packs, items, buffer);
  const parts: (Uint8Array | Hash)[] = [];
  let from = 0;
  let to = 0;
  for (const { hash, place, at, length } of items) {
    if (isRange(place) ? isFrameOf(buffer, at, length, hash) : place !== undefined) {
      if (place && !isRange(place)) copyPieces(place, buffer, at);
      to = at + length;
      continue;
    }
    // Not in a pack, moved meanwhile, or damaged.
    if (to > from) parts.push(buffer.subarray(from, to));
    parts.push(...((await source.fetch(hash)) ?? [hash]));
    [from, to] = [at + length, at + length];
  }
  if (to > from) parts.push(buffer.subarray(from, to));
  return parts;
}

/** What lies one behind the other is read at once. */
async function readRuns(packs: PackFiles, items: readonly Item[], buffer: Buffer): Promise<void> {
  for (let first = 0; first < items.length; ) {
    const { place, at } = items[first]!;
    let next = first + 1;
    if (isRange(place)) {
      let length = place.length;
      for (; next < items.length; next++) {
        const other = items[next]!.place;
        if (!isRange(other) || other.file !== place.file || other.offset !== place.offset + length) break;
        length += other.length;
      }
      const into = buffer.subarray(at, at + length);
      // What is there from before must not be taken for what could not be read.
      if (!(await packs.readInto({ ...place, length }, into))) into.fill(0);
    }
    first = next;
  }
}

function copyPieces(pieces: readonly Uint8Array[], buffer: Buffer, at: number): void {
  let to = at;
  for (const piece of pieces) {
    buffer.set(piece, to);
    to += piece.length;
  }
}

/** Tag and length of the hash, with which the body of every frame begins that Cairn writes. */
const HASH_HEAD = [0x0a, 32] as const;

/** Whether one frame of exactly this length lies there, and says that it is this chunk's. */
function isFrameOf(bytes: Buffer, at: number, length: number, hash: Hash): boolean {
  const bounds = frameBounds(bytes.subarray(0, at + length), at);
  if (typeof bounds === 'string' || bounds.end !== at + length) return false;
  const { body } = bounds;
  if (bytes[body] !== HASH_HEAD[0] || bytes[body + 1] !== HASH_HEAD[1]) return false;
  return bytes.toString('hex', body + 2, body + 34) === hash;
}
