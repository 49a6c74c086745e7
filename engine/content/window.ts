/** Encoding what is new of a window of a file, on what lay there in the previous version. */
import type { Hash } from '../domain/rows.ts';
import type { Around, WindowFound, WindowPlan } from './align.ts';
import { type Basis, cutDictionary, encodeBriefly } from './codec.ts';
import type { PlainReader } from './plain.ts';
import { isFrame } from './recode/headers.ts';
import { Field } from './search.ts';
import type { ChunkCatalogue, DeltaBase, StoredChunk } from './store.ts';
import { ChunkLine, describeBase } from './stretch.ts';

/** A chunk of a window; what is known already is passed over. */
export interface Piece {
  readonly hash: Hash;
  readonly plain: Uint8Array;
  /** Place in the window. */
  readonly place: number;
  readonly base: DeltaBase | undefined;
}

/** Encoded in this part of its bytes or less, a chunk kept whole is not worth a search. */
const CHEAP = 1 / 16;

/** Smaller ones are not worth a search either, in bytes. */
const SMALL = 4 * 1024;

/** Frames below this size take little more by themselves than what names their base, which would have to be opened: between large ones, applications have many of them. */
const SMALL_FRAMES = 1024;
const isSmallFrame = (plain: Uint8Array): boolean => plain.length < SMALL_FRAMES && isFrame(plain);

/** Whether a chunk that became no delta may have its like elsewhere. In compressed frames nothing looks alike. */
const isLost = (chunk: StoredChunk, { plain }: Piece): boolean =>
  chunk.codec !== 'delta' && chunk.data.length > Math.max(SMALL, chunk.size * CHEAP) && !isFrame(plain);

/**
 * Hands the stored form of each piece to `keep`, in order; its data holds until that returns. Where a piece fits nothing at its expected place it is
 * searched for, and the pieces behind it are tried where it was found.
 * @param bases reads the previous version's chunks; `catalogue` describes them.
 */
export function encodeWindow(
  pieces: Iterable<Piece>,
  around: WindowPlan['around'],
  bases: PlainReader,
  catalogue: ChunkCatalogue,
  keep: (chunk: StoredChunk) => void,
): WindowFound {
  const search = around && new Search(around, bases, catalogue);
  let [deltas, wholes] = [0, 0];
  for (const piece of pieces) {
    const expected = search?.baseAt(piece) ?? piece.base;
    const wider = search && isFrame(piece.plain) ? () => search.wider(expected) : undefined;
    const near = expected && !isSmallFrame(piece.plain) ? readBasis(expected, bases) : undefined;
    let chunk = encodeBriefly(piece.hash, piece.plain, near && { ...near, wider });
    if (isLost(chunk, piece) && search?.isMore(expected) && search.find(piece)) {
      const found = search.baseAt(piece);
      const basis = found && readBasis(found, bases);
      if (basis) chunk = encodeBriefly(piece.hash, piece.plain, basis);
    }
    if (chunk.codec === 'delta') deltas++;
    else wholes++;
    keep(chunk);
    bases.done();
  }
  return { deltas, wholes, shift: search?.shift };
}

/** A base with its bytes; undefined where a chunk of it is not to be had. @throws {CairnError} `integrity` */
export function readBasis(base: DeltaBase, reader: PlainReader): Basis | undefined {
  const plains: Buffer[] = [];
  for (const hash of base.chunks) {
    const plain = reader.read(hash);
    if (!plain) return undefined;
    plains.push(plain);
  }
  const dictionary = cutDictionary(base, plains);
  return dictionary && { base, dictionary, plains };
}

class Search {
  readonly #around: Around;
  readonly #line: ChunkLine;
  readonly #bases: PlainReader;
  readonly #catalogue: ChunkCatalogue;
  #field: Field | undefined;
  /** Place in the previous version minus place now. */
  shift: number | undefined;

  constructor(around: Around, bases: PlainReader, catalogue: ChunkCatalogue) {
    this.#around = around;
    this.#line = new ChunkLine(around.chunks, around.from);
    this.#bases = bases;
    this.#catalogue = catalogue;
  }

  /** Whether there are bytes here that a base did not cover: not in a small file, whose base is all that it was. */
  isMore(base: DeltaBase | undefined): boolean {
    const { chunks, from, to } = this.#line;
    return base?.chunks.length !== chunks.length || base.start > 0 || base.length !== to - from;
  }

  /** A base with a neighbour more on either side. */
  wider(base: DeltaBase | undefined): Basis | undefined {
    const { chunks } = this.#line;
    const named = new Set(base?.chunks);
    const places = chunks.flatMap(({ hash }, index) => (this.#reaches(hash, named) ? [index] : []));
    if (places.length === 0) return undefined;
    const from = this.#line.startOf(Math.max(0, Math.min(...places) - 1));
    const to = this.#line.startOf(Math.min(chunks.length, Math.max(...places) + 2));
    const wide = describeBase(this.#line.cover([{ from, to }]), this.#catalogue);
    return wide && readBasis(wide, this.#bases);
  }

  /** Whether a chunk is one of these, or stands on one: the base of a piece may be what lies below the chunks of its place. */
  #reaches(hash: Hash, named: ReadonlySet<Hash>): boolean {
    if (named.has(hash)) return true;
    return this.#catalogue.info(hash)?.base?.chunks.some((below) => this.#reaches(below, named)) ?? false;
  }

  /** Searches for the piece; true where it was found at another place than was tried. */
  find(piece: Piece): boolean {
    this.#field ??= this.#read();
    const place = this.#field.find(piece.plain);
    if (place === undefined) return false;
    const shift = this.#line.from + place - (this.#around.at + piece.place);
    if (shift === this.shift) return false;
    this.shift = shift;
    return true;
  }

  /** Empty where a chunk is not to be had: then nothing is found. */
  #read(): Field {
    const field = new Field();
    for (const { hash } of this.#line.chunks) {
      const plain = this.#bases.read(hash);
      if (!plain) return new Field();
      field.add(plain);
      this.#bases.done();
    }
    return field;
  }

  /** What a piece may be a delta on, if a search has told where the window went. */
  baseAt({ place, plain }: Piece): DeltaBase | undefined {
    if (this.shift === undefined) return undefined;
    const from = this.#around.at + place + this.shift;
    const stretch = { from, to: from + plain.length };
    return describeBase(this.#line.cover([stretch]), this.#catalogue);
  }
}
