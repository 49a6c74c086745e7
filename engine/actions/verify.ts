/** Checks a project file: structure, references, and every chunk against its hash. */
import type { CallOptions, VerifyReport } from '../api.ts';
import { manifestHashes } from '../content/manifest-read.ts';
import { throwIfAborted } from '../content/pace.ts';
import { PlainReader } from '../content/plain.ts';
import type { StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';
import { requireContent } from './content.ts';
import type { ActionContext } from './context.ts';

interface Problem {
  readonly code: string;
  readonly message: string;
}

const PAGE = 64;

/** With `repair`, chunks that are bad or missing are fetched from the studio again. */
export async function verify(
  context: ActionContext,
  repair: boolean,
  call: CallOptions,
): Promise<VerifyReport> {
  const { project } = context;
  const problems: Problem[] = [...checkStructure(project)];
  const { bad, chunks, bytes } = await checkChunks(project, call);
  const broken = new Map<LocalCheckpoint, string>();
  const checkpoints = project.checkpoints.all();
  for (const checkpoint of checkpoints) {
    const problem = checkContent(project, checkpoint, bad);
    if (problem) broken.set(checkpoint, problem);
  }
  const repaired = repair ? await repairContent(context, bad, broken, call) : 0;
  for (const hash of bad)
    problems.push({ code: 'chunk-damaged', message: `Chunk ${hash} does not match its hash` });
  for (const [checkpoint, message] of broken) {
    const path = project.paths.of(checkpoint.assetId);
    problems.push({ code: 'content-missing', message: `${path} version ${checkpoint.version}: ${message}` });
  }
  return {
    ok: problems.length === 0,
    problems,
    repaired,
    checked: { chunks, bytes, checkpoints: checkpoints.length },
  };
}

function* checkStructure(project: Project): Generator<Problem> {
  for (const { integrity_check: line } of project.db.pragma('integrity_check') as {
    integrity_check: string;
  }[]) {
    if (line !== 'ok') yield { code: 'structure', message: line };
  }
  for (const row of project.db.pragma('foreign_key_check') as { table: string; parent: string }[]) {
    yield { code: 'reference', message: `A row of ${row.table} refers to nothing in ${row.parent}` };
  }
}

async function checkChunks(
  project: Project,
  call: CallOptions,
): Promise<{ bad: Set<Hash>; chunks: number; bytes: number }> {
  const bad = new Set<Hash>();
  const plains = new PlainReader(project.chunks);
  let [after, chunks, bytes] = [0, 0, 0];
  for (
    let page = project.chunks.page(after, PAGE);
    page.length > 0;
    page = project.chunks.page(after, PAGE)
  ) {
    for (const { id, hash, stored } of page) {
      after = id;
      chunks++;
      bytes += stored;
      if (!isSound(plains, hash)) bad.add(hash);
    }
    call.onProgress?.({ phase: 'read', done: bytes, total: 0, unit: 'bytes' });
    await new Promise(setImmediate);
    throwIfAborted(call.signal);
  }
  return { bad, chunks, bytes };
}

/** A delta on a damaged chunk is not sound either: nobody can read it. */
function isSound(plains: PlainReader, hash: Hash): boolean {
  try {
    plains.read(hash);
    return true;
  } catch (error) {
    if (CairnError.is(error, 'integrity', 'content-missing')) return false;
    throw error;
  }
}

/** What is wrong with a checkpoint whose content should be here, or undefined. */
function checkContent(
  project: Project,
  checkpoint: LocalCheckpoint,
  bad: ReadonlySet<Hash>,
): string | undefined {
  if (!project.chunks.has(checkpoint.manifest)) {
    const elsewhere = project.checkpoints.isContentSent(checkpoint);
    return elsewhere ? undefined : 'its manifest is missing and the studio does not have it';
  }
  if (bad.has(checkpoint.manifest)) return 'its manifest is damaged';
  try {
    const { missing, chunks, nodes } = manifestHashes(checkpoint.manifest, checkpoint.size, project.chunks);
    const gone = [...missing, ...[...chunks.keys()].filter((hash) => !project.chunks.has(hash))];
    if (gone.length > 0) return `${gone.length} chunks are missing`;
    return [...nodes, ...chunks.keys()].some((hash) => bad.has(hash)) ? 'a chunk is damaged' : undefined;
  } catch (error) {
    if (CairnError.is(error, 'integrity')) return error.message;
    throw error;
  }
}

/** Drops what is bad where the studio can give it again. Problems that are mended leave the two collections. */
async function repairContent(
  context: ActionContext,
  bad: Set<Hash>,
  broken: Map<LocalCheckpoint, string>,
  call: CallOptions,
): Promise<number> {
  const { project } = context;
  const again = [...broken.keys()].filter((checkpoint) => checkpoint.rev > 0);
  if (again.length === 0 || project.meta('studio') === '') return 0;
  const kept = new Map([...bad].map((hash) => [hash, storedOf(project, hash)]));
  project.db.transaction(() => {
    for (const hash of bad) project.chunks.remove(hash);
    for (const checkpoint of again) project.chunks.remove(checkpoint.manifest);
  });
  const failures = await requireContent(context, again, call);
  for (const checkpoint of again) if (!failures.has(checkpoint)) broken.delete(checkpoint);
  project.db.transaction(() => {
    for (const [hash, chunk] of kept) {
      if (project.chunks.has(hash)) bad.delete(hash);
      // Even a damaged chunk is not thrown away while nothing better is there.
      else if (chunk) project.chunks.put(chunk);
    }
  });
  return again.length - failures.size;
}

function storedOf(project: Project, hash: Hash): StoredChunk | undefined {
  try {
    return project.chunks.get(hash);
  } catch (error) {
    if (CairnError.is(error, 'integrity', 'content-missing')) return undefined;
    throw error;
  }
}
