/** The chunks a checkpoint's content is made of, read from its manifest. Immutable, so what was read is cached. */
import { manifestHashesAsync } from '../../engine/content/manifest-read.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { batches } from '../metadata/metadata.ts';
import { chunksOfFrames } from './frames.ts';
import type { ChunkStore } from './store.ts';

/** Entries of manifests kept decoded, over all checkpoints. */
const CACHED_ENTRIES = 400_000;
/** Manifests read together. */
const TOGETHER = 1_000;
/** Bytes of frames of these. */
const MOST_WARMED = 32 * 1024 * 1024;

/** Plain size of each chunk by hash; of a manifest node, undefined. */
export type Content = ReadonlyMap<Hash, number | undefined>;

/** Why a manifest does not do: a node is not on the studio, or it breaks the format. */
export class ManifestError extends Error {
  readonly code: 'content-missing' | 'bad-row';
  /** Nodes that are missing or damaged. */
  readonly nodes: readonly Hash[];

  constructor(code: 'content-missing' | 'bad-row', message: string, nodes: readonly Hash[], cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.nodes = nodes;
  }
}

const isIntegrity = (error: unknown): error is Error =>
  error instanceof Error && (error as { code?: unknown }).code === 'integrity';

const nodesOf = ({ details }: Error & { details?: { hash?: unknown } }): Hash[] =>
  typeof details?.hash === 'string' ? [details.hash] : [];

const keyOf = (projectId: Id, root: Hash, size: number): string => `${projectId}/${root}/${size}`;

function unlessManifest(error: unknown): undefined {
  if (!(error instanceof ManifestError)) throw error;
}

export class Manifests {
  readonly #store: ChunkStore;
  readonly #cache = new Map<string, Content>();
  #cached = 0;

  constructor(store: ChunkStore) {
    this.#store = store;
  }

  /**
   * Nodes and chunks of a version of `size` plain bytes whose manifest is `root`.
   * @throws {ManifestError}
   */
  async read(projectId: Id, root: Hash, size: number): Promise<Content> {
    const key = keyOf(projectId, root, size);
    const hit = this.#cache.get(key);
    if (hit) {
      this.#cache.delete(key);
      this.#cache.set(key, hit);
      return hit;
    }
    const content = await this.#walk(projectId, root, size);
    this.#remember(key, content);
    return content;
  }

  /**
   * Reads those that are not in memory together, as far as they will stay there until they are asked for: a question and a request
   * for each is what takes time where a storage is far.
   */
  async warm(
    projectId: Id,
    wanted: readonly { readonly manifest: Hash; readonly size: number }[],
  ): Promise<void> {
    const cold = new Map<Hash, number>();
    for (const { manifest, size } of wanted)
      if (!this.#cache.has(keyOf(projectId, manifest, size))) cold.set(manifest, size);
    if (cold.size < 2) return;
    let warmed = 0;
    for (const roots of batches([...cold.keys()], TOGETHER)) {
      const nodes = await this.#nodes(projectId, roots);
      const get = async (hash: Hash) => nodes.get(hash) ?? (await this.#store.get(projectId, hash));
      for (const root of nodes.keys()) {
        const size = cold.get(root) ?? 0;
        // What is wrong with one is told to whoever reads it.
        const content = await this.#walk(projectId, root, size, get).catch(unlessManifest);
        if (!content) continue;
        this.#remember(keyOf(projectId, root, size), content);
        warmed += content.size;
        if (warmed > CACHED_ENTRIES / 2) return;
      }
    }
  }

  async #nodes(projectId: Id, hashes: readonly Hash[]): Promise<Map<Hash, StoredChunk>> {
    const found = new Map<Hash, StoredChunk>();
    let bytes = 0;
    for await (const part of this.#store.frames(projectId, hashes)) {
      if (typeof part === 'string') continue;
      // What is left out is read by itself.
      bytes += part.length;
      if (bytes > MOST_WARMED) break;
      // The store uses its memory again.
      for (const chunk of chunksOfFrames(Buffer.from(part))) found.set(chunk.hash, chunk);
    }
    return found;
  }

  async #walk(
    projectId: Id,
    root: Hash,
    size: number,
    get = (hash: Hash) => this.#store.get(projectId, hash),
  ): Promise<Content> {
    try {
      const found = await manifestHashesAsync(root, size, get);
      if (found.missing.length > 0) {
        throw new ManifestError(
          'content-missing',
          'Part of the manifest is not on the studio',
          found.missing,
        );
      }
      const nodes = found.nodes.map((hash) => [hash, undefined] as const);
      return new Map<Hash, number | undefined>([...nodes, ...found.chunks]);
    } catch (error) {
      if (isIntegrity(error)) throw new ManifestError('bad-row', error.message, nodesOf(error), error);
      throw error;
    }
  }

  #remember(key: string, content: Content): void {
    if (this.#cache.has(key)) return;
    this.#cache.set(key, content);
    this.#cached += content.size;
    for (const [oldest, old] of this.#cache) {
      if (this.#cached <= CACHED_ENTRIES || oldest === key) break;
      this.#cache.delete(oldest);
      this.#cached -= old.size;
    }
  }
}
