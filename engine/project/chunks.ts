/** Chunks in the project file. */
import type { ChunkSink, ChunkSource, Codec, StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { hashToBytes } from '../domain/wire.ts';
import type { Db } from './db.ts';

const CODECS: readonly Codec[] = ['raw', 'zstd'];

interface Stored {
  hash: Buffer;
  codec: number;
  size: number;
  data: Buffer;
}

const fromStored = (s: Stored): StoredChunk => ({
  hash: s.hash.toString('hex'),
  codec: CODECS[s.codec] ?? 'raw',
  size: s.size,
  data: s.data,
});

export class Chunks implements ChunkSink, ChunkSource {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  has(hash: Hash): boolean {
    return this.#db.value('SELECT 1 FROM chunk WHERE hash = ?', hashToBytes(hash)) !== undefined;
  }

  get(hash: Hash): StoredChunk | undefined {
    const stored = this.#db.get<Stored>(
      'SELECT hash, codec, size, data FROM chunk WHERE hash = ?',
      hashToBytes(hash),
    );
    return stored && fromStored(stored);
  }

  put(chunk: StoredChunk): void {
    const sql = 'INSERT INTO chunk (hash, codec, size, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
    this.#db.run(sql, hashToBytes(chunk.hash), CODECS.indexOf(chunk.codec), chunk.size, chunk.data);
  }

  remove(hash: Hash): void {
    this.#db.run('DELETE FROM chunk WHERE hash = ?', hashToBytes(hash));
  }

  batch<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  /** Bytes a chunk takes here, encoded; 0 where it is not here. */
  storedSize(hash: Hash): number {
    return this.#db.value<number>('SELECT length(data) FROM chunk WHERE hash = ?', hashToBytes(hash)) ?? 0;
  }

  /** Up to `limit` hashes after row `after`, to walk all chunks in bounded memory. */
  page(after: number, limit: number): { id: number; hash: Hash; stored: number }[] {
    const sql = 'SELECT id, hash, length(data) AS stored FROM chunk WHERE id > ? ORDER BY id LIMIT ?';
    const rows = this.#db.all<{ id: number; hash: Buffer; stored: number }>(sql, after, limit);
    return rows.map((row) => ({ ...row, hash: row.hash.toString('hex') }));
  }
}
