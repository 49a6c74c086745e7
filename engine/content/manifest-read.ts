/** Walking a manifest tree. Whoever asks knows the version's size from its checkpoint; the tree must add up to it. */
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { decodeNode, MAX_FILE_CHUNKS, type ManifestNode } from './manifest.ts';
import { PlainCache, PlainReader, resolvePlain } from './plain.ts';
import type { ChunkRef, ChunkSource, StoredChunk } from './store.ts';

const mismatch = (hash: Hash, problem: string): CairnError =>
  new CairnError('integrity', `Manifest ${hash}: ${problem}`, { hash, problem });

/** Levels fall by one from parent to child, so a walk ends, whatever the nodes say. */
function checkChild(hash: Hash, node: ManifestNode, size: number, level: number | undefined): void {
  if (level !== undefined && node.level !== level)
    throw mismatch(hash, 'a node is not on the level below its parent');
  if (node.size !== size) throw mismatch(hash, 'sizes do not add up');
}

/**
 * The chunks of a version in file order, lazily: memory is that of a few nodes, however large the file.
 * @param size plain bytes of the whole version.
 * @param mostChunks a version of more is refused.
 * @throws {CairnError} `content-missing` (details: hash) where a node is not in `source`; `integrity`.
 */
export function* chunkRefs(
  root: Hash,
  size: number,
  source: ChunkSource,
  mostChunks = MAX_FILE_CHUNKS,
): Generator<ChunkRef, void> {
  yield* refsBelow({ hash: root, size }, undefined, new PlainReader(source), { left: mostChunks });
}

function* refsBelow(
  ref: ChunkRef,
  level: number | undefined,
  source: PlainReader,
  budget: { left: number },
): Generator<ChunkRef, void> {
  const plain = source.read(ref.hash);
  if (!plain) {
    throw new CairnError('content-missing', `Manifest ${ref.hash} is not here`, { hash: ref.hash });
  }
  const node = decodeNode(ref.hash, plain);
  checkChild(ref.hash, node, ref.size, level);
  if (node.level > 0) {
    for (const entry of node.entries) yield* refsBelow(entry, node.level - 1, source, budget);
    return;
  }
  budget.left -= node.entries.length;
  if (budget.left < 0) throw mismatch(ref.hash, 'more chunks than a file can have');
  yield* node.entries;
}

/** {@link chunkRefs} as an array: for files of ordinary size. */
export const readManifest = (root: Hash, size: number, source: ChunkSource): ChunkRef[] => [
  ...chunkRefs(root, size, source),
];

/** Everything a version consists of, each hash once. */
export interface ManifestHashes {
  /** Nodes that were read, the root first. */
  readonly nodes: readonly Hash[];
  /** Chunks and their plain sizes. */
  readonly chunks: ReadonlyMap<Hash, number>;
  /** Nodes that could not be had: what is below them is not in `chunks`. Fetch these and ask again. */
  readonly missing: readonly Hash[];
}

/**
 * The hashes a version needs. Each distinct node is read once, so the cost is bounded by the bytes that really are
 * stored, whatever size a manifest pretends to have.
 * @throws {CairnError} `integrity`.
 */
export function manifestHashes(root: Hash, size: number, source: ChunkSource): ManifestHashes {
  const walk = collect(root, size);
  let step = walk.next();
  while (!step.done) step = walk.next(source.get(step.value));
  return step.value;
}

/** {@link manifestHashes} over a store that answers asynchronously. */
export async function manifestHashesAsync(
  root: Hash,
  size: number,
  get: (hash: Hash) => Promise<StoredChunk | undefined>,
): Promise<ManifestHashes> {
  const walk = collect(root, size);
  let step = walk.next();
  while (!step.done) step = walk.next(await get(step.value));
  return step.value;
}

/** Yields the node it wants next and is handed the stored chunk, or undefined where there is none. */
function* collect(root: Hash, size: number): Generator<Hash, ManifestHashes, StoredChunk | undefined> {
  const seen = new Map<Hash, { size: number; level: number | undefined }>();
  const nodes: Hash[] = [];
  const missing: Hash[] = [];
  const chunks = new Map<Hash, number>();
  const cache = new PlainCache();
  const queue: { ref: ChunkRef; level: number | undefined }[] = [
    { ref: { hash: root, size }, level: undefined },
  ];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { ref, level } = next;
    const before = seen.get(ref.hash);
    if (before) {
      if (before.size !== ref.size || before.level !== level)
        throw mismatch(ref.hash, 'one node in two places that differ');
      continue;
    }
    seen.set(ref.hash, { size: ref.size, level });
    const plain = yield* orMissing(ref.hash, cache, missing);
    if (!plain) continue;
    const node = decodeNode(ref.hash, plain);
    checkChild(ref.hash, node, ref.size, level);
    nodes.push(ref.hash);
    if (node.level > 0) for (const entry of node.entries) queue.push({ ref: entry, level: node.level - 1 });
    else addChunks(chunks, node.entries);
  }
  return { nodes, chunks, missing };
}

/** A node's bytes; where it, or a base it stands on, is not there, that one is noted. */
function* orMissing(
  hash: Hash,
  cache: PlainCache,
  missing: Hash[],
): Generator<Hash, Buffer | undefined, StoredChunk | undefined> {
  try {
    const plain = yield* resolvePlain(hash, cache);
    if (!plain) missing.push(hash);
    return plain;
  } catch (error) {
    if (!CairnError.is(error, 'content-missing')) throw error;
    missing.push(String(error.details.hash));
    return undefined;
  }
}

function addChunks(chunks: Map<Hash, number>, entries: readonly ChunkRef[]): void {
  for (const { hash, size } of entries) {
    if ((chunks.get(hash) ?? size) !== size) throw mismatch(hash, 'one chunk with two sizes');
    chunks.set(hash, size);
  }
}
