/** Step 4 of a sync: content of unsent checkpoints, only what the studio wants sent, before any row that names it. */
import { MAX_HASHES } from '../../proto/limits.ts';
import { manifestHashes } from '../content/manifest-read.ts';
import type { StoredChunk } from '../content/store.ts';
import type { Hash, Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';
import { report, type SyncContext } from './context.ts';
import { basisOf } from './outbox.ts';

/** Encoded bytes in one upload: large enough to fill a link, small enough to lose little to an interruption. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** Uploads at a time. */
const PARALLEL = 3;
/** Most basis checkpoints in one question. */
const MAX_BASIS = 512;

/** @returns ids of the checkpoints whose content is on the studio now; others lack content here, and are marked so. */
export async function uploadContent(context: SyncContext): Promise<Set<Id>> {
  const { project } = context;
  const complete = new Set<Id>();
  const wanted = new Set<Hash>();
  let question: { hashes: Hash[]; basis: Set<Id> } = { hashes: [], basis: new Set() };
  const ask = async () => {
    if (question.hashes.length === 0) return;
    const { hashes, basis } = question;
    question = { hashes: [], basis: new Set() };
    for (const hash of await context.studio.missing(hashes, [...basis], context.signal)) wanted.add(hash);
  };
  context.tally.bytesSent = 0;
  for (const checkpoint of project.checkpoints.outbox()) {
    const hashes = contentHashes(project, checkpoint);
    if (hashes || project.checkpoints.isContentSent(checkpoint)) complete.add(checkpoint.id);
    else markIncomplete(project, checkpoint);
    if (!hashes) continue;
    context.tally.bytesSent += checkpoint.size;
    for (let start = 0; start < hashes.length; start += MAX_HASHES) {
      const part = hashes.slice(start, start + MAX_HASHES);
      if (question.hashes.length + part.length > MAX_HASHES || question.basis.size >= MAX_BASIS) await ask();
      question.hashes.push(...part);
      for (const id of basisOf(project, checkpoint.assetId)) question.basis.add(id);
    }
  }
  await ask();
  await send(context, [...wanted]);
  return complete;
}

/** Every chunk a checkpoint needs, manifest nodes and preview included; undefined where some are not here. */
function contentHashes(project: Project, checkpoint: LocalCheckpoint): Hash[] | undefined {
  try {
    const { nodes, chunks, missing } = manifestHashes(checkpoint.manifest, checkpoint.size, project.chunks);
    const hashes = new Set([...missing, ...nodes, ...chunks.keys()]);
    if (checkpoint.preview) hashes.add(checkpoint.preview.hash);
    return [...hashes].every((hash) => project.chunks.has(hash)) ? [...hashes] : undefined;
  } catch (error) {
    if (CairnError.is(error, 'integrity')) return undefined;
    throw error;
  }
}

function markIncomplete(project: Project, checkpoint: LocalCheckpoint): void {
  const message = `Version ${checkpoint.version} cannot be sent: some of its content is missing or damaged in the project file. Run "cairn verify".`;
  project.db.transaction(() =>
    project.staging.reject('checkpoint', checkpoint.id, 'content-missing', message),
  );
}

async function send(context: SyncContext, hashes: readonly Hash[]): Promise<void> {
  const { project, tally } = context;
  const sizes = hashes.map((hash) => project.chunks.storedSize(hash));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const batches = batchesOf(hashes, sizes);
  let sent = 0;
  const worker = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      let counted = 0;
      await context.studio.upload(read(project, batch), context.signal, (bytes) => {
        sent += bytes - counted;
        counted = bytes;
        report(context, 'upload', Math.min(sent, total), total, 'bytes');
      });
      tally.uploaded += batch.length;
      tally.bytesUp += batch.reduce((sum, hash) => sum + project.chunks.storedSize(hash), 0);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function* read(project: Project, hashes: readonly Hash[]): Generator<StoredChunk> {
  for (const hash of hashes) {
    const chunk = project.chunks.get(hash);
    if (!chunk)
      throw new CairnError('content-missing', `Chunk ${hash} left the project file while it was sent`);
    yield chunk;
  }
}

function batchesOf(hashes: readonly Hash[], sizes: readonly number[]): Hash[][] {
  const batches: Hash[][] = [];
  let room = 0;
  hashes.forEach((hash, index) => {
    const size = sizes[index] ?? 0;
    if (room < size || batches.length === 0) {
      batches.push([]);
      room = BATCH_BYTES;
    }
    batches.at(-1)?.push(hash);
    room -= size;
  });
  return batches;
}
