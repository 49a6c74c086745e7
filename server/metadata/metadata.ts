/**
 * Where the studio's metadata lives. Queries are written once, with kysely; what databases do differently is behind
 * this port.
 */
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;

export interface Metadata {
  /** For reads of one statement. */
  readonly db: Db;
  /** Runs `work` in one transaction that sees and leaves a consistent state; rolls back where it throws. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Runs `work`, which only reads, in one transaction that sees one state, without keeping others from writing. */
  snapshot<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /**
   * The project's head revision, held against other writers of the project until the transaction ends. Revisions are
   * handed out under this lock, so they become visible in order. Undefined where there is no such project.
   */
  lockHead(tx: Db, projectId: string): Promise<number | undefined>;
  /** Copies everything, consistent as of one moment, into the file `target`, while others read and write. */
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
