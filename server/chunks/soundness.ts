/**
 * Which chunks may be relied on. What came through the studio was checked on the way. What went to the storage itself counts for
 * its sender alone until the studio has read and checked it: before anybody else's upload is skipped because of it, and before
 * anybody else's delta or checkpoint stands on it. What turned out bad counts for nobody, and is asked for again.
 */
import { sql } from 'kysely';
import type { CheckPool } from '../../engine/content/checking/pool.ts';
import { encodeBase } from '../../engine/content/frame.ts';
import type { ChunkInfo, StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { SLAB_BYTES } from '../../proto/frames.ts';
import { SlabPool } from '../../proto/slabs.ts';
import { isAmong } from '../metadata/hashes.ts';
import { batches, type Db, type Metadata } from '../metadata/metadata.ts';
import { chunksOfFrames } from './frames.ts';
import type { Standings } from './standings.ts';
import type { ChunkStore } from './store.ts';
import { closureOf } from './whole.ts';

/** States of a chunk's row. */
export const SOUND = 0;
export const UNCHECKED = 1;
export const DAMAGED = 2;

/** Plain bytes checked together, and for one question. What is left unchecked is simply sent again by whoever asks. */
const JOB_BYTES = 8 * 1024 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;
/** Memory kept for the next check: of one object that is being checked, and of what requests have checked meanwhile. */
const KEPT_SLABS = 8;

const hex = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('hex');

export interface Unsound {
  readonly state: number;
  readonly senderId: Id | null;
  readonly size: number;
}

/** Those of `hashes` that not everybody may rely on. */
export async function unsound(db: Db, projectId: Id, hashes: readonly Hash[]): Promise<Map<Hash, Unsound>> {
  const found = new Map<Hash, Unsound>();
  for (const batch of batches(hashes)) {
    // Written out, because the index on it is for just this condition.
    const query = db
      .selectFrom('chunk')
      .select(['hash', 'state', 'sender_id', 'size'])
      .where(sql<boolean>`state <> 0`);
    const here = query.where('project_id', '=', projectId).where(isAmong(db, 'hash', batch));
    for (const row of await here.execute())
      found.set(hex(row.hash), { state: row.state, senderId: row.sender_id, size: row.size });
  }
  return found;
}

/** After all of their bytes were looked at. Nobody relies on them any more; whoever has them is asked for them. */
export async function markDamaged(db: Db, projectId: Id, hashes: readonly Hash[]): Promise<void> {
  for (const batch of batches(hashes)) {
    const query = db.updateTable('chunk').set({ state: DAMAGED, sender_id: null });
    await query
      .where('project_id', '=', projectId)
      .where(isAmong(db, 'hash', batch))
      .execute();
  }
}

export class Soundness {
  readonly #metadata: Metadata;
  readonly #chunks: ChunkStore;
  readonly #checking: CheckPool;
  readonly #slabs = new SlabPool(KEPT_SLABS);

  constructor(metadata: Metadata, chunks: ChunkStore, checking: CheckPool) {
    this.#metadata = metadata;
    this.#chunks = chunks;
    this.#checking = checking;
  }

  /**
   * Checks what this account would rely on and another has sent, as far as that is done quickly.
   * @returns whether anything was checked, so that what is known of it may be otherwise now.
   */
  async settle(projectId: Id, accountId: Id, known: Standings): Promise<boolean> {
    const open: Hash[] = [];
    let bytes = 0;
    for (const [hash, { state, senderId, size }] of known) {
      if (state !== UNCHECKED || senderId === accountId || bytes + size > MOST_BYTES) continue;
      open.push(hash);
      bytes += size;
    }
    await this.check(projectId, open);
    return open.length > 0;
  }

  /** Looks whether something that counts as sound could not be read, and is read by nobody any more if it cannot. */
  async recheck(projectId: Id, hashes: readonly Hash[]): Promise<void> {
    await this.check(projectId, hashes, SOUND);
  }

  /** Chunks that the account has, and that the studio has no good bytes of. */
  async wanted(projectId: Id, accountId: Id, most: number): Promise<Hash[]> {
    // Of the few that are damaged those that are held, not the other way round: an account may hold a whole project.
    const damaged = this.#metadata.db
      .selectFrom('chunk')
      .select('hash')
      .where(sql<boolean>`chunk.state <> 0`)
      .where('state', '=', DAMAGED)
      .where('project_id', '=', projectId);
    const mine = damaged.where((e) =>
      e.exists(
        e
          .selectFrom('holder')
          .select('holder.hash')
          .whereRef('holder.project_id', '=', 'chunk.project_id')
          .whereRef('holder.hash', '=', 'chunk.hash')
          .where('holder.account_id', '=', accountId),
      ),
    );
    const rows = await mine.limit(most).execute();
    return rows.map(({ hash }) => hex(hash));
  }

  /**
   * Reads chunks in this state and compares them with their hashes: they are sound or damaged from then on.
   * @returns plain bytes that were checked.
   */
  async check(projectId: Id, hashes: readonly Hash[], from = UNCHECKED): Promise<number> {
    const info = await this.#chunks.info(projectId, hashes);
    let job: Hash[] = [];
    let bytes = 0;
    let total = 0;
    for (const hash of hashes) {
      job.push(hash);
      bytes += info.get(hash)?.size ?? 0;
      if (bytes < JOB_BYTES) continue;
      await this.#check(projectId, job, { info, from });
      total += bytes;
      [job, bytes] = [[], 0];
    }
    if (job.length > 0) await this.#check(projectId, job, { info, from });
    return total + bytes;
  }

  async #check(
    projectId: Id,
    hashes: readonly Hash[],
    { info, from }: { info: ReadonlyMap<Hash, ChunkInfo>; from: number },
  ): Promise<void> {
    const memory = new Borrowed(this.#slabs);
    try {
      await this.#checkIn(memory, projectId, hashes, { info, from });
    } finally {
      memory.giveBack();
    }
  }

  /** @param memory in which the chunks lie while threads look at them. */
  async #checkIn(
    memory: Borrowed,
    projectId: Id,
    hashes: readonly Hash[],
    { info, from }: { info: ReadonlyMap<Hash, ChunkInfo>; from: number },
  ): Promise<void> {
    const read = new Map<Hash, StoredChunk>();
    for await (const part of this.#chunks.frames(projectId, hashes, info, memory.take)) {
      if (typeof part === 'string') continue;
      for (const chunk of chunksOfFrames(part)) read.set(chunk.hash, chunk);
    }
    const chunks = hashes.flatMap((hash) => {
      const chunk = read.get(hash);
      return chunk && isAsDeclared(chunk, info.get(hash)) ? [chunk] : [];
    });
    const bases = new Map<Hash, StoredChunk>();
    const get = async (hash: Hash) => read.get(hash) ?? bases.get(hash) ?? this.#chunks.get(projectId, hash);
    for (const chunk of chunks) {
      for (const [hash, base] of (await closureOf(chunk, get)).found)
        if (!read.has(hash)) bases.set(hash, base);
    }
    const { verdicts } = await this.#checking.check({ chunks, bases: [...bases.values()], whole: false });
    const good = new Set(chunks.filter((_, at) => !verdicts[at]).map(({ hash }) => hash));
    await this.#metadata.transaction(async (tx) => {
      await this.#note(tx, projectId, [...good], { from, to: SOUND });
      await this.#note(
        tx,
        projectId,
        hashes.filter((hash) => !good.has(hash)),
        { from, to: DAMAGED },
      );
    });
  }

  /** Only what is still in the state it was in: bytes that came through the studio meanwhile have been checked on their own. */
  async #note(
    tx: Db,
    projectId: Id,
    hashes: readonly Hash[],
    { from, to }: { from: number; to: number },
  ): Promise<void> {
    if (from === to) return;
    for (const batch of batches(hashes)) {
      const query = tx.updateTable('chunk').set({ state: to, sender_id: null });
      const mine = query.where('project_id', '=', projectId).where(isAmong(tx, 'hash', batch));
      await mine.where('state', '=', from).execute();
    }
  }
}

/** Memory that threads see without a copy, used again and again: a gigabyte in fresh memory costs its collection. */
class Borrowed {
  readonly #pool: SlabPool;
  readonly #slabs: Buffer[] = [];

  constructor(pool: SlabPool) {
    this.#pool = pool;
  }

  readonly take = (bytes: number): Buffer => {
    if (bytes > SLAB_BYTES) return Buffer.from(new SharedArrayBuffer(bytes));
    const slab = this.#pool.take();
    this.#slabs.push(slab);
    return slab.subarray(0, bytes);
  };

  /** Nobody may look at it any more. */
  giveBack(): void {
    for (const slab of this.#slabs.splice(0)) this.#pool.give(slab);
  }
}

/** Whether the frame is what its sender said of it: what others plan by. */
function isAsDeclared(chunk: StoredChunk, info: ChunkInfo | undefined): boolean {
  const base = (one: { base?: ChunkInfo['base'] }) =>
    one.base ? Buffer.from(encodeBase(one.base)).toString('hex') : '';
  return (
    info !== undefined && chunk.codec === info.codec && chunk.size === info.size && base(chunk) === base(info)
  );
}
