/**
 * A version's chunk list, as content of its own: a tree of protobuf nodes addressed by hash like any chunk. Level 0
 * lists chunks, a higher level lists nodes; every node but the last of its level is full, so that equal files have
 * equal manifests. An empty file is one node without entries (zero bytes).
 */
import { decodeBounded } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { type Basis, encodeChunk } from './codec.ts';
import { sha256 } from './hash.ts';
import type { ChunkRef, StoredChunk } from './store.ts';

/** Most entries of one node: about 570 KB encoded. */
export const MAX_NODE_ENTRIES = 16_384;
/** Highest level. With full nodes, level 2 already spans more than MAX_FILE_CHUNKS. */
const MAX_LEVEL = 4;
/** Most chunks of one file (4 TiB on average): what a hostile manifest can make a reader do ends here. */
export const MAX_FILE_CHUNKS = 16 * 1024 * 1024;

/** Hashes do not compress, so a list of few is kept as it is. */
const FEW_ENTRIES = 4;

export interface BuiltManifest {
  readonly root: Hash;
  /** Every node, the root last. */
  readonly nodes: readonly StoredChunk[];
}

/** The node at this place of the previous version's manifest, for the new one to be a delta on. */
export type NodeBasis = (level: number, index: number) => Basis | undefined;

/** The manifest of a file of these chunks. A node that lists mostly what its predecessor lists is a delta on it. */
export function buildManifest(refs: readonly ChunkRef[], basis?: NodeBasis): BuiltManifest {
  if (refs.length > MAX_FILE_CHUNKS)
    throw new CairnError('usage', said`The file is larger than Cairn can track`);
  const nodes: StoredChunk[] = [];
  let entries = refs;
  for (let level = 0; ; level++) {
    const above: ChunkRef[] = [];
    for (let at = 0; at === 0 || at < entries.length; at += MAX_NODE_ENTRIES) {
      const slice = entries.slice(at, at + MAX_NODE_ENTRIES);
      const node = encodeNode(level, slice, basis?.(level, at / MAX_NODE_ENTRIES));
      nodes.push(node);
      above.push({ hash: node.hash, size: slice.reduce((sum, entry) => sum + entry.size, 0) });
    }
    if (above.length === 1) return { root: above[0]!.hash, nodes };
    entries = above;
  }
}

function encodeNode(level: number, entries: readonly ChunkRef[], basis: Basis | undefined): StoredChunk {
  const hashes = Buffer.from(entries.map((entry) => entry.hash).join(''), 'hex');
  const sizes = entries.map((entry) => entry.size);
  const plain = cairn.v1.Manifest.encode({ level, hashes, sizes }).finish();
  const hash = sha256(plain);
  if (entries.length <= FEW_ENTRIES) return { hash, codec: 'raw', size: plain.length, data: plain };
  return encodeChunk(hash, plain, basis);
}

export interface ManifestNode {
  readonly level: number;
  readonly entries: readonly ChunkRef[];
  /** Plain bytes of the file part below. */
  readonly size: number;
}

const malformed = (hash: Hash, problem: string, cause?: unknown): CairnError =>
  new CairnError('integrity', `Manifest ${hash}: ${problem}`, { hash, problem }, cause);

/**
 * Decodes one node from its verified plain bytes.
 * @throws {CairnError} `integrity` where it breaks a bound of the format.
 */
export function decodeNode(hash: Hash, plain: Uint8Array): ManifestNode {
  let message: cairn.v1.IManifest;
  try {
    message = decodeBounded(cairn.v1.Manifest, plain, MAX_NODE_ENTRIES + 16);
  } catch (error) {
    throw malformed(hash, 'not a manifest', error);
  }
  const level = message.level ?? 0;
  const hashes = Buffer.from(message.hashes ?? []);
  const sizes = message.sizes ?? [];
  if (level > MAX_LEVEL) throw malformed(hash, 'too deep');
  if (sizes.length > MAX_NODE_ENTRIES || hashes.length !== sizes.length * 32)
    throw malformed(hash, 'entries do not add up');
  if (level > 0 && sizes.length === 0) throw malformed(hash, 'an inner node without entries');
  const most = level === 0 ? MAX_CHUNK_BYTES : Number.MAX_SAFE_INTEGER;
  let size = 0;
  const entries = sizes.map((entry, index) => {
    if (!Number.isSafeInteger(entry) || entry < 1 || entry > most)
      throw malformed(hash, 'an entry has an impossible size');
    size += entry;
    return { hash: hashes.toString('hex', index * 32, index * 32 + 32), size: entry };
  });
  if (!Number.isSafeInteger(size)) throw malformed(hash, 'impossible size');
  return { level, entries, size };
}
