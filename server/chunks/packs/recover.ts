/**
 * Brings an index up to what the packs on disk hold: after a power failure took its last transactions, or where it is
 * gone altogether. Runs under the index's lock. What does not verify is left out.
 */
import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { parseFrame } from '../../../engine/content/frame.ts';
import { TurnTaker } from '../../../engine/content/pace.ts';
import { PACK_HEADER_BYTES, PackError } from '../../../engine/content/pack.ts';
import { PackFiles, walkPack } from '../../../engine/content/pack-read.ts';
import { PlainReader } from '../../../engine/content/plain.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import type { ChunkRow, PackIndex } from './index.ts';
import { packFile, packsOnDisk, projectsOnDisk } from './layout.ts';
import type { LooseChunks } from './loose.ts';

/** What a recovery brings together. */
interface Place {
  readonly root: string;
  readonly index: PackIndex;
}

/** A pack that reaches further than the index knows, which is to `from`. */
interface Stray {
  readonly project: Id;
  readonly id: number;
  readonly from: number;
}

export async function strayPacks({ root, index }: Place): Promise<Stray[]> {
  const found: Stray[] = [];
  for (const project of await projectsOnDisk(root)) {
    const known = new Map(index.packs(project).map((pack) => [pack.id, pack.end]));
    for (const id of await packsOnDisk(root, project)) {
      const from = known.get(id) ?? PACK_HEADER_BYTES;
      const { size } = statSync(packFile(root, project, id));
      if (size > from || !known.has(id)) found.push({ project, id, from });
    }
  }
  return found;
}

/** @returns chunks that were added. */
export async function recover(
  place: Place,
  loose: LooseChunks,
  stray: readonly Stray[],
  now: number,
): Promise<number> {
  const packs = new PackFiles();
  let added = 0;
  try {
    for (const project of new Set(stray.map((one) => one.project))) {
      const found = stray.filter((one) => one.project === project).flatMap((one) => walk(place, one, now));
      const candidates = new Map(found.map((row) => [row.hash, row]));
      const isLoose = await loose.any(project);
      const adding = new Adding({
        index: place.index,
        project,
        candidates,
        read: (row) => packs.read({ file: packFile(place.root, project, row.pack), ...row }),
        isLoose: (hash) => isLoose && loose.has(project, hash),
      });
      const turns = new TurnTaker();
      for (const hash of candidates.keys()) {
        if (adding.take(hash)) added++;
        await turns.take();
      }
    }
  } finally {
    packs.close();
  }
  return added;
}

/** The chunks that the index does not know, up to where the pack is damaged. The index takes over where it ends. */
function walk({ root, index }: Place, { project, id, from }: Stray, addedAt: number): ChunkRow[] {
  const file = packFile(root, project, id);
  // Whoever wrote it may have been killed before it was flushed, and then only the system's memory has it.
  flush(file);
  const found: ChunkRow[] = [];
  const steps = walkPack(file, from);
  try {
    let step = steps.next();
    for (; !step.done; step = steps.next()) {
      const { chunk, offset, length } = step.value;
      if (!chunk || index.has(project, chunk.hash)) continue;
      const { hash, codec, size, base } = chunk;
      found.push({ hash, codec, size, base, depth: 0, pack: id, offset, length, addedAt });
    }
    index.adoptPack(id, project, step.value);
    index.setEnd(id, Math.max(step.value, from));
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
  }
  return found;
}

function flush(file: string): void {
  const fd = openSync(file, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

interface Candidates {
  readonly index: PackIndex;
  readonly project: Id;
  readonly candidates: ReadonlyMap<Hash, ChunkRow>;
  /** The frame of a chunk; undefined where it is gone. */
  readonly read: (row: ChunkRow) => Buffer | undefined;
  readonly isLoose: (hash: Hash) => boolean;
}

/** Adds candidates, what they stand on first. */
class Adding {
  readonly #index: PackIndex;
  readonly #project: Id;
  readonly #candidates: ReadonlyMap<Hash, ChunkRow>;
  readonly #isLoose: (hash: Hash) => boolean;
  readonly #plains: PlainReader;

  constructor({ index, project, candidates, read, isLoose }: Candidates) {
    this.#index = index;
    this.#project = project;
    this.#candidates = candidates;
    this.#isLoose = isLoose;
    const get = (hash: Hash): StoredChunk | undefined => {
      const row = index.find(project, hash) ?? candidates.get(hash);
      const bytes = row && read(row);
      return bytes && parseFrame(bytes, hash);
    };
    this.#plains = new PlainReader({ get });
  }

  take(hash: Hash, below = 0): boolean {
    const row = this.#candidates.get(hash);
    if (!row || this.#index.has(this.#project, hash) || below > 16) return false;
    const bases = row.base?.chunks ?? [];
    for (const base of bases) this.take(base, below + 1);
    if (!this.#verifies(hash)) return false;
    const depths = bases.map(
      (base) => this.#index.find(this.#project, base)?.depth ?? (this.#isLoose(base) ? 0 : Number.NaN),
    );
    const depth = bases.length === 0 ? 0 : Math.max(...depths) + 1;
    if (Number.isNaN(depth)) return false;
    this.#index.set(this.#project, { ...row, depth });
    return true;
  }

  #verifies(hash: Hash): boolean {
    try {
      return this.#plains.read(hash) !== undefined;
    } catch {
      return false;
    }
  }
}
