/**
 * What garbage collection keeps, in a temporary table: memory does not grow with the project.
 *
 * Two invariants are kept at every commit, so that it can be stopped or die anywhere: a delta is here only with its
 * bases, and where the root of a version's manifest is here, all of its content is.
 */
import { MAX_DELTA_DEPTH } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { hashToBytes } from '../domain/wire.ts';
import type { Chunks } from './chunks.ts';
import type { Db } from './db.ts';
import { storedBase } from './stored.ts';

/** Rows looked at in one statement. */
const PAGE = 2_000;

/** Kept because a version needs it; or only because a delta stands on it. */
const [CONTENT, BASE] = [0, 1];

export interface Swept {
  readonly chunks: number;
  /** Stored bytes. */
  readonly bytes: number;
}

interface DeltaRow {
  readonly id: number;
  readonly hash: Buffer;
  readonly base: Buffer;
}

export class Kept {
  readonly #db: Db;
  readonly #chunks: Chunks;
  /** Rows behind this one came while the collection ran: they are all kept. Its number must not be given again. */
  #last: number;

  constructor(db: Db, chunks: Chunks) {
    this.#db = db;
    this.#chunks = chunks;
    db.run(
      'CREATE TEMP TABLE IF NOT EXISTS kept (hash BLOB PRIMARY KEY, why INTEGER NOT NULL) WITHOUT ROWID',
    );
    db.run('DELETE FROM temp.kept');
    this.#last = this.#newest();
  }

  /** A chunk, node or preview of a version that is kept. */
  keep(hash: Hash): void {
    this.#db.run('INSERT OR REPLACE INTO temp.kept (hash, why) VALUES (?, ?)', hashToBytes(hash), CONTENT);
  }

  /**
   * Adds what the kept ones and the new ones stand on. A manifest's root that would be kept only for that is not: it
   * would look as if its version were here. What stands on it is stored whole instead. Call in a batch.
   */
  settle(): void {
    this.keepBases();
    const ghosts = this.#ghosts();
    if (ghosts.size === 0) return;
    for (const { hash, base } of this.#keptDeltas())
      if (storedBase(hash.toString('hex'), base).chunks.some((one) => ghosts.has(one)))
        this.#chunks.storeWhole(hash.toString('hex'));
    this.#db.run('DELETE FROM temp.kept WHERE why = ?', BASE);
    this.keepBases();
  }

  /** A delta's bases are less deep than itself, so one pass from the deepest up finds all. */
  keepBases(): void {
    const sql = 'INSERT OR IGNORE INTO temp.kept (hash, why) VALUES (?, ?)';
    for (const delta of this.#keptDeltas())
      for (const hash of storedBase(delta.hash.toString('hex'), delta.base).chunks)
        this.#db.run(sql, hashToBytes(hash), BASE);
  }

  /** What would go. */
  count(): Swept {
    const sql = `SELECT count(*) AS chunks, ifnull(sum(length(data) + length), 0) AS bytes FROM chunk
      WHERE id <= ? AND hash NOT IN (SELECT hash FROM temp.kept)`;
    return this.#db.get<Swept>(sql, this.#last) ?? { chunks: 0, bytes: 0 };
  }

  /** Removes all deltas, and all roots of manifests, that are not kept: first, and in the transaction that settled. */
  sweepDeltasAndRoots(): Swept {
    const swept = this.#remove(
      `id <= ? AND (depth > 0 OR hash IN (SELECT manifest FROM checkpoint))
        AND hash NOT IN (SELECT hash FROM temp.kept)`,
      this.#last,
    );
    this.#last = Math.min(this.#last, this.#newest());
    return swept;
  }

  /**
   * Removes others that are not kept, among some thousand rows from behind `after`, in the transaction that settled.
   * The last row is among the last, so that no new one gets its number before.
   * @returns the row to go on behind; undefined at the end.
   */
  sweepSome(after: number): Swept & { readonly next: number | undefined } {
    const sql = 'SELECT max(id) FROM (SELECT id FROM chunk WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)';
    const upTo = this.#db.value<number | null>(sql, after, this.#last, PAGE) ?? undefined;
    if (upTo === undefined) return { chunks: 0, bytes: 0, next: undefined };
    const where = 'id > ? AND id <= ? AND hash NOT IN (SELECT hash FROM temp.kept)';
    return { ...this.#remove(where, after, upTo), next: upTo < this.#last ? upTo : undefined };
  }

  #newest(): number {
    return this.#db.value<number>('SELECT ifnull(max(id), 0) FROM chunk') ?? 0;
  }

  #remove(where: string, ...params: number[]): Swept {
    const sum = `SELECT count(*) AS chunks, ifnull(sum(length(data) + length), 0) AS bytes FROM chunk WHERE ${where}`;
    const swept = this.#db.get<Swept>(sum, ...params) ?? { chunks: 0, bytes: 0 };
    if (swept.chunks > 0) this.#db.run(`DELETE FROM chunk WHERE ${where}`, ...params);
    return swept;
  }

  /** Deltas that stay, the deepest first. What is kept meanwhile is met if it is less deep. */
  *#keptDeltas(): Generator<DeltaRow> {
    const sql = `SELECT id, hash, base FROM chunk WHERE depth = ? AND id > ?
      AND (id > ? OR hash IN (SELECT hash FROM temp.kept)) ORDER BY id LIMIT ?`;
    for (let depth = MAX_DELTA_DEPTH; depth > 0; depth--) {
      const next = (after: number) => this.#db.all<DeltaRow>(sql, depth, after, this.#last, PAGE);
      for (let page = next(0); page.length > 0; page = next(page.at(-1)?.id ?? 0)) yield* page;
    }
  }

  #ghosts(): Set<Hash> {
    const sql = `SELECT hash FROM temp.kept WHERE why = ? AND hash IN (SELECT manifest FROM checkpoint)`;
    return new Set(this.#db.all<{ hash: Buffer }>(sql, BASE).map(({ hash }) => hash.toString('hex')));
  }
}
