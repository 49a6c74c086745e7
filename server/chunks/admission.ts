/**
 * Which frames of an upload may be kept if their bytes are right. A delta may stand on what its sender holds here, or
 * has sent before it in the same upload, and on nothing else: it would tell whether the studio has a chunk.
 */
import { baseOf } from '../../engine/content/codec.ts';
import { chunkOfFrame } from '../../engine/content/frame.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { MAX_CHUNK_BYTES, MAX_DELTA_DEPTH, MAX_DICTIONARY_BYTES } from '../../proto/limits.ts';
import type { ChunkLedger } from './ledger.ts';
import type { ChunkStore } from './store.ts';
import { closureOf } from './whole.ts';

/** Plain bytes that deltas of one job may make its thread decode. A delta that needs more by itself is refused. */
const MOST_BASES = 32 * 1024 * 1024;

export interface Refusal {
  /** Place of the frame in the upload. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

interface Admitted {
  readonly index: number;
  readonly chunk: StoredChunk;
  /** How many deltas it stands on. */
  readonly depth: number;
}

/** What can be checked at once. */
export interface Admission {
  readonly admitted: readonly Admitted[];
  /** Stored forms of everything that is stood on. */
  readonly bases: readonly StoredChunk[];
}

const NOTHING: ReadonlyMap<Hash, StoredChunk> = new Map();

export class Admissions {
  readonly refused: Refusal[] = [];
  readonly #ports: { ledger: ChunkLedger; chunks: ChunkStore };
  readonly #projectId: Id;
  readonly #accountId: Id;
  /** Sent in this upload and not stored yet. */
  readonly #pending = new Map<Hash, { chunk: StoredChunk; depth: number }>();
  #index = 0;

  constructor(ports: { ledger: ChunkLedger; chunks: ChunkStore }, projectId: Id, accountId: Id) {
    this.#ports = ports;
    this.#projectId = projectId;
    this.#accountId = accountId;
  }

  refuse(index: number, code: string, message: string): void {
    this.refused.push({ index, code, message });
  }

  /** The chunk is stored, or was refused after all: nothing of this upload needs its bytes. */
  settle(hash: Hash): void {
    this.#pending.delete(hash);
  }

  /** What of these frames, which follow the last ones, is to be checked. */
  async take(frames: readonly cairn.v1.ChunkFrame[]): Promise<Admission[]> {
    const chunks = frames.flatMap((frame) => this.#decoded(frame));
    const wanted = new Set(chunks.flatMap(({ chunk }) => chunk.base?.chunks ?? []));
    const held = wanted.size > 0 ? await this.#bases(wanted) : new Map<Hash, number>();
    const deltas = chunks.flatMap(({ chunk }) => (chunk.codec === 'delta' ? [chunk.hash] : []));
    const bad = await this.#ports.ledger.replaceable(this.#projectId, deltas);
    const jobs: { admitted: Admitted[]; bases: Map<Hash, StoredChunk>; weight: number }[] = [];
    for (const { index, chunk } of chunks) {
      if (this.#pending.has(chunk.hash)) continue;
      if (chunk.codec === 'delta' && bad.has(chunk.hash)) {
        this.refuse(index, 'base-missing', `Chunk ${chunk.hash} is wanted whole: what is here is damaged`);
        continue;
      }
      const depth = this.#depth(index, chunk, held);
      if (depth === undefined) continue;
      const bases = depth > 0 ? await this.#closure(index, chunk) : NOTHING;
      if (!bases) continue;
      const weight = [...bases.values()].reduce((sum, base) => sum + base.size, 0);
      let job = jobs.at(-1);
      if (!job || job.weight + weight > MOST_BASES) {
        job = { admitted: [], bases: new Map(), weight: 0 };
        jobs.push(job);
      }
      job.admitted.push({ index, chunk, depth });
      for (const [hash, base] of bases) if (!job.bases.has(hash)) job.bases.set(hash, base);
      job.weight += weight;
      this.#pending.set(chunk.hash, { chunk, depth });
    }
    return jobs.map(({ admitted, bases }) => ({ admitted, bases: [...bases.values()] }));
  }

  #decoded(frame: cairn.v1.ChunkFrame): { index: number; chunk: StoredChunk }[] {
    const index = this.#index++;
    try {
      return [{ index, chunk: chunkOfFrame(frame) }];
    } catch (error) {
      this.refuse(index, 'bad-message', (error as Error).message);
      return [];
    }
  }

  /** Depths of those the sender may name. */
  async #bases(wanted: ReadonlySet<Hash>): Promise<Map<Hash, number>> {
    const { ledger, chunks } = this.#ports;
    const held = await ledger.bases(this.#projectId, this.#accountId, [...wanted]);
    const info = await chunks.info(this.#projectId, [...held]);
    return new Map([...info].map(([hash, { depth }]) => [hash, depth]));
  }

  #depth(index: number, chunk: StoredChunk, held: ReadonlyMap<Hash, number>): number | undefined {
    if (chunk.codec !== 'delta') return 0;
    let depth = 0;
    for (const base of baseOf(chunk).chunks) {
      const below = this.#pending.get(base)?.depth ?? held.get(base);
      if (below === undefined) {
        this.refuse(index, 'base-missing', `You have not sent chunk ${base}, on which ${chunk.hash} stands`);
        return undefined;
      }
      depth = Math.max(depth, below + 1);
    }
    if (depth <= MAX_DELTA_DEPTH) return depth;
    this.refuse(index, 'delta-too-deep', `Chunk ${chunk.hash} stands on too many deltas`);
    return undefined;
  }

  /** Everything the delta stands on, down to whole chunks. */
  async #closure(index: number, delta: StoredChunk): Promise<ReadonlyMap<Hash, StoredChunk> | undefined> {
    const { found, bytes, missing } = await closureOf(delta, (hash) => this.#stored(hash), MOST_BASES);
    if (missing) {
      this.refuse(index, 'base-missing', `Chunk ${missing}, on which ${delta.hash} stands, is not here`);
      return undefined;
    }
    const direct = baseOf(delta).chunks.reduce((sum, hash) => sum + (found.get(hash)?.size ?? 0), 0);
    // A dictionary reaches into each chunk it is made of.
    if (bytes <= MOST_BASES && direct <= MAX_DICTIONARY_BYTES + 2 * MAX_CHUNK_BYTES) return found;
    this.refuse(index, 'delta-too-deep', `Chunk ${delta.hash} stands on more than it can be read for`);
    return undefined;
  }

  async #stored(hash: Hash): Promise<StoredChunk | undefined> {
    const pending = this.#pending.get(hash)?.chunk;
    return pending ? copied(pending) : this.#ports.chunks.get(this.#projectId, hash);
  }
}

/** Its slab may be used for something else before the job that needs it is done. */
const copied = (chunk: StoredChunk): StoredChunk => ({ ...chunk, data: Buffer.from(chunk.data) });
