/** Pull, rebuild, revert and free: versions become working files. Nothing that is only on disk is ever replaced. */
import type { CallOptions, MineAction, WriteReport } from '../api.ts';
import { said } from '../domain/said.ts';
import { CairnError, type ErrorCode } from '../errors.ts';
import { newId } from '../ids.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { WorkingFile } from '../project/working.ts';
import type { Survey } from '../snapshot/survey.ts';
import type { TreeItem } from '../snapshot/tree.ts';
import { keepCopy } from '../workspace/keep-copy.ts';
import { safeRemove } from '../workspace/move.ts';
import { safeWrite } from '../workspace/safe-write.ts';
import { contentOf, requireContent } from './content.ts';
import type { ActionContext } from './context.ts';
import { makeWay } from './make-way.ts';
import { SteadyProgress } from './progress.ts';
import { record } from './record.ts';
import { recordedAs } from './recorded.ts';
import { refusalOf } from './refusal.ts';
import { replayRename } from './relocate.ts';
import { type FolderMove, removeEmptied, replayFolders } from './replay-folders.ts';
import type { Freeable } from './select.ts';
import { type Outcome, writeMany } from './write-many.ts';

/** One file to bring to a version. */
export interface WriteJob {
  readonly found: TreeItem;
  readonly target: LocalCheckpoint;
  /** The checkpoint the file counts as based on afterwards. */
  readonly base: LocalCheckpoint;
  readonly file: WorkingFile | undefined;
  /** The file has edits that no checkpoint holds. */
  readonly modified: boolean;
}

type Report = { -readonly [K in keyof WriteReport]: WriteReport[K][number][] };
const newReport = (): Report => ({ written: [], unchanged: [], refused: [] });

/** A Modified file is left alone unless `mine` says what to do with the edits. */
const isLeft = (job: WriteJob, mine: MineAction | undefined): boolean => job.modified && mine === undefined;

/** The versions that are wanted. */
export const wantedBy = (jobs: readonly WriteJob[], mine: MineAction | undefined): LocalCheckpoint[] =>
  jobs.filter((job) => !isLeft(job, mine)).map(({ target }) => target);

/** Brings each file to its version. A Modified one is refused unless `mine` says what to do with the edits. */
export async function writeVersions(
  context: ActionContext,
  jobs: readonly WriteJob[],
  mine: MineAction | undefined,
  call: CallOptions,
  folders: readonly FolderMove[] = [],
): Promise<Report> {
  const report = newReport();
  const failures = await requireContent(context, wantedBy(jobs, mine), call);
  const isDone = (job: WriteJob) => !isLeft(job, mine) && !failures.has(job.target);
  const ready = await makeWay(context, await replayFolders(context, folders, jobs), isDone);
  const progress = new SteadyProgress(
    call,
    'write',
    ready.reduce((sum, { target }) => sum + target.size, 0),
  );
  let bytes = 0;
  const progressOf = (path: string) => {
    let before = 0;
    return (done: number) => {
      bytes += done - before;
      before = done;
      progress.show(bytes, path);
    };
  };
  const kept = new Map<WriteJob, string>();
  const one = async (job: WriteJob): Promise<Outcome> => {
    try {
      if (isLeft(job, mine)) throw modified(job.found.path);
      const failure = failures.get(job.target);
      if (failure) throw failure;
      const copy = await writeOne(context, job, mine, call, progressOf(job.found.path));
      if (copy !== undefined) kept.set(job, copy);
      return undefined;
    } catch (error) {
      return { error };
    }
  };
  for (const run of runs(ready)) {
    const outcomes = isPlain(run[0])
      ? await writeMany(context, run, failures, call, progressOf)
      : [await one(run[0])];
    for (const [index, job] of run.entries()) {
      const { path } = job.found;
      const { version, size } = job.target;
      const first = outcomes[index];
      const failure = first && isPlain(job) && isSwept(context, job, first.error) ? await one(job) : first;
      if (failure) report.refused.push(refusalOf(path, failure.error));
      else report.written.push({ path, version, size, ...keptAt(kept.get(job)) });
    }
  }
  if (bytes > 0) progress.finish();
  await removeEmptied(context, jobs);
  return report;
}

const keptAt = (copy: string | undefined) => (copy === undefined ? {} : { kept: copy });

/** Nothing is to be done for it but to write the file. */
const isPlain = ({ file, found, modified, target }: WriteJob): boolean =>
  !modified && (!file || (file.path === found.path && file.contentHash !== target.contentHash));

/** Plain jobs that follow each other, together; each other one by itself, in its turn: it may rename into a place that another leaves. */
function* runs(jobs: readonly WriteJob[]): Generator<readonly [WriteJob, ...WriteJob[]]> {
  let run: WriteJob[] = [];
  for (const job of jobs) {
    const [first] = run;
    if (first && !(isPlain(first) && isPlain(job))) {
      yield [first, ...run.slice(1)];
      run = [];
    }
    run.push(job);
  }
  const [first, ...rest] = run;
  if (first) yield [first, ...rest];
}

const modified = (path: string): CairnError =>
  new CairnError(
    'modified',
    `${path} has edits that are in no checkpoint. Checkpoint them first, or say what to do with them.`,
    { path },
  );

/** Whether the content was here when it was looked for, and garbage collection in another window has taken it since. */
const isSwept = ({ project }: ActionContext, { target }: WriteJob, error: unknown): boolean =>
  CairnError.is(error, 'content-missing') && project.meta('studio') !== '' && !project.holds(target);

/** @returns where a copy of the edits is that were overwritten, if any were. */
async function writeOne(
  context: ActionContext,
  job: WriteJob,
  mine: MineAction | undefined,
  call: CallOptions,
  onProgress: (bytes: number) => void,
): Promise<string | undefined> {
  const { project, ports } = context;
  const { item, path } = job.found;
  let { file, base } = job;
  let copy: string | undefined;
  if (file && job.modified) {
    if (mine === 'checkpoint') base = await checkpointMine(context, job, call);
    else copy = await keepCopy(project.folder, file.path, file, ports.now());
  }
  if (file && file.path !== path) {
    await replayRename(context, file.path, path);
    file = { ...file, path };
  }
  if (file && !job.modified && file.contentHash === job.target.contentHash) {
    project.db.transaction(() => project.working.setBase(item.id, base.id));
    return copy;
  }
  const options = { signal: call.signal, onProgress };
  const write = () => safeWrite(project.folder, path, contentOf(context, job.target, call), file, options);
  const stamp = await write().catch(async (error: unknown) => {
    if (!isSwept(context, job, error)) throw error;
    const failure = (await requireContent(context, [job.target], call)).get(job.target);
    if (failure) throw failure;
    return write();
  });
  const { contentHash } = job.target;
  const written = { itemId: item.id, path, baseId: base.id, contentHash, ...stamp };
  project.db.transaction(() => project.working.put(written));
  return copy;
}

/**
 * My edits become the newest version, so that they are in the history for everybody; then the version that is being
 * written goes on top again (as "stack theirs on top" does), so that the file that results is the newest version.
 */
async function checkpointMine(
  context: ActionContext,
  job: WriteJob,
  call: CallOptions,
): Promise<LocalCheckpoint> {
  const { project, ports } = context;
  const { item, path } = job.found;
  const diskPath = job.file?.path ?? path;
  const comment = `Before version ${job.target.version}`;
  const size = job.file?.size ?? 0;
  const report = await record(context, [{ path, diskPath, item, size }], { comment, onTop: true }, call);
  const [refusal] = report.refused;
  // That says what to do: not once more what was tried.
  if (refusal)
    throw new CairnError(
      refusal.code as ErrorCode,
      said`${path} has edits that cannot be checkpointed: ${refusal.said ?? refusal.message}`,
      { path },
    );
  return project.db.transaction(() => {
    const top = project.checkpoints.latestOf(item.id) ?? job.target;
    if (top.contentHash === job.target.contentHash) return top;
    if (job.target.id !== job.base.id) return top;
    const again: LocalCheckpoint = {
      ...job.target,
      id: newId(),
      version: top.version + 1,
      parentId: top.id,
      comment: `Back to version ${job.target.version}`,
      authorId: project.me,
      createdAt: ports.now(),
      rev: 0,
    };
    project.checkpoints.put(again, 0);
    return again;
  });
}

/** Removes working files that a checkpoint holds. */
export async function freeFiles(
  context: ActionContext,
  disk: Survey,
  { found, refused }: Freeable,
): Promise<Report> {
  const { project } = context;
  const report = newReport();
  report.refused.push(...refused);
  for (const { item, path } of found) {
    const file = disk.working(item.id);
    if (!file) {
      report.unchanged.push(path);
      continue;
    }
    try {
      const held = recordedAs(project, disk, item.id);
      if (!held) throw modified(path);
      await safeRemove(project.folder, file.path, file);
      project.db.transaction(() => project.working.remove(item.id));
      report.written.push({ path, version: held.version, size: file.size });
    } catch (error) {
      report.refused.push(refusalOf(path, error));
    }
  }
  return report;
}
