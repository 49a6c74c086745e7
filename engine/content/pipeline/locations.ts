/** Where chunks lie, gathered on the engine's thread, so that other threads read them without asking the store. */
import type { Hash } from '../../domain/rows.ts';
import { CairnError } from '../../errors.ts';
import { MAX_FRAMED_BYTES } from '../frame.ts';
import { PackFiles, readLocation } from '../pack-read.ts';
import type {
  ChunkCatalogue,
  ChunkInfo,
  ChunkLocation,
  ChunkLocator,
  ChunkSource,
  StoredChunk,
} from '../store.ts';

/** Of these chunks and of all that they stand on. What is not there is left out. */
export function locateAll(hashes: Iterable<Hash>, store: ChunkLocator): ChunkLocation[] {
  const found = new Map<Hash, ChunkLocation | undefined>();
  const open = [...hashes];
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    if (found.has(hash)) continue;
    const location = store.locate(hash);
    found.set(hash, location);
    for (const base of location?.base?.chunks ?? []) open.push(base);
  }
  return [...found.values()].filter((location) => location !== undefined);
}

export const wrongSize = (hash: Hash): CairnError =>
  new CairnError('integrity', `Chunk ${hash}: not of the size its manifest says`, { hash });

/** The chunks of one task, as another thread reads them. */
export class LocatedChunks implements ChunkSource, ChunkCatalogue {
  readonly #packs = new PackFiles();
  #locations: ReadonlyMap<Hash, ChunkLocation> = new Map();
  #frame: Buffer | undefined;

  use(locations: readonly ChunkLocation[]): void {
    this.#locations = new Map(locations.map((location) => [location.hash, location]));
  }

  /** What is no delta holds until the next call: a delta's bases are read before it is decoded. */
  get(hash: Hash): StoredChunk | undefined {
    const location = this.#locations.get(hash);
    if (!location) return undefined;
    return readLocation(location, this.#packs, location.codec === 'delta' ? undefined : this.#room);
  }

  readonly #room = (length: number): Buffer => {
    this.#frame ??= Buffer.allocUnsafeSlow(MAX_FRAMED_BYTES);
    return this.#frame.subarray(0, length);
  };

  info(hash: Hash): ChunkInfo | undefined {
    return this.#locations.get(hash);
  }

  /** Closes packs that were read. */
  close(): void {
    this.#locations = new Map();
    this.#packs.close();
    this.#frame = undefined;
  }
}
