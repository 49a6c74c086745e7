/**
 * `gc`: removes chunks that no checkpoint refers to, once they were left alone for a grace period.
 *
 * Safe while uploads and pushes run, from this or another process. Whoever is told that the studio has a chunk, and every
 * push that names one, has touched it first. A chunk's row goes first, in a transaction that looks at the touch; its bytes
 * go in a second one that sees that there is still no row, and uploads write a row only while they see its bytes in a
 * transaction of their own. A crash between leaves bytes without a row, which the next run takes.
 */
import type { Checkpoint, Hash, Id } from '../../engine/domain/rows.ts';
import { TOUCH_EVERY_MS } from '../chunks/ledger.ts';
import { type Content, ManifestError } from '../chunks/manifests.ts';
import { wholeChunks } from '../chunks/whole.ts';
import { StudioError } from '../errors.ts';
import { isAmong } from '../metadata/hashes.ts';
import { batches } from '../metadata/metadata.ts';
import { count } from '../projects/allowance.ts';
import type { Studio } from '../studio.ts';
import { checkpointsOf, chunksOf, isKnown, projectIds } from './scan.ts';

/** A day: longer than any upload takes from its first chunk to its push. */
const DEFAULT_GRACE_MS = 86_400_000;

export interface Collection {
  readonly chunks: number;
  /** As stored. */
  readonly bytes: number;
  /** Packs that were rewritten and removed, and files of writes that were killed. */
  readonly files: number;
  readonly dryRun: boolean;
}

export async function collect(
  studio: Studio,
  dryRun: boolean,
  graceMs = DEFAULT_GRACE_MS,
): Promise<Collection> {
  if (graceMs < 2 * TOUCH_EVERY_MS) {
    throw new StudioError('bad-request', 'The grace period must be two hours at least');
  }
  const cutoff = studio.now() - graceMs;
  const total = { chunks: 0, bytes: 0, files: 0 };
  for (const projectId of await projectIds(studio.metadata.db)) {
    const doomed = await unreferenced(studio, projectId, cutoff);
    const released = dryRun ? doomed : await forget(studio, projectId, doomed, cutoff);
    const removed = await sweep(studio, projectId, released, { cutoff, dryRun });
    total.chunks += removed.chunks;
    total.bytes += removed.bytes;
    if (!dryRun) total.files += await studio.chunks.compact(projectId);
  }
  if (!dryRun) await tidy(studio);
  return { ...total, dryRun };
}

/** Chunks that were left alone since `cutoff` and that nothing refers to. A manifest that cannot be read stops it. */
async function unreferenced(studio: Studio, projectId: Id, cutoff: number): Promise<Set<Hash>> {
  const doomed = new Set<Hash>();
  for await (const batch of chunksOf(studio.metadata.db, projectId)) {
    for (const { hash, touchedAt } of batch) if (touchedAt < cutoff) doomed.add(hash);
  }
  if (doomed.size === 0) return doomed;
  for await (const batch of checkpointsOf(studio.metadata.db, projectId)) {
    for (const checkpoint of batch) {
      const content = await contentOf(studio, projectId, checkpoint);
      for (const hash of content.keys()) doomed.delete(hash);
      if (checkpoint.preview) doomed.delete(checkpoint.preview.hash);
    }
  }
  return doomed;
}

async function contentOf(studio: Studio, projectId: Id, checkpoint: Checkpoint): Promise<Content> {
  try {
    return await studio.manifests.read(projectId, checkpoint.manifest, checkpoint.size);
  } catch (cause) {
    if (!(cause instanceof ManifestError)) throw cause;
    const message = `Checkpoint ${checkpoint.id} cannot be read (${cause.message}), so nothing was removed. Run "verify".`;
    throw new StudioError('integrity', message, {}, cause);
  }
}

/** Deletes the rows of those that were not touched meanwhile; answers these. */
async function forget(
  studio: Studio,
  projectId: Id,
  doomed: ReadonlySet<Hash>,
  cutoff: number,
): Promise<Set<Hash>> {
  const released = new Set<Hash>();
  for (const batch of batches([...doomed])) {
    const rows = await studio.metadata.transaction(async (tx) => {
      const gone = await tx
        .deleteFrom('chunk')
        .where('project_id', '=', projectId)
        .where(isAmong(tx, 'hash', batch))
        .where('touched_at', '<', cutoff)
        .returning(['hash', 'size'])
        .execute();
      const bytes = gone.reduce((sum, { size }) => sum + size, 0);
      await count(tx, projectId, 'bytes', -bytes);
      return gone;
    });
    for (const row of rows) released.add(Buffer.from(row.hash).toString('hex'));
  }
  return released;
}

/** Removes what has no row: those just released, and what crashes left long ago. */
async function sweep(
  studio: Studio,
  projectId: Id,
  released: ReadonlySet<Hash>,
  { cutoff, dryRun }: { cutoff: number; dryRun: boolean },
): Promise<{ chunks: number; bytes: number }> {
  const candidates = new Map<Hash, number>();
  for await (const { hash, modifiedAt, bytes } of studio.chunks.list(projectId)) {
    if (!released.has(hash) && modifiedAt >= cutoff) continue;
    const isReleased = dryRun && released.has(hash);
    if (isReleased || !(await isKnown(studio.metadata.db, projectId, hash))) candidates.set(hash, bytes);
  }
  const removed = { chunks: 0, bytes: 0 };
  const count = (hash: Hash) => {
    removed.chunks++;
    removed.bytes += candidates.get(hash) ?? 0;
    candidates.delete(hash);
  };
  for (const hash of [...candidates.keys()]) {
    if (dryRun) count(hash);
    else if (candidates.has(hash)) await remove(studio, projectId, hash, count);
  }
  return removed;
}

/**
 * Deletes a chunk that has no row. Deltas that stand on it and are wanted are made whole first, those that are not go
 * before it. No new ones can come: a delta is taken only on chunks that have rows.
 */
async function remove(studio: Studio, projectId: Id, hash: Hash, count: (hash: Hash) => void): Promise<void> {
  for (const dependent of await studio.chunks.dependents(projectId, hash)) {
    if (await isKnown(studio.metadata.db, projectId, dependent)) {
      const whole = (await wholeChunks(studio, projectId, [dependent])).get(dependent);
      if (whole) await studio.chunks.makeWhole(projectId, whole);
    } else await remove(studio, projectId, dependent, count);
  }
  const gone = await studio.metadata.transaction(async (tx) => {
    await studio.metadata.lock(tx, `chunks/${projectId}`);
    if (await isKnown(tx, projectId, hash)) return false;
    return studio.chunks.delete(projectId, hash, tx);
  });
  if (gone) count(hash);
}

async function tidy(studio: Studio): Promise<void> {
  const now = studio.now();
  await studio.metadata.db.deleteFrom('session').where('expires_at', '<=', now).execute();
}
