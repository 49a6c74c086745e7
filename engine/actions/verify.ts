/** Checks a project file: structure, references, and every chunk against its hash. */
import type { CallOptions, VerifyReport } from '../api.ts';
import { manifestHashes } from '../content/manifest-read.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';
import { requireContent } from './content.ts';
import type { ActionContext } from './context.ts';
import { checkChunks, checkPacks, type Problem } from './verify-chunks.ts';

/** With `repair`, chunks that are bad or missing are fetched from the studio again. */
export async function verify(
  context: ActionContext,
  repair: boolean,
  call: CallOptions,
): Promise<VerifyReport> {
  const { project } = context;
  const problems: Problem[] = [...checkStructure(project)];
  const { bad: found, chunks, bytes } = await checkChunks(project, call);
  const bad = new Map(found);
  const broken = new Map<LocalCheckpoint, string>();
  const checkpoints = project.checkpoints.all();
  for (const checkpoint of checkpoints) {
    const problem = checkContent(project, checkpoint, bad);
    if (problem) broken.set(checkpoint, problem);
  }
  const repaired = repair ? await repairContent(context, bad, broken, call) : 0;
  problems.push(...checkPacks(project));
  for (const message of bad.values()) problems.push({ code: 'chunk-damaged', message });
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

/** What is wrong with a checkpoint whose content should be here, or undefined. */
function checkContent(
  project: Project,
  checkpoint: LocalCheckpoint,
  bad: ReadonlyMap<Hash, string>,
): string | undefined {
  if (!project.chunks.has(checkpoint.manifest)) {
    const elsewhere = project.checkpoints.sentTwin(checkpoint) !== undefined;
    return elsewhere ? undefined : 'its manifest is missing and the studio does not have it';
  }
  if (bad.has(checkpoint.manifest)) return 'its manifest is damaged';
  if (checkpoint.preview && bad.has(checkpoint.preview.hash)) return 'its preview is damaged';
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

/**
 * Has the studio give again what is bad. Nothing is removed for that: bad chunks stay until better ones replace them.
 * @returns how many versions are whole again; chunks and versions that still are not stay in the two collections.
 */
async function repairContent(
  context: ActionContext,
  bad: Map<Hash, string>,
  broken: Map<LocalCheckpoint, string>,
  call: CallOptions,
): Promise<number> {
  const { project } = context;
  const again = [...broken.keys()].filter((checkpoint) => checkpoint.rev > 0);
  if (again.length === 0 || project.meta('studio') === '') return 0;
  // A version whose root is not trusted is not taken for whole, so all of it is looked through.
  project.chunks.distrust([...bad.keys(), ...again.map((checkpoint) => checkpoint.manifest)]);
  let failures: ReadonlyMap<LocalCheckpoint, CairnError>;
  try {
    failures = await requireContent(context, again, call);
  } finally {
    const rest = project.chunks.trust();
    for (const hash of bad.keys()) if (!rest.has(hash)) bad.delete(hash);
  }
  for (const checkpoint of again) if (!failures.has(checkpoint)) broken.delete(checkpoint);
  return again.length - failures.size;
}
