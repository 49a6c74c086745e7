/** Checkpoints in the project file. */
import type { Checkpoint, Hash, Id } from '../domain/rows.ts';
import { hashToBytes } from '../domain/wire.ts';
import type { Db } from './db.ts';
import type { Outstanding } from './outstanding.ts';

/** A checkpoint with its sync state: `rev` 0 means that the studio does not have it. */
export interface LocalCheckpoint extends Checkpoint {
  readonly rev: number;
}

interface Stored {
  id: string;
  asset_id: string;
  version: number;
  parent_id: string;
  content_hash: Buffer;
  size: number;
  manifest: Buffer;
  comment: string;
  author_id: string;
  created_at: number;
  status: string;
  preview_hash: Buffer | null;
  preview_size: number;
  preview_type: string;
  trashed: number;
  rev: number;
}

/** Three times as fast as {@link PUT}: SQLite makes no journal of each statement. */
const INSERT = `INSERT INTO checkpoint (id, asset_id, version, parent_id, content_hash, size, manifest, comment, author_id,
  created_at, status, preview_hash, preview_size, preview_type, trashed, rev)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const PUT = `${INSERT}
  ON CONFLICT (id) DO UPDATE SET asset_id = excluded.asset_id, version = excluded.version,
    parent_id = excluded.parent_id, author_id = excluded.author_id, trashed = excluded.trashed, rev = excluded.rev`;

const fromStored = (s: Stored): LocalCheckpoint => ({
  id: s.id,
  assetId: s.asset_id,
  version: s.version,
  parentId: s.parent_id,
  contentHash: s.content_hash.toString('hex'),
  size: s.size,
  manifest: s.manifest.toString('hex'),
  comment: s.comment,
  authorId: s.author_id,
  createdAt: s.created_at,
  status: s.status,
  preview: s.preview_hash
    ? { hash: s.preview_hash.toString('hex'), size: s.preview_size, mediaType: s.preview_type }
    : undefined,
  trashed: s.trashed === 1,
  rev: s.rev,
});

const byVersion = (a: Stored, b: Stored): number =>
  a.version - b.version || a.created_at - b.created_at || (a.id < b.id ? -1 : 1);

export class Checkpoints {
  readonly #db: Db;
  readonly #outstanding: Outstanding;

  constructor(db: Db, outstanding: Outstanding) {
    this.#db = db;
    this.#outstanding = outstanding;
  }

  get(id: Id): LocalCheckpoint | undefined {
    const stored = this.#db.get<Stored>('SELECT * FROM checkpoint WHERE id = ?', id);
    return stored && fromStored(stored);
  }

  /** An asset's history, oldest first. */
  of(assetId: Id): LocalCheckpoint[] {
    const found = this.#db.all<Stored>('SELECT * FROM checkpoint WHERE asset_id = ?', assetId);
    // The index gives them in order; that a question may have to sort costs it 30 µs, more than all the rest.
    const isOrdered = found.every((row, place) => place === 0 || row.version > found[place - 1]!.version);
    return (isOrdered ? found : found.sort(byVersion)).map(fromStored);
  }

  /** The newest checkpoint of every asset that has one. */
  latest(): Map<Id, LocalCheckpoint> {
    const sql = 'SELECT *, max(version) FROM checkpoint GROUP BY asset_id';
    return new Map(this.#db.all<Stored>(sql).map((s) => [s.asset_id, fromStored(s)]));
  }

  /** In these rows of the table, in their order. */
  inRows(rows: Iterable<number>): LocalCheckpoint[] {
    const found: LocalCheckpoint[] = [];
    for (const row of rows) {
      const stored = this.#db.get<Stored>('SELECT * FROM checkpoint WHERE rowid = ?', row);
      if (stored) found.push(fromStored(stored));
    }
    return found;
  }

  latestOf(assetId: Id): LocalCheckpoint | undefined {
    const sql = 'SELECT * FROM checkpoint WHERE asset_id = ? ORDER BY version DESC, created_at DESC LIMIT 1';
    const stored = this.#db.get<Stored>(sql, assetId);
    return stored && fromStored(stored);
  }

  /** A version of an asset that has exactly this content, the newest first. */
  withContent(assetId: Id, contentHash: Hash): LocalCheckpoint | undefined {
    const sql =
      'SELECT * FROM checkpoint WHERE asset_id = ? AND content_hash = ? ORDER BY version DESC LIMIT 1';
    const stored = this.#db.get<Stored>(sql, assetId, hashToBytes(contentHash));
    return stored && fromStored(stored);
  }

  /** An asset's checkpoints that the studio does not have, oldest first. */
  unsentOf(assetId: Id): LocalCheckpoint[] {
    const found = this.#db.all<Stored>('SELECT * FROM checkpoint WHERE asset_id = ? AND rev = 0', assetId);
    // As above. Numbers may be the same until a pull has settled them.
    return found.sort(byVersion).map(fromStored);
  }

  /** What the studio does not have, each asset's in order. */
  outbox(): LocalCheckpoint[] {
    const sql = 'SELECT * FROM checkpoint WHERE rev = 0 ORDER BY asset_id, version, created_at, id';
    return this.#db.all<Stored>(sql).map(fromStored);
  }

  /** A version that the studio has with the same content: what is put on top again has that of one that was sent. */
  sentTwin(checkpoint: LocalCheckpoint): Id | undefined {
    const sql = `SELECT id FROM checkpoint WHERE asset_id = ? AND manifest = ? AND rev > 0
      ORDER BY version DESC LIMIT 1`;
    return this.#db.value<Id>(sql, checkpoint.assetId, hashToBytes(checkpoint.manifest));
  }

  all(): LocalCheckpoint[] {
    return this.#db.all<Stored>('SELECT * FROM checkpoint ORDER BY asset_id, version').map(fromStored);
  }

  put(c: Checkpoint, rev: number): void {
    this.#write(PUT, c, rev);
    this.#outstanding.noteChange(c.assetId);
  }

  /** A checkpoint that is new here and that the studio has. */
  add(c: Checkpoint, rev: number): void {
    this.#write(INSERT, c, rev);
    this.#outstanding.noteChange(c.assetId);
  }

  /** Other texts for one that the studio does not have; any other never changes. */
  rewordUnsent(id: Id, comment: string, status: string): void {
    this.#db.run(
      'UPDATE checkpoint SET comment = ?, status = ? WHERE id = ? AND rev = 0',
      comment,
      status,
      id,
    );
  }

  has(id: Id): boolean {
    return this.#db.value('SELECT 1 FROM checkpoint WHERE id = ?', id) !== undefined;
  }

  /** A checkpoint that was made just now, and that the studio does not have. Its content is here. */
  create(c: Checkpoint): void {
    this.#write(INSERT, c, 0);
  }

  #write(sql: string, c: Checkpoint, rev: number): void {
    this.#db.run(
      sql,
      c.id,
      c.assetId,
      c.version,
      c.parentId,
      hashToBytes(c.contentHash),
      c.size,
      hashToBytes(c.manifest),
      c.comment,
      c.authorId,
      c.createdAt,
      c.status,
      c.preview ? hashToBytes(c.preview.hash) : null,
      c.preview?.size ?? 0,
      c.preview?.mediaType ?? '',
      // What the studio does not have is not in its trash; for what is wanted here there are `VersionEdits`.
      Number(c.trashed && rev > 0),
      rev,
    );
  }

  /** Forgets a checkpoint that never left this machine, by its owner's word. */
  remove(id: Id): void {
    this.#db.run('DELETE FROM checkpoint WHERE id = ? AND rev = 0', id);
  }

  removeOf(assetId: Id): void {
    this.#db.run('DELETE FROM checkpoint WHERE asset_id = ?', assetId);
  }
}
