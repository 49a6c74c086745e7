/** What the studio knows about chunks: which are kept and verified, and who has shown to hold their bytes. */
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { StudioError } from '../errors.ts';
import { isAmong, rowsOf } from '../metadata/hashes.ts';
import { batches, type Db, type Metadata } from '../metadata/metadata.ts';
import { count } from '../projects/allowance.ts';
import { SOUND, type Soundness, unsound } from './soundness.ts';
import { heldOf, isReliable, only, ROWS, type Standings, standingsOf } from './standings.ts';
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

  standings(projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<Standings> {
    return standingsOf(this.#metadata.db, projectId, accountId, hashes);
  }

  /** Checks what others sent under these names and nobody has looked at. */
  async settle(projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<void> {
    await this.#soundness.settle(projectId, accountId, await this.standings(projectId, accountId, hashes));
  }

  /**
   * Those of `known` that this account may rely on, checked where others sent them and nobody has looked. They are spared from
   * collection for a grace period: whoever is told that the studio has a chunk relies on it.
   * @param known as it was a moment ago, outside of a transaction
   * @param proven which of them the account has shown to hold in another way: it counts as a holder from now on
   */
  async rely(
    projectId: Id,
    accountId: Id,
    known: Standings,
    proven: ReadonlySet<Hash> = new Set(),
  ): Promise<Set<Hash>> {
    const settled = await this.#soundness.settle(projectId, accountId, known);
    const now = settled ? await this.standings(projectId, accountId, [...known.keys()]) : known;
    const sound = new Map([...now].filter(([, one]) => isReliable(one, accountId)));
    const news = [...sound].flatMap(([hash, { held }]) => (!held && proven.has(hash) ? [hash] : []));
    if (news.length === 0) return this.#spared(projectId, sound);
    return this.#spared(projectId, sound, (tx, here) => {
      const added = news.filter((hash) => here.has(hash));
      return this.addHolder(tx, projectId, accountId, added);
    });
  }

  /**
   * Touches those that were not of late, and does `more` in the same transaction.
   * @returns those that are there: collection may take one until it is touched.
   */
  async #spared(projectId: Id, known: Standings, more?: (tx: Db, here: Set<Hash>) => Promise<void>) {
    const here = new Set(known.keys());
    const old = oldOf(known, this.#now());
    if (old.length === 0 && !more) return here;
    return this.#metadata.transaction(async (tx) => {
      const left = new Set(here);
      const spared = await this.#spare(tx, projectId, old);
      for (const hash of old) if (!spared.has(hash)) left.delete(hash);
      await more?.(tx, left);
      return left;
    });
  }

  /** Within a transaction: what is known of `hashes`, which collection lets be for a grace period. */
  async touch(tx: Db, projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<Standings> {
    const known = await standingsOf(tx, projectId, accountId, hashes);
    const old = oldOf(known, this.#now());
    const spared = await this.#spare(tx, projectId, old);
    for (const hash of old) if (!spared.has(hash)) known.delete(hash);
    return known;
  }

  /** Touches these, in one order for all, and answers those that were still there. */
  async #spare(tx: Db, projectId: Id, hashes: readonly Hash[]): Promise<Set<Hash>> {
    const spared = new Set<Hash>();
    for (const batch of batches(hashes.toSorted(), ROWS)) {
      const query = tx.updateTable('chunk').set({ touched_at: this.#now() });
      const these = query.where('project_id', '=', projectId).where(isAmong(tx, 'hash', batch));
      for (const row of await these.returning('hash').execute()) spared.add(hex(row.hash));
    }
    return spared;
  }

  async addHolder(tx: Db, projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<void> {
    for (const batch of batches(hashes.toSorted(), ROWS)) {
      const rows = batch.map((hash) => [projectId, hash, accountId]);
      await tx
        .insertInto('holder')
        .columns(['project_id', 'hash', 'account_id'])
        .expression(rowsOf(tx, ['text', 'hash', 'text'], rows))
        .onConflict((c) => c.doNothing())
        .execute();
    }
  }

  /**
   * Those of `hashes` that a delta of this account may stand on: here, and held by the account. They are spared from
   * collection for a grace period.
   */
  async bases(projectId: Id, accountId: Id, hashes: readonly Hash[]): Promise<Set<Hash>> {
    const known = await this.standings(projectId, accountId, hashes);
    return this.rely(projectId, accountId, only(known, heldOf(known)));
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
    await this.#spared(projectId, await this.standings(projectId, accountId, hashes));
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
    for (const batch of batches(
      chunks.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)),
      ROWS,
    )) {
      const { state, sender_id, touched_at } = set;
      const rows = batch.map(({ hash, size }) => [projectId, hash, size, state, sender_id, touched_at]);
      // Those that were here already do not come back: they are counted.
      const added = await tx
        .insertInto('chunk')
        .columns(['project_id', 'hash', 'size', 'state', 'sender_id', 'touched_at'])
        .expression(rowsOf(tx, ['text', 'hash', 'integer', 'integer', 'text', 'integer'], rows))
        .onConflict((c) => c.doNothing())
        .returning('size')
        .execute();
      for (const { size } of added) more += size;
      if (added.length === batch.length) continue;
      const hashes = batch.map(({ hash }) => hash);
      const query = tx.updateTable('chunk').set(set).where('project_id', '=', projectId);
      await query.where(isAmong(tx, 'hash', hashes)).execute();
    }
    await count(tx, projectId, 'bytes', more);
  }
}

/** Those whose touch is not to be relied on any more. */
const oldOf = (known: Standings, now: number): Hash[] =>
  [...known].flatMap(([hash, { touchedAt }]) => (touchedAt < now - TOUCH_EVERY_MS ? [hash] : []));
