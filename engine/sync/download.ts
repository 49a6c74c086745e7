/**
 * Step 6 of a sync, and every other need for content: chunks from the studio into the project file.
 *
 * The nodes of a manifest are kept last, in one transaction: where the root is here, all of the content is. What an
 * interruption leaves is verified chunks that the next attempt finds.
 */
import { MAX_HASHES } from '../../proto/limits.ts';
import { manifestHashesAsync } from '../content/manifest-read.ts';
import type { StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';
import { report, type SyncContext } from './context.ts';

/** Plain bytes asked for at once. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** Received bytes kept in memory before they are written in one transaction. */
const WRITE_BYTES = 4 * 1024 * 1024;
const PARALLEL = 4;

/** Whether all content of a checkpoint, its preview too, is in the project file. */
export const isHere = (project: Project, checkpoint: LocalCheckpoint): boolean =>
  project.chunks.has(checkpoint.manifest) &&
  (checkpoint.preview === undefined || project.chunks.has(checkpoint.preview.hash));

/**
 * Fetches what is missing of these checkpoints. One that cannot be had is left out and returned with its reason;
 * losing the studio ends it all.
 */
export async function downloadContent(
  context: SyncContext,
  checkpoints: readonly LocalCheckpoint[],
): Promise<Map<LocalCheckpoint, CairnError>> {
  const queue = checkpoints.filter((checkpoint) => !isHere(context.project, checkpoint));
  const progress = { done: 0, total: queue.reduce((sum, checkpoint) => sum + checkpoint.size, 0) };
  const failures = new Map<LocalCheckpoint, CairnError>();
  const worker = async () => {
    for (let checkpoint = queue.shift(); checkpoint; checkpoint = queue.shift()) {
      try {
        await fetchOne(context, checkpoint, progress);
      } catch (error) {
        if (!CairnError.is(error, 'content-missing', 'integrity', 'forbidden', 'metadata-only', 'not-found'))
          throw error;
        failures.set(
          checkpoint,
          CairnError.is(error, 'forbidden', 'not-found') ? withheld(checkpoint) : error,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return failures;
}

async function fetchOne(
  context: SyncContext,
  checkpoint: LocalCheckpoint,
  progress: { done: number; total: number },
): Promise<void> {
  const { project } = context;
  const { nodes, chunks } = await fetchManifest(context, checkpoint);
  const missing = new Map<Hash, number>();
  for (const [hash, size] of chunks) {
    if (project.chunks.has(hash)) progress.done += size;
    else missing.set(hash, size);
  }
  if (checkpoint.preview) missing.set(checkpoint.preview.hash, checkpoint.preview.size);
  for (const batch of batchesOf(missing)) await fetchBatch(context, checkpoint, batch, progress);
  project.chunks.batch(() => {
    for (const node of nodes) project.chunks.put(node);
  });
}

/** Walks the manifest from its root. What is here already is not fetched again. */
async function fetchManifest(
  context: SyncContext,
  checkpoint: LocalCheckpoint,
): Promise<{ nodes: StoredChunk[]; chunks: ReadonlyMap<Hash, number> }> {
  const nodes: StoredChunk[] = [];
  const get = async (hash: Hash) => {
    const node = context.project.chunks.get(hash) ?? (await fetchNode(context, checkpoint, hash));
    if (node) nodes.push(node);
    return node;
  };
  const { chunks, missing } = await manifestHashesAsync(checkpoint.manifest, checkpoint.size, get);
  if (missing.length > 0) throw gone(checkpoint);
  return { nodes: nodes.reverse(), chunks };
}

async function fetchNode(
  context: SyncContext,
  checkpoint: LocalCheckpoint,
  hash: Hash,
): Promise<StoredChunk | undefined> {
  for await (const chunk of context.studio.fetch(checkpoint.id, [hash], context.signal)) {
    context.tally.bytesDown += chunk.data.length;
    return chunk;
  }
  return undefined;
}

async function fetchBatch(
  context: SyncContext,
  checkpoint: LocalCheckpoint,
  batch: readonly Hash[],
  progress: { done: number; total: number },
): Promise<void> {
  const { project, tally } = context;
  let waiting: StoredChunk[] = [];
  let bytes = 0;
  const flush = () => {
    project.chunks.batch(() => {
      for (const chunk of waiting) project.chunks.put(chunk);
    });
    tally.downloaded += waiting.length;
    tally.bytesDown += bytes;
    waiting = [];
    bytes = 0;
  };
  try {
    for await (const chunk of context.studio.fetch(checkpoint.id, batch, context.signal)) {
      waiting.push(chunk);
      bytes += chunk.data.length;
      progress.done += chunk.size;
      if (bytes >= WRITE_BYTES) flush();
      report(context, 'download', Math.min(progress.done, progress.total), progress.total, 'bytes');
    }
  } finally {
    // What arrived and was verified is kept, also when the rest did not arrive.
    flush();
  }
  if (!batch.every((hash) => project.chunks.has(hash))) throw gone(checkpoint);
}

/** A studio does not tell what it withholds from what it has never seen. */
const withheld = (checkpoint: LocalCheckpoint): CairnError =>
  new CairnError(
    'metadata-only',
    `The studio does not give you the content of version ${checkpoint.version}: it is neither shared with you nor assigned to you.`,
    { checkpoint: checkpoint.id },
  );

const gone = (checkpoint: LocalCheckpoint): CairnError =>
  new CairnError(
    'content-missing',
    `The studio does not have all content of version ${checkpoint.version}. It can be sent again by whoever still has it.`,
    { checkpoint: checkpoint.id },
  );

function batchesOf(missing: ReadonlyMap<Hash, number>): Hash[][] {
  const batches: Hash[][] = [];
  let room = 0;
  for (const [hash, size] of missing) {
    const last = batches.at(-1);
    if (!last || room < size || last.length >= MAX_HASHES) {
      batches.push([hash]);
      room = BATCH_BYTES - size;
    } else {
      last.push(hash);
      room -= size;
    }
  }
  return batches;
}
