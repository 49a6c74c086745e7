/**
 * Gives disk space of packs back. Frames that are still referred to move to the pack that grows; a pack goes once no
 * row leads to it, and its file after its row: dying anywhere leaves at worst a file that nothing knows, which a later
 * run removes. Whoever still has a place in a pack that is gone asks for the chunk again.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseFrame } from '../content/frame.ts';
import { TurnTaker, throwIfAborted } from '../content/pace.ts';
import type { Chunks } from './chunks.ts';
import type { Db } from './db.ts';
import { packName } from './packs.ts';

/** Frames moved in one transaction: bytes, and how many. */
const MOVE_BYTES = 16 * 1024 * 1024;
const MOVE_FRAMES = 1_000;
/** A file that no row knows is removed once it is so old, in milliseconds: nobody is about to put it back. */
const ORPHAN_AGE = 60 * 60 * 1000;

const PACK_NAME = /^[0-9a-f]{12,14}\.pack$/u;

interface PackRow {
  readonly id: number;
  readonly size: number;
  readonly chunks: number;
  readonly live: number;
}

interface FrameRow {
  readonly id: number;
  readonly hash: Buffer;
  readonly offset: number;
  readonly length: number;
}

/** Call with nothing else of this process at work on the project. @throws {CairnError} `cancelled`, `disk-full` … */
export async function reclaimPacks(db: Db, chunks: Chunks, signal: AbortSignal | undefined): Promise<void> {
  const turns = new TurnTaker();
  const sql = `SELECT p.id, p.size, count(c.id) AS chunks, ifnull(sum(c.length), 0) AS live
    FROM pack p LEFT JOIN chunk c ON c.pack = p.id GROUP BY p.id ORDER BY p.id`;
  for (const pack of db.all<PackRow>(sql)) {
    if (pack.live * 2 >= pack.size && pack.chunks > 0) continue;
    db.run('UPDATE pack SET is_full = 1 WHERE id = ?', pack.id);
    for (let after = 0, next: number | undefined; ; after = next) {
      throwIfAborted(signal);
      next = moveFrames(db, chunks, pack.id, after);
      if (next === undefined) break;
      await turns.take(signal);
    }
    removeEmpty(db, chunks, pack.id);
  }
  removeOrphans(db, chunks);
}

/** @returns the offset to go on behind; undefined at the end. A frame that is damaged stays where it is. */
function moveFrames(db: Db, chunks: Chunks, pack: number, after: number): number | undefined {
  return chunks.batch(() => {
    const rows = db.all<FrameRow>(
      'SELECT id, hash, offset, length FROM chunk WHERE pack = ? AND offset > ? ORDER BY offset LIMIT ?',
      pack,
      after,
      MOVE_FRAMES,
    );
    let bytes = 0;
    for (const { id, hash, offset, length } of rows) {
      const frame = chunks.packs.read({ pack, offset, length });
      if (frame && parseFrame(frame, hash.toString('hex'))) {
        const to = chunks.packs.addFrame(frame);
        const sql = 'UPDATE chunk SET pack = ?, offset = ?, length = ? WHERE id = ?';
        db.run(sql, to.pack, to.offset, to.length, id);
      }
      bytes += length;
      if (bytes >= MOVE_BYTES) return offset;
    }
    return rows.length === MOVE_FRAMES ? rows.at(-1)?.offset : undefined;
  });
}

function removeEmpty(db: Db, chunks: Chunks, pack: number): void {
  const sql = 'DELETE FROM pack WHERE id = ? AND NOT EXISTS (SELECT 1 FROM chunk WHERE pack = pack.id)';
  if (db.run(sql, pack) === 0) return;
  chunks.packs.release(pack);
  remove(chunks.packs.file(pack));
}

/** In a write transaction, so that a pack that is being made has its row already, or is not there yet. */
function removeOrphans(db: Db, { packs }: Chunks): void {
  if (!existsSync(packs.folder)) return;
  db.transaction(() => {
    const known = new Set(db.all<{ id: number }>('SELECT id FROM pack').map(({ id }) => packName(id)));
    for (const name of readdirSync(packs.folder)) {
      if (!PACK_NAME.test(name) || known.has(name)) continue;
      const file = join(packs.folder, name);
      if (Date.now() - statSync(file).mtimeMs > ORPHAN_AGE) remove(file);
    }
  });
}

/** On Windows another process may have it open: then a later run removes it. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EBUSY', 'EPERM', 'EACCES'].includes(code)) throw error;
  }
}
