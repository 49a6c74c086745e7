/**
 * The studio's chunks in an S3-compatible storage: objects of many frames, written once, never changed, under names that the studio
 * chooses. Where each chunk lies in them is in the metadata, so any number of processes may use one bucket.
 */
import { v7 as uuid } from 'uuid';
import { bufferOf } from '../../../engine/content/bytes.ts';
import { frameHead, parseFrame } from '../../../engine/content/frame.ts';
import type { ChunkInfo, StoredChunk } from '../../../engine/content/store.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import { batches, type Db, type Metadata } from '../../metadata/metadata.ts';
import type { ChunkStore, ListedChunk } from '../store.ts';
import { Bucket } from './bucket.ts';
import { claimPrefix } from './claim.ts';
import { Compaction } from './compact.ts';
import {
  type Arrival,
  dependentsOf,
  enter,
  findPlaces,
  type Placed,
  pagesOfPlaces,
  plan,
  remove,
} from './index.ts';
import { objectKey, requireHash, requireProject } from './names.ts';
import { OBJECT_BYTES, runsOf } from './runs.ts';
import type { S3Settings } from './settings.ts';

/** Read at once, in bytes. */
const RUN_BYTES = 2 * 1024 * 1024;
/** What lies between two chunks is read along up to so many bytes: less than a request costs. */
const GAP_BYTES = 128 * 1024;
/** Requests under way before their turn: in memory that is as many times what is read at once. */
const AHEAD = 4;
const NOTHING = new Uint8Array();
/** Chunks looked up at a time while they go out. */
const WINDOW = 400;

export class S3Store implements ChunkStore {
  readonly bucket: Bucket;
  readonly settings: S3Settings;
  readonly #metadata: Metadata;
  readonly #now: () => number;

  private constructor(settings: S3Settings, metadata: Metadata, now: () => number) {
    this.bucket = new Bucket(settings);
    this.settings = settings;
    this.#metadata = metadata;
    this.#now = now;
  }

  /** @throws {StudioError} where the storage does not answer, or the place in the bucket is another studio's. */
  static async open(
    settings: S3Settings,
    metadata: Metadata,
    now: () => number = Date.now,
  ): Promise<S3Store> {
    const store = new S3Store(settings, metadata, now);
    try {
      await claimPrefix(store.bucket, settings.prefix, metadata);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async put(projectId: Id, chunks: readonly StoredChunk[]): Promise<void> {
    await this.#add(projectId, chunks, false);
  }

  async makeWhole(projectId: Id, chunk: StoredChunk): Promise<void> {
    await this.#add(projectId, [chunk], true);
  }

  /** Objects first, then one transaction: what a crash leaves between are objects that no row knows. */
  async #add(projectId: Id, chunks: readonly StoredChunk[], replace: boolean): Promise<void> {
    requireProject(projectId);
    for (const { hash } of chunks) requireHash(hash);
    const wanted = await plan(this.#metadata.db, projectId, chunks, replace);
    if (wanted.size === 0) return;
    const packs = packed([...wanted.values()].map(({ chunk }) => chunk));
    for (const { id, frames } of packs) await this.bucket.put(this.key(projectId, id), Buffer.concat(frames));
    const now = this.#now();
    const used = await this.#metadata.transaction(async (tx) => {
      const used = new Set<Id>();
      for (const { id, bytes, arrivals } of packs) {
        await this.#addObject(tx, projectId, id, bytes, now);
        if ((await enter(tx, projectId, id, arrivals, { replace, now })).size > 0) used.add(id);
        else await tx.deleteFrom('pack_object').where('id', '=', id).execute();
      }
      return used;
    });
    // Others stored the same meanwhile.
    for (const { id } of packs) if (!used.has(id)) await this.bucket.delete(this.key(projectId, id));
  }

  async #addObject(tx: Db, projectId: Id, id: Id, bytes: number, now: number): Promise<void> {
    const row = {
      id,
      project_id: projectId,
      state: 'kept',
      bytes,
      live: 0,
      account_id: null,
      declared: null,
    };
    const times = { created_at: now, checked_at: now, checking_until: 0 };
    await tx
      .insertInto('pack_object')
      .values({ ...row, ...times })
      .execute();
  }

  async get(projectId: Id, hash: Hash): Promise<StoredChunk | undefined> {
    this.#require(projectId, hash);
    // It may have moved between the look and the reading; a second look knows where to.
    for (let attempt = 0; attempt < 2; attempt++) {
      const place = (await findPlaces(this.#metadata.db, projectId, [hash])).get(hash);
      if (!place) return undefined;
      const bytes = await this.#read(projectId, place);
      const chunk = bytes && parseFrame(bytes, hash);
      if (chunk) return chunk;
    }
    return undefined;
  }

  async has(projectId: Id, hash: Hash): Promise<boolean> {
    this.#require(projectId, hash);
    return (await findPlaces(this.#metadata.db, projectId, [hash])).has(hash);
  }

  info(projectId: Id, hashes: readonly Hash[], within?: Db): Promise<Map<Hash, ChunkInfo>> {
    return this.places(projectId, hashes, within);
  }

  async places(
    projectId: Id,
    hashes: readonly Hash[],
    within: Db = this.#metadata.db,
  ): Promise<Map<Hash, Placed>> {
    requireProject(projectId);
    for (const hash of hashes) requireHash(hash);
    return findPlaces(within, projectId, hashes);
  }

  async *frames(
    projectId: Id,
    hashes: readonly Hash[],
    known?: ReadonlyMap<Hash, ChunkInfo | Placed>,
    take?: (bytes: number) => Buffer,
  ): AsyncGenerator<Uint8Array | Hash, void, undefined> {
    for (const window of batches(hashes, WINDOW)) {
      const places = known ? placesOf(known, window) : await this.places(projectId, window);
      const asked: Promise<(Uint8Array | Hash)[]>[] = [];
      try {
        for (const run of runsOf(window, places, RUN_BYTES, GAP_BYTES)) {
          const next = this.#run(projectId, run, take);
          // Awaited in its turn; until then a failure must not count as unhandled.
          next.catch(() => {});
          asked.push(next);
          if (asked.length > AHEAD) yield* await asked.shift()!;
        }
        for (const next of asked) yield* await next;
      } finally {
        // Whoever gave the memory may give it to somebody else once this has ended.
        await Promise.allSettled(asked);
      }
    }
  }

  async #run(
    projectId: Id,
    run: Hash | readonly Placed[],
    take?: (bytes: number) => Buffer,
  ): Promise<(Uint8Array | Hash)[]> {
    if (typeof run === 'string') return [run];
    const first = run[0]!;
    const last = run.at(-1)!;
    const length = last.start + last.length - first.start;
    const bytes = await this.#read(projectId, { ...first, length }, take?.(length));
    const frameOf = ({ start, length: own }: Placed): Uint8Array =>
      (bytes ?? NOTHING).subarray(start - first.start, start - first.start + own);
    if (run.every((place) => parseFrame(frameOf(place), place.hash) !== undefined)) {
      const own = run.reduce((sum, place) => sum + place.length, 0);
      return [bytes && own === length ? bytes : Buffer.concat(run.map(frameOf))];
    }
    // Moved meanwhile, or damaged.
    return Promise.all(
      run.map(async ({ hash }) => {
        const chunk = await this.get(projectId, hash);
        return chunk ? Buffer.concat([frameHead(chunk), chunk.data]) : hash;
      }),
    );
  }

  async dependents(projectId: Id, hash: Hash): Promise<Hash[]> {
    this.#require(projectId, hash);
    return dependentsOf(this.#metadata.db, projectId, hash);
  }

  async delete(projectId: Id, hash: Hash, within?: Db): Promise<boolean> {
    this.#require(projectId, hash);
    if (within) return remove(within, projectId, hash);
    return this.#metadata.transaction((tx) => remove(tx, projectId, hash));
  }

  async *list(projectId: Id): AsyncGenerator<ListedChunk, void, undefined> {
    requireProject(projectId);
    for await (const page of pagesOfPlaces(this.#metadata.db, projectId))
      for (const { hash, addedAt, length } of page) yield { hash, modifiedAt: addedAt, bytes: length };
  }

  async projects(): Promise<readonly Id[]> {
    const rows = await this.#metadata.db.selectFrom('pack_object').select('project_id').distinct().execute();
    return rows.map((row) => row.project_id);
  }

  compact(projectId: Id): Promise<number> {
    return new Compaction(this.bucket, this.settings.prefix, this.#metadata, this.#now).run(projectId);
  }

  async ping(): Promise<void> {
    await this.bucket.put(`${this.settings.prefix}/ping`, Buffer.alloc(0));
  }

  close(): Promise<void> {
    return this.bucket.close();
  }

  key(projectId: Id, object: Id): string {
    return objectKey(this.settings.prefix, projectId, object);
  }

  #read(projectId: Id, { object, start, length }: Placed, into?: Buffer): Promise<Buffer | undefined> {
    return this.bucket.get(this.key(projectId, object), { offset: start, length, ...(into && { into }) });
  }

  #require(projectId: Id, hash: Hash): void {
    requireProject(projectId);
    requireHash(hash);
  }
}

/** Where these chunks are: what this store says of a chunk has its place with it. */
export function placesOf(
  info: ReadonlyMap<Hash, ChunkInfo | Placed>,
  hashes: readonly Hash[],
): ReadonlyMap<Hash, Placed> {
  const places = new Map<Hash, Placed>();
  for (const hash of hashes) {
    const one = info.get(hash);
    if (one && 'object' in one) places.set(hash, one);
  }
  return places;
}

interface Pack {
  readonly id: Id;
  readonly frames: Buffer[];
  readonly arrivals: Arrival[];
  bytes: number;
}

/** Chunks as objects, in their order. */
function packed(chunks: readonly StoredChunk[]): Pack[] {
  const packs: Pack[] = [];
  for (const chunk of chunks) {
    const head = frameHead(chunk);
    const length = head.length + chunk.data.length;
    let pack = packs.at(-1);
    if (!pack || pack.bytes + length > OBJECT_BYTES) {
      pack = { id: uuid(), frames: [], arrivals: [], bytes: 0 };
      packs.push(pack);
    }
    const { hash, codec, size, base } = chunk;
    pack.arrivals.push({ hash, codec, size, base, start: pack.bytes, length });
    pack.frames.push(head, bufferOf(chunk.data));
    pack.bytes += length;
  }
  return packs;
}
