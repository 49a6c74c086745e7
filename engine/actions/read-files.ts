/** Reading working files that are to be recorded. */
import type { CallOptions } from '../api.ts';
import { type FileToIngest, type IngestResult, ingestFiles } from '../content/pipeline/ingest.ts';
import type { ContentAddress } from '../content/restore.ts';
import type { Item } from '../domain/rows.ts';
import type { Project } from '../project/project.ts';
import { PathsInside } from '../workspace/paths.ts';
import type { ActionContext } from './context.ts';
import type { HeldChunks } from './held-chunks.ts';
import { SteadyProgress } from './progress.ts';

/** A file to record: where it lies, and for which asset; undefined: it is tracked with this. */
export interface Candidate {
  readonly path: string;
  /**
   * Path on disk, relative to the working folder; differs from `path` while a rename waits to be replayed. What has no
   * asset yet has this one path, and to be read is to be judged: it consists of names.
   */
  readonly diskPath: string;
  readonly item: Pick<Item, 'id' | 'task' | 'assigneeId'> | undefined;
  /** Bytes, when the folder was scanned. */
  readonly size: number;
}

/** @param paths of the working folder. @throws {CairnError} where the path leads out of the folder. */
export const fileOf = (
  project: Project,
  candidate: Candidate,
  paths = new PathsInside(project.folder),
): FileToIngest => ({
  path: paths.at(candidate.diskPath),
  within: project.folder,
  size: candidate.size,
  previous: previousOf(project, candidate),
});

/** The version that a file is based on, else the newest one whose content is here. */
function previousOf(project: Project, { item }: Candidate): ContentAddress | undefined {
  if (!item) return undefined;
  const base = project.checkpoints.get(project.working.get(item.id)?.baseId ?? '');
  if (base && project.chunks.has(base.manifest)) return base;
  return project.checkpoints.of(item.id).findLast(({ manifest }) => project.chunks.has(manifest));
}

/** A candidate, and what is read for it. */
export interface Readable {
  readonly candidate: Candidate;
  readonly file: FileToIngest;
}

/**
 * What became of each, in order.
 * @param look is shown each file that is small enough to be in memory as a whole, before it is yielded; its bytes hold until it returns.
 */
export async function* readAll(
  { project, content }: ActionContext,
  readable: readonly Readable[],
  held: HeldChunks,
  call: CallOptions,
  look: (candidate: Candidate, bytes: Buffer) => void,
): AsyncGenerator<readonly [Candidate, IngestResult], void> {
  const files = readable.map(({ file }) => file);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const progress = new SteadyProgress(call, 'read', total);
  const store = { sink: held, versions: project.chunks };
  let index = 0;
  const onProgress = (bytes: number) => progress.show(bytes, readable[index]?.candidate.path);
  const onWhole = (at: number, bytes: Buffer) => look((readable[at] as Readable).candidate, bytes);
  for await (const result of ingestFiles(content, files, store, {
    signal: call.signal,
    onProgress,
    onWhole,
  })) {
    yield [(readable[index++] as Readable).candidate, result];
  }
  progress.finish();
}
