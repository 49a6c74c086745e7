/**
 * Chunks coming in: a stream of frames, admitted, checked in other threads and kept, in this order and overlapping.
 * Memory stays at a share of slabs; who sends quicker than that waits.
 */
import type { Readable } from 'node:stream';
import type { CheckPool } from '../../engine/content/checking/pool.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { FrameError, type FrameSlab, SLAB_BYTES } from '../../proto/frames.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_BATCH_BYTES, MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import { readSlabs } from '../../proto/slabs.ts';
import { StudioError } from '../errors.ts';
import { type Admission, Admissions } from './admission.ts';
import type { ChunkLedger } from './ledger.ts';
import type { Slabs } from './slabs.ts';
import type { ChunkStore } from './store.ts';

/** Chunks stored in one transaction at most. */
const GROUP_CHUNKS = 2_000;
/** Frames and their headers on top of the chunks' bytes, and one chunk past the limit. */
const SLACK_BYTES = MAX_CHUNK_BYTES + 4 * 1024 * 1024;

interface Ports {
  readonly ledger: ChunkLedger;
  readonly chunks: ChunkStore;
  readonly checking: CheckPool;
  readonly slabs: Slabs;
}

/** Asked with each piece of a stream: what it returns, if anything, is waited for. Its errors end the stream. */
export type Meanwhile = () => Promise<void> | undefined;

/** Counts what passes. @throws {StudioError} too-large */
function bound(meanwhile: Meanwhile): (bytes: number) => Promise<void> | undefined {
  let total = 0;
  return (bytes) => {
    total += bytes;
    if (total > MAX_BATCH_BYTES + SLACK_BYTES) {
      throw new StudioError('too-large', `One upload can hold ${MAX_BATCH_BYTES} bytes at most`);
    }
    return meanwhile();
  };
}

/** What arrived whole and matches is kept, also where the stream breaks off afterwards. */
export async function receive(
  ports: Ports,
  projectId: Id,
  accountId: Id,
  source: Readable,
  meanwhile: Meanwhile = () => undefined,
): Promise<cairn.v1.IUploadResponse> {
  const { slabs } = ports;
  const place = slabs.enter();
  const intake = new Intake(ports, projectId, accountId);
  const options = { allocate: () => slabs.take(), onBytes: bound(meanwhile) };
  try {
    for await (const slab of readSlabs(source, options)) await intake.take(slab);
  } catch (error) {
    await intake.finish();
    throw error instanceof FrameError ? new StudioError('bad-message', error.message, {}, error) : error;
  } finally {
    place.leave();
  }
  const { stored, refused } = await intake.finish();
  return {
    stored,
    refused: refused.map((one) => ({ ...one, outcome: cairn.v1.Outcome.REJECTED })),
  };
}

interface Verified {
  readonly chunks: readonly StoredChunk[];
  readonly bytes: number;
  /** Of a slab's last part: nobody needs its memory any more. */
  readonly done: () => void;
}

class Intake {
  readonly #ports: Ports;
  readonly #projectId: Id;
  readonly #accountId: Id;
  readonly #admissions: Admissions;
  readonly #ready: Verified[] = [];
  #checking: Promise<void> = Promise.resolve();
  #storing: Promise<void> = Promise.resolve();
  #busy = false;
  #inWork = 0;
  #stored = 0;
  #readyBytes = 0;
  #ended = false;
  #failure: { error: unknown } | undefined;

  constructor(ports: Ports, projectId: Id, accountId: Id) {
    this.#ports = ports;
    this.#projectId = projectId;
    this.#accountId = accountId;
    this.#admissions = new Admissions(ports, projectId, accountId);
  }

  /** Resolves when there is room for more. @throws what storing failed with */
  async take(slab: FrameSlab): Promise<void> {
    const jobs = await this.#admissions.take(slab.frames);
    this.#inWork += slab.bytes.length;
    const checks = jobs.map((job) => this.#check(job));
    const done = () => {
      this.#inWork -= slab.bytes.length;
      this.#ports.slabs.give(slab.bytes);
    };
    this.#checking = this.#checking.then(async () => {
      try {
        const chunks = (await Promise.all(checks)).flat();
        this.#ready.push({ chunks, bytes: slab.bytes.length, done });
        this.#readyBytes += slab.bytes.length;
      } catch (error) {
        this.#failure ??= { error };
        done();
      }
      this.#store();
    });
    // One more waits to be taken.
    while (this.#inWork > this.#ports.slabs.share - SLAB_BYTES && !this.#failure) {
      await this.#checking;
      this.#store(true);
      await this.#storing;
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** @throws what storing failed with */
  async finish() {
    this.#ended = true;
    await this.#checking;
    while (this.#busy || this.#ready.length > 0) {
      this.#store();
      await this.#storing;
    }
    if (this.#failure) throw this.#failure.error;
    const refused = this.#admissions.refused.toSorted((a, b) => a.index - b.index);
    return { stored: this.#stored, refused };
  }

  async #check({ admitted, bases }: Admission): Promise<StoredChunk[]> {
    const chunks = admitted.map((one) => one.chunk);
    const { verdicts } = await this.#ports.checking.check({ chunks, bases, whole: false });
    const good: StoredChunk[] = [];
    for (const [at, { index, chunk }] of admitted.entries()) {
      const verdict = verdicts[at];
      if (!verdict) good.push(chunk);
      else {
        this.#admissions.settle(chunk.hash);
        this.#admissions.refuse(index, verdict.code, verdict.message);
      }
    }
    return good;
  }

  /** Stores what is ready, and what becomes so meanwhile, in groups: each costs a turn of the disk, whatever its size. */
  #store(now = this.#ended): void {
    if (this.#busy || this.#ready.length === 0) return;
    if (!now && this.#readyBytes < this.#ports.slabs.share / 2) return;
    this.#busy = true;
    this.#storing = (async () => {
      do {
        const group = this.#nextGroup();
        const chunks = group.flatMap((one) => one.chunks);
        try {
          if (!this.#failure && chunks.length > 0) {
            await this.#ports.ledger.store(this.#projectId, this.#accountId, chunks);
            this.#stored += chunks.length;
          }
        } catch (error) {
          this.#failure ??= { error };
        }
        for (const { hash } of chunks) this.#admissions.settle(hash);
        for (const { done } of group) done();
      } while (this.#readyBytes > (this.#ended ? 0 : this.#ports.slabs.share / 2));
      this.#busy = false;
    })();
  }

  #nextGroup(): Verified[] {
    let chunks = 0;
    let count = 0;
    for (const one of this.#ready) {
      if (count > 0 && chunks + one.chunks.length > GROUP_CHUNKS) break;
      chunks += one.chunks.length;
      count++;
    }
    const group = this.#ready.splice(0, count);
    for (const { bytes } of group) this.#readyBytes -= bytes;
    return group;
  }
}
