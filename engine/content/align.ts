/**
 * Which bytes of a file's previous version lie where a new chunk lies now.
 *
 * Applications save a scene again with changes all over it (pointers, times, counters), so that a changed chunk still
 * has most of its bytes in common with what was at its place before. Its place is found by the chunks that did not
 * change: whatever lies between two of them was moved as they were. With that stretch as its dictionary, zstd leaves a
 * hundredth of what it leaves of the chunk alone.
 * Where no chunk near by stayed as it was, whoever encodes searches for the place and reports it (window.ts).
 */
import type { Hash } from '../domain/rows.ts';
import type { ChunkCatalogue, ChunkRef, DeltaBase } from './store.ts';
import { ChunkLine, describeBase } from './stretch.ts';

/** How far from the expected place a lost one is searched for, in bytes. */
const REACH = 2 * 1024 * 1024;
/** After this many windows in which nothing was found, only one in as many is searched and tried. */
const PATIENCE = 4;

/** What is known of a window before it is encoded. */
export interface WindowPlan {
  /** For each chunk what it may be a delta on; undefined for those that are here already or have no counterpart. */
  readonly bases: readonly (DeltaBase | undefined)[];
  /** Where to search for lost places; undefined where that is not worth it. */
  readonly around: Around | undefined;
}

export interface Around {
  /** Place of the window's first byte in the new version. */
  readonly at: number;
  /** Chunks of the previous version about there. */
  readonly chunks: readonly ChunkRef[];
  /** Place of the first of them in the previous version. */
  readonly from: number;
}

/** What encoding a window has shown. */
export interface WindowFound {
  /** Chunks that became deltas. */
  readonly deltas: number;
  /** Chunks that were kept whole. */
  readonly wholes: number;
  /** Place in the previous version minus place now, where a search found it. */
  readonly shift: number | undefined;
}

export class Aligner {
  readonly #previous: ChunkLine;
  /** Chunks that occur once in the previous version, by hash: only these tell where others went. */
  readonly #anchors = new Map<Hash, number>();
  #offset = 0;
  /** Place in the previous version minus place now, by the last anchor or search. */
  #shift = 0;
  #lastAnchor = 0;
  #failures = 0;
  #skipped = 0;

  /** @param previous chunks of the previous version in file order. */
  constructor(previous: readonly ChunkRef[]) {
    this.#previous = new ChunkLine(previous);
    const seen = new Set<Hash>();
    for (const [index, { hash }] of previous.entries()) {
      if (seen.has(hash)) this.#anchors.delete(hash);
      else this.#anchors.set(hash, this.#previous.startOf(index));
      seen.add(hash);
    }
  }

  /**
   * Plans a window. Windows are given in file order; they should be a few megabytes, as what follows a chunk tells its
   * place as well as what precedes it.
   * @param last the file ends with this window.
   */
  plan(window: readonly ChunkRef[], catalogue: ChunkCatalogue, last = false): WindowPlan {
    const at = this.#offset;
    const patient = this.#isPatient();
    const bases: (DeltaBase | undefined)[] = [];
    const open: { at: number; size: number; index: number }[] = [];
    const close = (shift: number) => {
      const shifts = shift === this.#shift ? [shift] : [this.#shift, shift];
      for (const { at, size, index } of patient ? open : []) {
        const stretches = shifts.map((by) => ({ from: at + by, to: at + by + size }));
        bases[index] = describeBase(this.#previous.cover(stretches), catalogue);
      }
      open.length = 0;
      this.#shift = shift;
    };
    for (const [index, { hash, size }] of window.entries()) {
      const anchor = this.#anchors.get(hash);
      bases.push(undefined);
      if (anchor !== undefined) {
        close(anchor - this.#offset);
        this.#lastAnchor = this.#offset;
      } else if (!catalogue.info(hash)) open.push({ at: this.#offset, size, index });
      this.#offset += size;
    }
    close(last ? this.#previous.to - this.#offset : this.#shift);
    return { bases, around: patient ? this.#around(at) : undefined };
  }

  /** What encoding the window that started at `at` has shown; reports may come late and out of order. */
  report(at: number, found: WindowFound): void {
    if (found.shift !== undefined && this.#lastAnchor < at) this.#shift = found.shift;
    if (found.deltas > 0) this.#failures = 0;
    else if (found.wholes > 0) this.#failures++;
  }

  /** Whether deltas are tried for the next window: what is new altogether is not worth the attempt each time. */
  #isPatient(): boolean {
    if (this.#previous.chunks.length === 0) return false;
    if (this.#failures < PATIENCE) return true;
    this.#skipped = (this.#skipped + 1) % PATIENCE;
    return this.#skipped === 0;
  }

  #around(at: number): Around {
    const stretch = { from: at + this.#shift - REACH, to: this.#offset + this.#shift + REACH };
    const { chunks, from } = this.#previous.part(stretch);
    return { at, chunks, from };
  }
}
