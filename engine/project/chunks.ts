/** Chunks in the project file: small ones in their rows, larger ones in packs beside it. Either form is read, row by row. */
import { MAX_DELTA_DEPTH } from '../../proto/limits.ts';
import { baseOf, encodeChunk } from '../content/codec.ts';
import { encodeBase, frameHead, parseFrame } from '../content/frame.ts';
import { type FramePlace, outgoingFrames } from '../content/outgoing.ts';
import { PlainReader } from '../content/plain.ts';
import {
  type ChunkCatalogue,
  type ChunkInfo,
  type ChunkLocation,
  type ChunkLocator,
  type ChunkSink,
  type ChunkSource,
  CODECS,
  type StoredChunk,
} from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { hashToBytes } from '../domain/wire.ts';
import { Beside } from './beside.ts';
import { baseMissing, chunkLost, tooDeep } from './chunk-errors.ts';
import { describe, placeOf, rowsAmong, type Stored } from './chunk-row.ts';
import type { Db } from './db.ts';
import { Landing } from './landing.ts';
import { type PackPlace, Packs } from './packs.ts';
import { storedBase } from './stored.ts';

/** Stored bytes up to which a chunk lies in its row: above, pages of 16 KiB fill badly (bench/store). */
export const INLINE_BYTES = 2 * 1024;

const NO_BYTES = Buffer.alloc(0);

const INSERT = `INSERT INTO chunk (codec, size, data, pack, offset, length, base, depth, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** As the other one, but what is there stays: a look at the index less. */
const INSERT_NEW = `${INSERT} ON CONFLICT (hash) DO NOTHING`;
const UPDATE = `UPDATE chunk SET codec = ?, size = ?, data = ?, pack = ?, offset = ?, length = ?, base = ?, depth = ?
  WHERE hash = ?`;

export class Chunks implements ChunkSink, ChunkSource, ChunkLocator, ChunkCatalogue {
  readonly packs: Packs;
  readonly #db: Db;
  readonly #inlineBytes: number;
  /** Chunks that are to be had anew. */
  readonly #distrusted = new Set<Hash>();
  /** Those of them that this batch has replaced. */
  readonly #replaced: Hash[] = [];
  #inBatch = false;

  /** @param inlineBytes stored bytes up to which a chunk lies in its row. */
  constructor(db: Db, inlineBytes = INLINE_BYTES) {
    this.#db = db;
    this.packs = new Packs(db);
    this.#inlineBytes = inlineBytes;
  }

  has(hash: Hash): boolean {
    return !this.#distrusted.has(hash) && this.#isRow(hash);
  }

  among(hashes: readonly Hash[]): Set<Hash> {
    return rowsAmong(
      this.#db,
      hashes.filter((hash) => !this.#distrusted.has(hash)),
    );
  }

  /** @throws {CairnError} `content-missing` where its pack is gone, `integrity` where something else is in its place. */
  get(hash: Hash): StoredChunk | undefined {
    let before: PackPlace | undefined;
    for (;;) {
      const stored = this.#row(hash);
      const place = stored && placeOf(stored);
      if (!stored) return undefined;
      if (!place) return { ...describe(hash, stored), data: stored.data };
      const bytes = this.packs.read(place);
      const chunk = bytes && parseFrame(bytes, hash);
      if (chunk && chunk.size === stored.size && chunk.codec === CODECS[stored.codec]) return chunk;
      // Garbage collection elsewhere may have moved it between the two looks.
      if (before?.pack === place.pack && before.offset === place.offset)
        throw chunkLost(hash, { file: this.packs.file(place.pack), ...place }, bytes);
      before = place;
    }
  }

  /**
   * Frames as they are sent, as {@link outgoingFrames} gives them.
   * @throws as {@link get} does, while they are read.
   */
  frames(hashes: Iterable<Hash>): AsyncGenerator<Uint8Array | Hash, void, undefined> {
    const fetch = async (hash: Hash) => {
      const chunk = this.get(hash);
      return chunk && [frameHead(chunk), chunk.data];
    };
    return outgoingFrames({ ...this.packs.sending, place: (hash) => this.#framePlace(hash), fetch }, hashes);
  }

  #framePlace(hash: Hash): FramePlace | undefined {
    const stored = this.#row(hash);
    const place = stored && placeOf(stored);
    if (!stored) return undefined;
    if (!place) {
      const chunk = { ...describe(hash, stored), data: stored.data };
      return [frameHead(chunk), chunk.data];
    }
    this.packs.makeReadable(place);
    return { file: this.packs.file(place.pack), offset: place.offset, length: place.length };
  }

  locate(hash: Hash): ChunkLocation | undefined {
    const stored = this.#row(hash);
    if (!stored) return undefined;
    const place = placeOf(stored);
    const { depth } = stored;
    if (!place) return { ...describe(hash, stored), depth, place: stored.data };
    this.packs.makeReadable(place);
    const { pack, offset, length } = place;
    return { ...describe(hash, stored), depth, place: { file: this.packs.file(pack), offset, length } };
  }

  info(hash: Hash): ChunkInfo | undefined {
    if (this.#distrusted.has(hash)) return undefined;
    const sql = 'SELECT size, codec, depth, base FROM chunk WHERE hash = ?';
    const row = this.#db.get<Omit<Stored, 'data'>>(sql, hashToBytes(hash));
    if (!row) return undefined;
    const { size, depth, base } = row;
    return { size, depth, codec: CODECS[row.codec] ?? 'raw', ...(base && { base: storedBase(hash, base) }) };
  }

  /** Outside of a batch it is a durable unit of its own. */
  put(chunk: StoredChunk): void {
    if (!this.#inBatch) {
      this.batch(() => this.put(chunk));
      return;
    }
    const trusted = !this.#distrusted.has(chunk.hash);
    // What goes to a pack, or must be found to stand on something, is looked up first.
    if (trusted && chunk.codec !== 'delta' && this.isSmall(chunk)) this.#write(chunk, INSERT_NEW);
    else if (!this.#isRow(chunk.hash)) this.#write(chunk, INSERT);
    else if (!trusted) this.#replace(chunk);
  }

  /** As {@link put}, in a batch, of a chunk whose frame is in a pack already, durably. */
  putAt(chunk: StoredChunk, place: PackPlace): void {
    // A delta must be found to stand on something, and what is to be had anew replaces its row.
    if (chunk.codec !== 'delta' && !this.#distrusted.has(chunk.hash)) this.#write(chunk, INSERT_NEW, place);
    else if (this.#isRow(chunk.hash)) this.put(chunk);
    else this.#write(chunk, INSERT, place);
  }

  /**
   * From now on these are as if they were not here, and are replaced by what is put. Nothing of theirs is lost before
   * that; and all that stands on one of them must be among them.
   */
  distrust(hashes: Iterable<Hash>): void {
    for (const hash of hashes) this.#distrusted.add(hash);
  }

  /** Ends that. @returns those that were not replaced. */
  trust(): ReadonlySet<Hash> {
    const rest = new Set(this.#distrusted);
    this.#distrusted.clear();
    return rest;
  }

  /** Keeps a delta's plain bytes instead of it. What stands on it stays as it is. */
  storeWhole(hash: Hash): void {
    const plain = new PlainReader(this).read(hash);
    if (plain) this.batch(() => this.#write(encodeChunk(hash, plain), UPDATE));
  }

  /**
   * Durable when it returns, or, inside a transaction, when that is. In a transaction its frames are flushed before
   * it returns, so they come first in any case.
   */
  batch<T>(work: () => T): T {
    if (this.#inBatch) return this.#inner(work);
    this.#inBatch = true;
    try {
      const result = this.#db.transaction(() => {
        const made = work();
        this.packs.flush();
        return made;
      });
      this.packs.finish();
      return result;
    } catch (error) {
      this.packs.abandon();
      this.#undoFrom(0);
      throw error;
    } finally {
      this.#replaced.length = 0;
      this.#inBatch = false;
    }
  }

  /** Bytes a chunk takes here, encoded; 0 where it is not here. */
  storedSize(hash: Hash): number {
    const sql = 'SELECT length(data) + length FROM chunk WHERE hash = ?';
    return this.#db.value<number>(sql, hashToBytes(hash)) ?? 0;
  }

  /** Up to `limit` hashes after row `after`, to walk all chunks in bounded memory. */
  page(after: number, limit: number): { id: number; hash: Hash; stored: number }[] {
    const sql =
      'SELECT id, hash, length(data) + length AS stored FROM chunk WHERE id > ? ORDER BY id LIMIT ?';
    const rows = this.#db.all<{ id: number; hash: Buffer; stored: number }>(sql, after, limit);
    return rows.map((row) => ({ ...row, hash: row.hash.toString('hex') }));
  }

  /** Whether it is kept in its row. */
  isSmall(chunk: StoredChunk): boolean {
    return chunk.data.length <= this.#inlineBytes;
  }

  /** For much at once. To be closed by its owner. */
  beside(): Beside {
    return new Beside(this, new Landing(this.#db, this.packs));
  }

  close(): void {
    this.packs.close();
  }

  /** A batch in a batch: undone alone where it fails. */
  #inner<T>(work: () => T): T {
    const began = this.packs.isAppending;
    const replaced = this.#replaced.length;
    try {
      const result = this.#db.transaction(work);
      this.packs.write();
      return result;
    } catch (error) {
      // A pack that was begun in it lost its row with it.
      if (!began) this.packs.abandon();
      this.#undoFrom(replaced);
      throw error;
    }
  }

  #undoFrom(index: number): void {
    for (const hash of this.#replaced.splice(index)) this.#distrusted.add(hash);
  }

  #isRow(hash: Hash): boolean {
    return this.#db.value('SELECT 1 FROM chunk WHERE hash = ?', hashToBytes(hash)) !== undefined;
  }

  #row(hash: Hash): Stored | undefined {
    if (this.#distrusted.has(hash)) return undefined;
    const sql = 'SELECT codec, size, data, pack, offset, length, base, depth FROM chunk WHERE hash = ?';
    return this.#db.get<Stored>(sql, hashToBytes(hash));
  }

  /** In place of a delta its bytes are kept whole, so that what stands on it does not come to stand deeper. */
  #replace(chunk: StoredChunk): void {
    let whole = chunk;
    if (chunk.codec === 'delta') {
      const plain = new PlainReader({ get: (hash) => (hash === chunk.hash ? chunk : this.get(hash)) });
      whole = encodeChunk(chunk.hash, plain.read(chunk.hash) ?? NO_BYTES);
    }
    this.#write(whole, UPDATE);
    if (this.#distrusted.delete(chunk.hash)) this.#replaced.push(chunk.hash);
  }

  #write(chunk: StoredChunk, sql: string, at?: PackPlace): void {
    const { base, depth } = this.#standing(chunk);
    const inline = !at && this.isSmall(chunk);
    const place = inline ? undefined : (at ?? this.packs.add(chunk));
    this.#db.run(
      sql,
      CODECS.indexOf(chunk.codec),
      chunk.size,
      inline ? chunk.data : NO_BYTES,
      place?.pack ?? null,
      place?.offset ?? 0,
      place?.length ?? 0,
      base,
      depth,
      hashToBytes(chunk.hash),
    );
  }

  /** What a chunk stands on, for its row. */
  #standing(chunk: StoredChunk): { base: Uint8Array | null; depth: number } {
    if (chunk.codec !== 'delta') return { base: null, depth: 0 };
    const base = baseOf(chunk);
    const sql = 'SELECT depth FROM chunk WHERE hash = ?';
    let depth = 0;
    for (const hash of base.chunks) {
      const below = this.#distrusted.has(hash) ? undefined : this.#db.value<number>(sql, hashToBytes(hash));
      if (below === undefined) throw baseMissing(chunk.hash, hash);
      depth = Math.max(depth, below + 1);
    }
    if (depth > MAX_DELTA_DEPTH) throw tooDeep(chunk.hash, depth);
    return { base: encodeBase(base), depth };
  }
}
