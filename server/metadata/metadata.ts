/**
 * Where the studio's metadata lives. Queries are written once, with kysely; what databases do differently is behind
 * this port.
 */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;

/**
 * `accounts`: which accounts there are, and their passwords. `projects`: which projects there are. `tokens/ID`: of an
 * account. `chunks/ID`: of a project, between a chunk's row and its bytes. `copy`: that all of it is being copied here.
 */
export type LockName = 'accounts' | 'projects' | `tokens/${string}` | `chunks/${string}` | 'copy';

export interface Metadata {
  /** For reads of one statement. */
  readonly db: Db;
  /**
   * Runs `work` in one transaction, all of which is kept or, where it throws, nothing. A database may undo it to let
   * another pass and have `work` begin anew, so that what it does elsewhere must bear being done twice. Each statement
   * sees what others have committed by then: whoever writes because of what they read takes a lock before they read, the
   * head's or one by name.
   */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Runs `work`, which only reads, in one transaction that sees one state, without keeping others from writing. */
  snapshot<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /**
   * The project's head revision, held against other writers of the project until the transaction ends. Revisions are
   * handed out under this lock, so they become visible in order. Undefined where there is no such project.
   */
  lockHead(tx: Db, projectId: string): Promise<number | undefined>;
  /**
   * Waits until no other transaction of any process holds the lock `name`, and holds it until this one ends. Those who
   * hold it `shared` hold it together. Locks by name are taken before a head, and `accounts` before others.
   */
  lock(tx: Db, name: LockName, shared?: 'shared'): Promise<void>;
  /** Copies everything, consistent as of one moment, into the new SQLite file `target`, while others read and write. */
  backup(target: string): Promise<void>;
  /** Problems of the database itself; empty where it is sound. */
  check(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Rows a single statement may name: below every database's limit on parameters. */
export const BATCH = 400;

/** `values` in pieces that fit one statement. */
export function* batches<T>(values: readonly T[], size = BATCH): Generator<T[], void, undefined> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}
