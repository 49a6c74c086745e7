/** What the studio knows about chunks: which are kept and verified, and who has shown to hold their bytes. */
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { StudioError } from '../errors.ts';
import { batches, type Db, type Metadata } from '../metadata/metadata.ts';
import { count } from '../projects/allowance.ts';
import { SOUND, type Soundness, UNCHECKED, unsound } from './soundness.ts';
import type { ChunkStore } from './store.ts';

/** A touch younger than this is not written again; collection's grace period is longer by far. */
export const TOUCH_EVERY_MS = 3_600_000;

/** Others that store and collect the same at the same time make it start over. */
const ATTEMPTS = 5;

const hex = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('hex');

export class ChunkLedger {
  readonly #metadata: Metadata;
  readonly #store: ChunkStore;
  readonly #soundness: Soundness;
  readonly #now: () => number;

  constructor(metadata: Metadata, store: ChunkStore, soundness: Soundness, now: () => number) {
    this.#metadata = metadata;
    this.#store = store;
    this.#soundness = soundness;
    this.#now = now;
  }

  /** Plain sizes of those of `hashes` that the studio has. */
  async sizes(db: Db, projectId: Id, hashes: readonly Hash[]): Promise<Map<Hash, number>> {
    const found = new Map<Hash, number>();
    for (const batch of batches(hashes)) {
      const rows = await db
        .selectFrom('chunk')
        .select(['hash', 'size'])
        .where('project_id', '=', projectId)
        .where('hash', 'in', batch.map(hashToBytes))
        .execute();
      for (const row of rows) found.set(hex(row.hash), row.size);
    }
    return found;
  }

  /** Those of `hashes` whose bytes the account has shown to hold. */
  async heldBy(db: Db, projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<Set<Hash>> {
    const found = new Set<Hash>();
    for (const batch of batches(hashes)) {
      const rows = await db
        .selectFrom('holder')
        .select('hash')
        .where('project_id', '=', projectId)
        .where('account_id', '=', accountId)
        .where('hash', 'in', batch.map(hashToBytes))
        .execute();
      for (const row of rows) found.add(hex(row.hash));
    }
    return found;
  }

  /** To be called, outside of a transaction, before {@link touch}: checks what others sent and nobody has looked at. */
  settle(projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<void> {
    return this.#soundness.settle(projectId, accountId, hashes);
  }

  /**
   * Spares these chunks from collection for a grace period: whoever is told that the studio has a chunk relies on it.
   * Answers those that exist and that this account may rely on: looked at only then, since collection may take one until it is touched.
   */
  async touch(tx: Db, projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<Set<Hash>> {
    for (const batch of batches([...hashes].sort())) {
      await tx
        .updateTable('chunk')
        .set({ touched_at: this.#now() })
        .where('project_id', '=', projectId)
        .where('hash', 'in', batch.map(hashToBytes))
        .where('touched_at', '<', this.#now() - TOUCH_EVERY_MS)
        .execute();
    }
    const sizes = await this.sizes(tx, projectId, hashes);
    for (const [hash, { state, senderId }] of await unsound(tx, projectId, [...sizes.keys()]))
      if (state !== UNCHECKED || senderId !== accountId) sizes.delete(hash);
    return new Set(sizes.keys());
  }

  async addHolder(tx: Db, projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<void> {
    for (const batch of batches([...hashes].sort())) {
      await tx
        .insertInto('holder')
        .values(
          batch.map((hash) => ({ project_id: projectId, hash: hashToBytes(hash), account_id: accountId })),
        )
        .onConflict((c) => c.doNothing())
        .execute();
    }
  }

  /**
   * Those of `hashes` that a delta of this account may stand on: here, and held by the account. They are spared from
   * collection for a grace period.
   */
  async bases(projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<Set<Hash>> {
    await this.settle(projectId, accountId, hashes);
    return this.#metadata.transaction(async (tx) => {
      const held = await this.heldBy(tx, projectId, accountId, hashes);
      return this.touch(tx, projectId, accountId, [...held]);
    });
  }

  /** Those of `hashes` that are here in bytes on which not everybody may rely, so that better ones take their place. */
  async replaceable(projectId: Id, hashes: readonly Hash[]): Promise<Set<Hash>> {
    return new Set((await unsound(this.#metadata.db, projectId, hashes)).keys());
  }

  /**
   * Keeps verified chunks, what a delta stands on before it, and notes who sent them. A row is written only while its
   * bytes are seen to be there, under the lock that collection removes them under; a chunk that is known is touched
   * first, so that collection lets it be. Bytes that nobody may rely on are replaced, by whole chunks: a delta could come to
   * stand on itself.
   * @throws {BaseError} @throws {StudioError} quota
   */
  async store(projectId: Id, accountId: Id, chunks: readonly StoredChunk[]): Promise<void> {
    // In what stands on what, for the chunks; in one order for all, for the rows: then nobody waits in a circle.
    const unique = [...new Map(chunks.map((chunk) => [chunk.hash, chunk])).values()];
    const hashes = unique.map((chunk) => chunk.hash);
    await this.#metadata.transaction((tx) => this.touch(tx, projectId, accountId, hashes));
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const bad = await this.replaceable(projectId, hashes);
      const better = unique.filter(({ hash, codec }) => bad.has(hash) && codec !== 'delta');
      await Promise.all(better.map((chunk) => this.#store.makeWhole(projectId, chunk)));
      await this.#store.put(projectId, unique);
      const replaced = new Set(better.map(({ hash }) => hash));
      if (await this.#enter(projectId, accountId, unique, replaced)) return;
    }
    throw new StudioError('overloaded', 'Others store the same at the moment', { retryAfter: 1 });
  }

  /** False, and nothing done, where something was collected or found bad since it was stored. */
  #enter(
    projectId: Id,
    accountId: Id,
    chunks: readonly StoredChunk[],
    replaced: ReadonlySet<Hash>,
  ): Promise<boolean> {
    const hashes = chunks.map(({ hash }) => hash);
    return this.#metadata.transaction(async (tx) => {
      await this.#metadata.lock(tx, `chunks/${projectId}`, 'shared');
      const here = await this.#store.info(projectId, hashes, tx);
      if (hashes.some((hash) => !here.has(hash))) return false;
      for (const hash of (await unsound(tx, projectId, hashes)).keys()) if (!replaced.has(hash)) return false;
      await this.addRows(tx, projectId, chunks, { state: SOUND, sender_id: null });
      await this.addHolder(tx, projectId, accountId, hashes);
      return true;
    });
  }

  /** Rows of chunks whose bytes are here, in one order for all: then nobody waits in a circle. Those that had one get this state. */
  async addRows(
    tx: Db,
    projectId: Id,
    chunks: readonly Pick<StoredChunk, 'hash' | 'size'>[],
    standing: { readonly state: number; readonly sender_id: Id | null },
  ): Promise<void> {
    const set = { ...standing, touched_at: this.#now() };
    let more = 0;
    for (const batch of batches(chunks.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)))) {
      const rows = batch.map(({ hash, size }) => ({
        ...{ project_id: projectId, hash: hashToBytes(hash), size },
        ...set,
      }));
      // Those that were here already do not come back: they are counted.
      const added = await tx
        .insertInto('chunk')
        .values(rows)
        .onConflict((c) => c.doNothing())
        .returning('size')
        .execute();
      for (const { size } of added) more += size;
      if (added.length === rows.length) continue;
      await tx
        .updateTable('chunk')
        .set(set)
        .where('project_id', '=', projectId)
        .where(
          'hash',
          'in',
          rows.map(({ hash }) => hash),
        )
        .execute();
    }
    await count(tx, projectId, 'bytes', more);
  }
}
