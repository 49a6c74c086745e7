/** A copy of a project file that is being made to hold all chunks itself. Thrown away where that does not end well. */
import { encodeBase } from '../content/frame.ts';
import { type ChunkSource, CODECS, type StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { Db } from './db.ts';

/** Stored bytes of one transaction, and most rows of it. */
const UNIT_BYTES = 16 * 1024 * 1024;
const UNIT_ROWS = 1_000;

interface Outside {
  readonly id: number;
  readonly hash: Buffer;
  readonly length: number;
}

export class ExportFile {
  readonly #db: Db;

  private constructor(db: Db) {
    this.#db = db;
  }

  /** Takes over `file`, which nobody else knows of. */
  static async open(file: string): Promise<ExportFile> {
    const db = await Db.open(file);
    // Until it is finished it is worth nothing, so no care is taken of a crash.
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    return new ExportFile(db);
  }

  /** Stored bytes of chunks that lie in packs. */
  bytesOutside(): number {
    return this.#db.value<number>('SELECT ifnull(sum(length), 0) FROM chunk WHERE pack IS NOT NULL') ?? 0;
  }

  /**
   * Takes in the chunks that lie in packs. Yields the stored bytes of each transaction.
   * @throws {CairnError} content-missing, integrity
   */
  *takeIn(source: ChunkSource): Generator<number, void> {
    const sql = 'SELECT id, hash, length FROM chunk WHERE pack IS NOT NULL AND id > ? ORDER BY id LIMIT ?';
    for (let after = 0; ; ) {
      const rows = this.#db.all<Outside>(sql, after, UNIT_ROWS);
      if (rows.length === 0) return;
      let bytes = 0;
      this.#db.transaction(() => {
        for (const { id, hash, length } of rows) {
          this.#keep(id, read(source, hash.toString('hex')));
          after = id;
          bytes += length;
          if (bytes >= UNIT_BYTES) return;
        }
      });
      yield bytes;
    }
  }

  /** Forgets the packs. @returns how many chunks there are. */
  finish(): number {
    this.#db.run('DELETE FROM pack');
    return this.#db.value<number>('SELECT count(*) FROM chunk') ?? 0;
  }

  close(): void {
    this.#db.close();
  }

  /** The source may keep it whole by now, where the row says that it is a delta. */
  #keep(id: number, chunk: StoredChunk): void {
    this.#db.run(
      `UPDATE chunk SET codec = ?, size = ?, data = ?, base = ?, depth = iif(?, depth, 0),
         pack = NULL, offset = 0, length = 0 WHERE id = ?`,
      CODECS.indexOf(chunk.codec),
      chunk.size,
      chunk.data,
      chunk.base ? encodeBase(chunk.base) : null,
      Number(chunk.base !== undefined),
      id,
    );
  }
}

function read(source: ChunkSource, hash: Hash): StoredChunk {
  const chunk = source.get(hash);
  if (!chunk) throw new CairnError('content-missing', `Chunk ${hash} is not here any more`, { hash });
  return chunk;
}
