/** What the studio knows about chunks: which are kept and verified, and who has shown to hold their bytes. */
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { batches, type Db, type Metadata } from '../metadata/metadata.ts';
import { count } from '../projects/allowance.ts';
import type { ChunkStore } from './store.ts';

/** A touch younger than this is not written again; collection's grace period is longer by far. */
export const TOUCH_EVERY_MS = 3_600_000;

const hex = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('hex');

export class ChunkLedger {
  readonly #metadata: Metadata;
  readonly #store: ChunkStore;
  readonly #now: () => number;

  constructor(metadata: Metadata, store: ChunkStore, now: () => number) {
    this.#metadata = metadata;
    this.#store = store;
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

  /**
   * Spares these chunks from collection for a grace period: whoever is told that the studio has a chunk relies on it.
   * Answers those that exist: looked at only then, since collection may take one until it is touched.
   */
  async touch(tx: Db, projectId: Id, hashes: readonly Hash[]): Promise<Set<Hash>> {
    for (const batch of batches([...hashes].sort())) {
      await tx
        .updateTable('chunk')
        .set({ touched_at: this.#now() })
        .where('project_id', '=', projectId)
        .where('hash', 'in', batch.map(hashToBytes))
        .where('touched_at', '<', this.#now() - TOUCH_EVERY_MS)
        .execute();
    }
    return new Set((await this.sizes(tx, projectId, hashes)).keys());
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
  bases(projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<Set<Hash>> {
    return this.#metadata.transaction(async (tx) => {
      const held = await this.heldBy(tx, projectId, accountId, hashes);
      return this.touch(tx, projectId, [...held]);
    });
  }

  /**
   * Keeps verified chunks, what a delta stands on before it, and notes who sent them. A row is written only while its
   * bytes are seen to be there, under the lock that collection removes them under; a chunk that is known is touched
   * first, so that collection lets it be.
   * @throws {BaseError} @throws {StudioError} quota
   */
  async store(projectId: Id, accountId: Id, chunks: readonly StoredChunk[]): Promise<void> {
    // In what stands on what, for the chunks; in one order for all, for the rows: then nobody waits in a circle.
    const unique = [...new Map(chunks.map((chunk) => [chunk.hash, chunk])).values()];
    const hashes = unique.map((chunk) => chunk.hash);
    await this.#metadata.transaction((tx) => this.touch(tx, projectId, hashes));
    await this.#store.put(projectId, unique);
    await this.#metadata.transaction(async (tx) => {
      await this.#metadata.lock(tx, `chunks/${projectId}`, 'shared');
      const here = await this.#store.info(projectId, hashes);
      const gone = unique.filter((chunk) => !here.has(chunk.hash));
      if (gone.length > 0) await this.#store.put(projectId, gone);
      await this.#addRows(tx, projectId, unique);
      await this.addHolder(tx, projectId, accountId, hashes);
    });
  }

  async #addRows(tx: Db, projectId: Id, chunks: readonly StoredChunk[]): Promise<void> {
    const now = this.#now();
    let more = 0;
    for (const batch of batches(chunks.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)))) {
      const rows = batch.map(({ hash, size }) => ({
        project_id: projectId,
        hash: hashToBytes(hash),
        size,
        touched_at: now,
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
        .set({ touched_at: now })
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
