/** Deltas in another form: for those who lack what they stand on, and for when that is to go. */
import type { CheckPool } from '../../engine/content/checking/pool.ts';
import { baseOf } from '../../engine/content/codec.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { StudioError } from '../errors.ts';
import type { ChunkStore } from './store.ts';

export interface Closure {
  /** Stored forms of everything a delta stands on, down to whole chunks. */
  readonly found: ReadonlyMap<Hash, StoredChunk>;
  /** Plain bytes of it. */
  readonly bytes: number;
  /** A chunk that is not there. */
  readonly missing: Hash | undefined;
}

/** @param most stops once this many plain bytes have come together. */
export async function closureOf(
  delta: StoredChunk,
  get: (hash: Hash) => Promise<StoredChunk | undefined>,
  most = Number.POSITIVE_INFINITY,
): Promise<Closure> {
  const found = new Map<Hash, StoredChunk>();
  let bytes = 0;
  const open = delta.codec === 'delta' ? [...baseOf(delta).chunks] : [];
  for (let hash = open.pop(); hash !== undefined && bytes <= most; hash = open.pop()) {
    if (found.has(hash)) continue;
    const chunk = await get(hash);
    if (!chunk) return { found, bytes, missing: hash };
    found.set(hash, chunk);
    bytes += chunk.size;
    if (chunk.codec === 'delta') open.push(...baseOf(chunk).chunks);
  }
  return { found, bytes, missing: undefined };
}

/**
 * These chunks as far as they are there, in another form: whole, or as deltas on what `onto` says.
 * @throws {StudioError} integrity where one is damaged, or what it stands on.
 */
export async function wholeChunks(
  { chunks: store, checking }: { chunks: ChunkStore; checking: CheckPool },
  projectId: Id,
  hashes: readonly Hash[],
  onto?: ReadonlyMap<Hash, readonly Hash[]>,
): Promise<Map<Hash, StoredChunk>> {
  const get = (hash: Hash) => store.get(projectId, hash);
  const chunks = (await Promise.all(hashes.map(get))).filter((chunk) => chunk !== undefined);
  const bases = new Map<Hash, StoredChunk>();
  for (const chunk of chunks) {
    const { found } = await closureOf(chunk, async (hash) => bases.get(hash) ?? (await get(hash)));
    for (const [hash, base] of found) bases.set(hash, base);
  }
  const checked = await checking.check({ chunks, bases: [...bases.values()], whole: true, onto });
  const bad = checked.verdicts.find((verdict) => verdict !== undefined);
  if (bad) throw new StudioError('integrity', bad.message);
  return new Map(checked.whole.map((chunk) => [chunk.hash, chunk]));
}
