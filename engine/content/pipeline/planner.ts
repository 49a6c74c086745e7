/** On the engine's thread: what the pieces of each file may be deltas on. */
import type { Hash } from '../../domain/rows.ts';
import { CairnError } from '../../errors.ts';
import { Aligner, type WindowFound, type WindowPlan } from '../align.ts';
import type { NodeBasis } from '../manifest.ts';
import { nodeBasis } from '../manifest-basis.ts';
import { readManifest } from '../manifest-read.ts';
import { PlainReader } from '../plain.ts';
import type { ContentAddress } from '../restore.ts';
import type { ChunkCatalogue, ChunkLocation, ChunkLocator, ChunkRef, ChunkSource } from '../store.ts';
import { locateAll } from './locations.ts';
import type { Part } from './messages.ts';

/** Where previous versions are. */
export type Versions = ChunkSource & ChunkCatalogue & ChunkLocator;

/** A manifest of fewer chunks is smaller than what a delta would save. */
const SMALL_MANIFEST = 8;

/** A file whose windows are planned as they come. */
interface Followed {
  readonly aligner: Aligner;
  at: number;
}

/** A plan, and where its window starts in the file. */
export interface PlannedWindow extends WindowPlan {
  readonly file: number;
  readonly at: number;
}

export class Planner {
  readonly #versions: Versions;
  readonly #previous: (file: number) => ContentAddress | undefined;
  readonly #reader: PlainReader;
  readonly #followed = new Map<number, Followed | undefined>();

  /** @param previous the version that a file is based on, if it is here. */
  constructor(versions: Versions, previous: (file: number) => ContentAddress | undefined) {
    this.#versions = versions;
    this.#previous = previous;
    this.#reader = new PlainReader(versions);
  }

  /** The next part of a file. @param isNew some of its pieces will be encoded. */
  plan(part: Part, hashes: readonly Hash[], isNew: boolean): PlannedWindow | undefined {
    const { file, cuts } = part;
    // A file that is one window and not new needs no plan; one of several may be new further on.
    if (part.first && part.end && !isNew) return undefined;
    const followed = this.#follow(file);
    if (part.end) this.#followed.set(file, undefined);
    if (!followed || cuts.length === 0) return undefined;
    const window: ChunkRef[] = cuts.map((size, index) => ({ hash: hashes[index] as Hash, size }));
    const { at } = followed;
    followed.at += cuts.reduce((sum, size) => sum + size, 0);
    const plan = followed.aligner.plan(window, this.#versions, part.end !== undefined);
    return { ...plan, file, at };
  }

  /** All that encoding by these plans may read. */
  locate(plans: Iterable<WindowPlan>): readonly ChunkLocation[] {
    const hashes = new Set<Hash>();
    for (const { bases, around } of plans) {
      for (const base of bases) for (const hash of base?.chunks ?? []) hashes.add(hash);
      for (const { hash } of around?.chunks ?? []) hashes.add(hash);
    }
    return locateAll(hashes, this.#versions);
  }

  report({ file, at }: PlannedWindow, found: WindowFound): void {
    this.#followed.get(file)?.aligner.report(at, found);
  }

  /** What the manifest of a file of so many chunks may be a delta on. */
  nodes(file: number, chunks: number): NodeBasis | undefined {
    const previous = chunks < SMALL_MANIFEST ? undefined : this.#previous(file);
    return previous && nodeBasis(previous.manifest, this.#reader, this.#versions);
  }

  forget(file: number): void {
    this.#followed.delete(file);
  }

  #follow(file: number): Followed | undefined {
    if (this.#followed.has(file)) return this.#followed.get(file);
    const previous = this.#previous(file);
    const refs = previous && this.#read(previous);
    const followed = refs && { aligner: new Aligner(refs), at: 0 };
    this.#followed.set(file, followed);
    return followed;
  }

  /** A version that is damaged or gone is nothing to stand on; it is not what is being recorded, so that is all. */
  #read({ manifest, size }: ContentAddress): readonly ChunkRef[] | undefined {
    try {
      return readManifest(manifest, size, this.#versions);
    } catch (error) {
      if (CairnError.is(error, 'content-missing', 'integrity')) return undefined;
      throw error;
    }
  }
}
