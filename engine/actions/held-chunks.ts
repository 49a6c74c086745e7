/**
 * Chunks held back until enough came together to be made durable at once. Of a large recording, packs are written and flushed
 * while the next chunks come; only rows keep the thread.
 */
import { copyInto } from '../content/bytes.ts';
import type { ChunkSink, StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { Mutex } from '../mutex.ts';
import type { Beside, Written } from '../project/beside.ts';

const MIB = 1024 * 1024;

/** Bytes. */
interface HeldLimits {
  /** Held in one unit at most: a durable unit costs about as much as writing some megabytes. As much again may be held while it is written. */
  readonly unit: number;
  /** What a unit must have room for: all that may be new in a slab of the pipeline. */
  readonly slab: number;
  /** A unit below this goes to the pack that everybody shares: small recordings must not leave small packs. */
  readonly ownPack: number;
}

const LIMITS: HeldLimits = { unit: 16 * MIB, slab: 5 * MIB, ownPack: 4 * MIB };

/** What is made durable together. */
class Unit {
  readonly chunks = new Map<Hash, StoredChunk>();
  /** What is held lies here, one behind the other: the data handed over is its owner's again after `batch`. */
  #memory: Buffer | undefined;
  bytes = 0;

  add(chunk: StoredChunk, limit: number): void {
    const { length } = chunk.data;
    this.#memory ??= Buffer.allocUnsafeSlow(limit);
    const data = this.#memory.subarray(this.bytes, this.bytes + length);
    copyInto(data, chunk.data);
    this.chunks.set(chunk.hash, { ...chunk, data });
    this.bytes += length;
  }

  clear(): void {
    this.chunks.clear();
    this.bytes = 0;
  }
}

export class HeldChunks implements ChunkSink {
  readonly #sink: ChunkSink;
  readonly #beside: Beside | undefined;
  readonly #limits: HeldLimits;
  readonly #turn = new Mutex();
  #filling = new Unit();
  #spare = new Unit();
  /** What is being made durable. */
  #leaving: Unit | undefined;
  #written: Written | undefined;

  /** @param beside for much at once: then whoever puts awaits {@link room} first. */
  constructor(sink: ChunkSink, beside?: Beside, limits = LIMITS) {
    this.#sink = sink;
    this.#beside = beside;
    this.#limits = limits;
  }

  has(hash: Hash): boolean {
    return this.holds(hash) || this.#sink.has(hash);
  }

  among(hashes: readonly Hash[]): Set<Hash> {
    const here = this.#sink.among(hashes.filter((hash) => !this.holds(hash)));
    for (const hash of hashes) if (this.holds(hash)) here.add(hash);
    return here;
  }

  /** Whether it is held here: certain, unlike what the store had a moment ago. */
  holds(hash: Hash): boolean {
    return this.#filling.chunks.has(hash) || this.#leaving?.chunks.has(hash) === true;
  }

  put(chunk: StoredChunk): void {
    if (this.holds(chunk.hash)) return;
    if (this.#filling.bytes + chunk.data.length > this.#limits.unit) {
      this.#sink.batch(() => this.#put(this.#filling));
      this.#filling.clear();
    }
    this.#filling.add(chunk, this.#limits.unit);
  }

  /** No more than {@link put} after {@link put}: what makes them durable is {@link settle}. */
  batch<T>(work: () => T): T {
    return work();
  }

  /** @throws as {@link Beside.write} and the sink's batch do. */
  room(): Promise<void> | undefined {
    if (!this.#beside || this.#hasRoom) return undefined;
    return this.#turn.run(async () => {
      if (!this.#hasRoom) await this.#leave(() => this.#sink.batch(() => this.write()));
    });
  }

  /**
   * Runs `work`, in which {@link write} hands on all that was put before. What is large is durable before `work` begins, so that it
   * keeps the thread for rows alone. What is put until then is held for the next time.
   */
  settle<T>(work: () => T): Promise<T> {
    return this.#turn.run(() => this.#leave(work));
  }

  /**
   * Hands everything on, in a batch of the sink that its caller has begun; again, where that is undone. A delta
   * whose base garbage collection elsewhere took meanwhile is not held any more: whoever refers to it finds it missing.
   */
  write(): void {
    if (this.#leaving) this.#put(this.#leaving);
  }

  /** Waits for what is being made durable. What was not is forgotten. */
  close(): Promise<void> {
    return this.#turn.run(async () => this.#beside?.close());
  }

  get #hasRoom(): boolean {
    return this.#filling.bytes + this.#limits.slab <= this.#limits.unit;
  }

  async #leave<T>(work: () => T): Promise<T> {
    const unit = this.#filling;
    [this.#filling, this.#leaving] = [this.#spare, unit];
    try {
      const own = this.#beside && (this.#beside.isOpen || unit.bytes >= this.#limits.ownPack);
      this.#written = own ? await this.#beside?.write(unit.chunks.values()) : undefined;
      const result = work();
      this.#written?.entered();
      return result;
    } finally {
      this.#written = undefined;
      this.#leaving = undefined;
      unit.clear();
      this.#spare = unit;
    }
  }

  #put(unit: Unit): void {
    const standing = this.#standing(unit);
    if (unit === this.#leaving && this.#written) this.#written.enter(standing);
    else for (const chunk of standing) this.#sink.put(chunk);
  }

  *#standing(unit: Unit): Generator<StoredChunk> {
    for (const chunk of unit.chunks.values()) {
      if (chunk.base?.chunks.every((hash) => this.#sink.has(hash)) ?? true) yield chunk;
      else unit.chunks.delete(chunk.hash);
    }
  }
}
