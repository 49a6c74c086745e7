/** Plain bytes of chunks that may stand on others. Everything handed out or used as a dictionary has been verified. */
import { MAX_DELTA_DEPTH } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { baseOf, decodeChunk, dictionaryOf } from './codec.ts';
import type { ChunkSource, StoredChunk } from './store.ts';

/** Neighbouring chunks stand on the same bases: this much of what was decoded last is kept, in bytes. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** Keeps what was decoded. */
export interface Plains {
  get(hash: Hash): Buffer | undefined;
  set(hash: Hash, plain: Buffer): void;
  /** Where the next is decoded into; where this is left out, memory of its own. */
  room?(size: number): Buffer;
  /** Nobody needs any more what was handed out before. */
  done?(): void;
}

/** Recently decoded chunks, the oldest dropped first. */
export class PlainCache implements Plains {
  readonly #limit: number;
  readonly #plains = new Map<Hash, Buffer>();
  #bytes = 0;

  /** @param limit bytes. */
  constructor(limit = CACHE_BYTES) {
    this.#limit = limit;
  }

  get(hash: Hash): Buffer | undefined {
    const found = this.#plains.get(hash);
    if (!found) return undefined;
    this.#plains.delete(hash);
    this.#plains.set(hash, found);
    return found;
  }

  set(hash: Hash, plain: Buffer): void {
    if (this.#plains.has(hash)) return;
    this.#plains.set(hash, plain);
    this.#bytes += plain.length;
    for (const [oldest, dropped] of this.#plains) {
      if (this.#bytes <= this.#limit) break;
      this.#plains.delete(oldest);
      this.#bytes -= dropped.length;
    }
  }
}

/**
 * Yields the chunk it wants next and is handed its stored form, or undefined where there is none. Ends with the
 * verified bytes, or undefined where `hash` itself is not there.
 * @throws {CairnError} `content-missing` (details: hash) where a base is not there; `integrity`.
 */
export function* resolvePlain(
  hash: Hash,
  cache: Plains,
  depth = 0,
): Generator<Hash, Buffer | undefined, StoredChunk | undefined> {
  const known = cache.get(hash);
  if (known) return known;
  const stored = yield hash;
  if (!stored) return undefined;
  let dictionary: Buffer | undefined;
  if (stored.codec === 'delta') {
    if (depth >= MAX_DELTA_DEPTH) throw tooDeep(hash);
    const plains: Buffer[] = [];
    for (const base of baseOf(stored).chunks) {
      const plain = yield* resolvePlain(base, cache, depth + 1);
      if (!plain) throw missingBase(base, hash);
      plains.push(plain);
    }
    dictionary = dictionaryOf(stored, plains);
  }
  const plain = decodeChunk(stored, dictionary, cache);
  cache.set(hash, plain);
  return plain;
}

const tooDeep = (hash: Hash): CairnError =>
  new CairnError('integrity', `Chunk ${hash}: stands on more deltas than the format allows`, { hash });

const missingBase = (base: Hash, hash: Hash): CairnError =>
  new CairnError('content-missing', `Chunk ${base}, on which ${hash} stands, is not here`, { hash: base });

/** Reads plain bytes from a store, remembering the last ones. */
export class PlainReader {
  readonly #source: ChunkSource;
  readonly #cache: Plains;

  constructor(source: ChunkSource, cache: Plains = new PlainCache()) {
    this.#source = source;
    this.#cache = cache;
  }

  /** Undefined where there is no such chunk. @throws {CairnError} `content-missing` (a base), `integrity` */
  read(hash: Hash): Buffer | undefined {
    const walk = resolvePlain(hash, this.#cache);
    let step = walk.next();
    while (!step.done) step = walk.next(this.#source.get(step.value));
    return step.value;
  }

  /** What was read before is not needed any more: what is read next may lie in its place. */
  done(): void {
    this.#cache.done?.();
  }
}

/** {@link PlainReader.read} over a store that answers asynchronously. */
export async function readPlain(
  hash: Hash,
  get: (hash: Hash) => Promise<StoredChunk | undefined>,
  cache = new PlainCache(),
): Promise<Buffer | undefined> {
  const walk = resolvePlain(hash, cache);
  let step = walk.next();
  while (!step.done) step = walk.next(await get(step.value));
  return step.value;
}
