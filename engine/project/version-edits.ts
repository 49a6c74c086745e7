/**
 * Versions put into the trash or taken out of it here. Kept beside the checkpoints, whose rows say what the studio has; an
 * edit that says the same is none. It goes with its checkpoint.
 */
import type { Id } from '../domain/rows.ts';
import type { LocalCheckpoint } from './checkpoints.ts';
import type { Db } from './db.ts';

export class VersionEdits {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** What is wanted of a version's place in the trash; undefined where that is what the studio has. */
  wanted(checkpointId: Id): boolean | undefined {
    const sql = 'SELECT trashed FROM version_edit WHERE checkpoint_id = ?';
    const found = this.#db.value<number>(sql, checkpointId);
    return found === undefined ? undefined : found === 1;
  }

  isTrashed(checkpoint: LocalCheckpoint): boolean {
    return this.wanted(checkpoint.id) ?? checkpoint.trashed;
  }

  /** In a transaction. */
  set(checkpoint: LocalCheckpoint, trashed: boolean): void {
    if (checkpoint.trashed === trashed) return this.forget(checkpoint.id);
    const sql = 'INSERT OR REPLACE INTO version_edit (checkpoint_id, trashed) VALUES (?, ?)';
    this.#db.run(sql, checkpoint.id, Number(trashed));
  }

  forget(checkpointId: Id): void {
    this.#db.run('DELETE FROM version_edit WHERE checkpoint_id = ?', checkpointId);
  }

  /** Drops what the studio says too by now. O(edits). */
  settle(): void {
    this.#db.run(`DELETE FROM version_edit WHERE EXISTS (
      SELECT 1 FROM checkpoint WHERE id = checkpoint_id AND checkpoint.trashed = version_edit.trashed)`);
  }

  /** What the studio does not know, in the order of ids. */
  outbox(): { readonly id: Id; readonly trashed: boolean }[] {
    const sql = 'SELECT checkpoint_id AS id, trashed FROM version_edit ORDER BY checkpoint_id';
    return this.#db
      .all<{ id: Id; trashed: number }>(sql)
      .map(({ id, trashed }) => ({ id, trashed: trashed === 1 }));
  }

  count(): number {
    return this.#db.value<number>('SELECT count(*) FROM version_edit') ?? 0;
  }
}
