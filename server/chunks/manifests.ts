/** The chunks a checkpoint's content is made of, read from its manifest. Immutable, so what was read is cached. */
import { manifestHashesAsync } from '../../engine/content/manifest-read.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import type { ChunkStore } from './store.ts';

/** Entries of manifests kept decoded, over all checkpoints. */
const CACHED_ENTRIES = 400_000;

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
    const key = `${projectId}/${root}/${size}`;
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

  async #walk(projectId: Id, root: Hash, size: number): Promise<Content> {
    try {
      const found = await manifestHashesAsync(root, size, (hash) => this.#store.get(projectId, hash));
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
