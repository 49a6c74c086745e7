/**
 * Track and checkpoint: working files become versions.
 *
 * Chunks go to the project file first, in batches; a version appears with all its rows in the transaction that keeps
 * its last chunks, together with those of other small files. Dying before that leaves chunks that the next try finds
 * and garbage collection would drop.
 */
import { MAX_COMMENT, MAX_LABEL } from '../../proto/limits.ts';
import type { CallOptions, CheckpointOptions, CheckpointReport, Refused } from '../api.ts';
import { type Ingested, ingestFile } from '../content/pipeline/ingest.ts';
import type { Checkpoint, Hash, Id, Item, Preview } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import { CairnError } from '../errors.ts';
import { newId } from '../ids.ts';
import { isLive, type LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import { PathsInside } from '../workspace/paths.ts';
import type { ActionContext } from './context.ts';
import { HeldChunks } from './held-chunks.ts';
import { bounded } from './metadata.ts';
import { Pictures } from './pictures.ts';
import { Placement } from './placement.ts';
import { readPreview } from './preview.ts';
import { type Candidate, fileOf, type Readable, readAll } from './read-files.ts';
import { refusalOf } from './refusal.ts';

/**
 * Files recorded in one transaction: a tenth of a second's work. Making each durable on its own would cost more than reading a small one, and the
 * hashes of a few hundred chunks touch every page of their index, however few they are.
 */
const GROUP = 1_024;

/** Calls that read so many bytes write packs of their own, beside what goes on. */
const LARGE = 32 * 1024 * 1024;

interface Ready {
  readonly candidate: Candidate;
  readonly content: Ingested;
  /** What the file shows of itself: held, or the content's own chunk. */
  readonly picture?: Preview | undefined;
}

type Made = CheckpointReport['checkpoints'][number];

export async function record(
  context: ActionContext,
  candidates: readonly Candidate[],
  options: CheckpointOptions,
  call: CallOptions,
): Promise<CheckpointReport> {
  const { project } = context;
  const report: Report = { checkpoints: [], unchanged: [], refused: [] };
  const details: Details = {
    comment: bounded(options.comment ?? '', MAX_COMMENT, said`comment`),
    status: options.status === undefined ? undefined : bounded(options.status, MAX_LABEL, said`status`),
    preview: options.previewFile ? readPreview(project, options.previewFile) : undefined,
    onTop: options.onTop ?? false,
  };
  const size = candidates.reduce((sum, candidate) => sum + candidate.size, 0);
  context.content.expect(size, candidates.length);
  const readable: Readable[] = [];
  const paths = new PathsInside(project.folder);
  for (const candidate of candidates) {
    try {
      if (candidate.item) requireRight(project, candidate.item, candidate.path);
      readable.push({ candidate, file: fileOf(project, candidate, paths) });
    } catch (error) {
      report.refused.push(refusalOf(candidate.path, error));
    }
  }
  const held = new HeldChunks(project.chunks, size < LARGE ? undefined : project.chunks.beside());
  try {
    await recordAll(context, readable, details, held, call, report);
  } finally {
    await held.close();
  }
  return report;
}

interface Report {
  readonly checkpoints: Made[];
  readonly unchanged: string[];
  readonly refused: Refused[];
}

async function recordAll(
  context: ActionContext,
  readable: readonly Readable[],
  details: Details,
  held: HeldChunks,
  call: CallOptions,
  report: Report,
): Promise<void> {
  const { folder } = context.project;
  const pictures = details.preview ? undefined : new Pictures(readable.length, folder, held);
  let ready: Ready[] = [];
  const finish = async () => {
    const group = ready;
    ready = [];
    const outcomes = await held.settle(() => commitGroup(context, group, details, held));
    for (const [index, outcome] of outcomes.entries()) {
      const { candidate } = group[index] as Ready;
      if (outcome === undefined) report.unchanged.push(candidate.path);
      else if (outcome === 'again') await recordAgain(context, candidate, details, call, report);
      else if ('code' in outcome) report.refused.push(outcome);
      else report.checkpoints.push(outcome);
    }
  };
  const look = (candidate: Candidate, bytes: Buffer) => pictures?.look(candidate, bytes);
  for await (const [candidate, content] of readAll(context, readable, held, call, look)) {
    if ('error' in content) report.refused.push(refusalOf(candidate.path, content.error));
    else ready.push({ candidate, content, picture: await pictures?.of(candidate, content) });
    if (ready.length >= GROUP) await finish();
  }
  await finish();
}

interface Details {
  readonly comment: string;
  readonly status: string | undefined;
  readonly preview: Checkpoint['preview'];
  readonly onTop: boolean;
}

/** A delta's base was taken between the look at it and the write. */
function unlessGone(error: unknown): undefined {
  if (!CairnError.is(error, 'content-missing')) throw error;
}

type Outcome = Made | 'again' | Refused | undefined;

/** The chunks of a version, its picture apart. */
const chunksOf = ({ nodes, chunks }: Ingested): Hash[] => [...nodes, ...chunks.map(({ hash }) => hash)];

const neededBy = ({ content, picture }: Ready): Hash[] =>
  picture ? [...chunksOf(content), picture.hash] : chunksOf(content);

/** All in one transaction. Where one is refused, all of it is done again so that only that one is undone: a savepoint for each. */
function commitGroup(
  context: ActionContext,
  group: readonly Ready[],
  details: Details,
  held: HeldChunks,
): readonly Outcome[] {
  const { project, ports } = context;
  const needed = group.flatMap(neededBy);
  const run = (each: (here: ReadonlySet<Hash>) => (file: Ready) => Outcome) =>
    project.chunks.batch(() => {
      held.write();
      return group.map(each(held.among(needed)));
    });
  let outcomes: readonly Outcome[];
  try {
    outcomes = run((here) => {
      const placement = new Placement(project, ports.now());
      return (file) => commit(context, file, details, here, placement);
    });
  } catch (error) {
    refusalOf('', error); // throws what is not about one file
    outcomes = run((here) => (file) => attempt(context, file, details, here));
  }
  return outcomes;
}

/** One file of a group: what stops it undoes its part of the transaction only. */
function attempt(context: ActionContext, file: Ready, details: Details, here: ReadonlySet<Hash>): Outcome {
  const { project, ports } = context;
  try {
    return project.db.transaction(() =>
      commit(context, file, details, here, new Placement(project, ports.now())),
    );
  } catch (error) {
    return refusalOf(file.candidate.path, error);
  }
}

/** Garbage collection in another process took a chunk that was found before it was referred to. */
async function recordAgain(
  context: ActionContext,
  candidate: Candidate,
  details: Details,
  call: CallOptions,
  report: Report,
): Promise<void> {
  const { project } = context;
  for (let tries = 0; tries < 3; tries++) {
    const store = { sink: project.chunks, versions: project.chunks };
    const content = await ingestFile(context.content, fileOf(project, candidate), store, {
      signal: call.signal,
    }).catch(unlessGone);
    if (!content) continue;
    const file = { candidate, content };
    // Looked up in the transaction that refers to them, so that nobody takes them in between.
    const outcome = project.db.transaction(() =>
      attempt(context, file, details, project.chunks.among(neededBy(file))),
    );
    if (outcome === 'again') continue;
    if (outcome === undefined) report.unchanged.push(candidate.path);
    else if ('code' in outcome) report.refused.push(outcome);
    else report.checkpoints.push(outcome);
    return;
  }
  throw new CairnError('project-busy', 'The project file is being cleaned up. Try again.');
}

function commit(
  context: ActionContext,
  { candidate, content, picture }: Ready,
  details: Details,
  here: ReadonlySet<Hash>,
  placement: Placement,
): Made | 'again' | undefined {
  const { project } = context;
  if (!chunksOf(content).every((hash) => here.has(hash))) return 'again';
  const item = candidate.item
    ? requireStill(project, candidate.item.id, candidate.path)
    : placement.createAsset(candidate.path);
  // A new asset has no versions yet.
  const latest = candidate.item && project.checkpoints.latestOf(item.id);
  const known = candidate.item && knownAs(project, item.id, latest, content.contentHash);
  const cached = {
    itemId: item.id,
    path: candidate.diskPath,
    contentHash: content.contentHash,
    ...content.stamp,
  };
  if (known) {
    project.working.put({ ...cached, baseId: known.id });
    return undefined;
  }
  if (latest && project.working.get(item.id)?.baseId !== latest.id && !details.onTop) {
    throw outdated(candidate.path, latest.version);
  }
  const checkpoint: Checkpoint = {
    id: newId(),
    assetId: item.id,
    version: (latest?.version ?? 0) + 1,
    parentId: latest?.id ?? '',
    contentHash: content.contentHash,
    size: content.size,
    manifest: content.manifest,
    comment: details.comment,
    authorId: placement.me,
    createdAt: context.ports.now(),
    status: details.status ?? item.status,
    // A picture that garbage collection elsewhere took meanwhile is made again where somebody looks.
    preview: details.preview ?? (picture && here.has(picture.hash) ? picture : undefined),
    trashed: false,
  };
  if (details.status !== undefined) project.items.edit(item.id, { status: details.status });
  project.checkpoints.create(checkpoint);
  if (candidate.item) project.working.put({ ...cached, baseId: checkpoint.id });
  else project.working.create({ ...cached, baseId: checkpoint.id });
  const { id, version, size } = checkpoint;
  return { path: candidate.path, id, version, size, bytesStored: content.bytesStored };
}

/**
 * The version that a file without edits is: the newest, the one it is based on, or for a file that turned up where its
 * asset belongs, any with its content.
 */
function knownAs(
  project: Project,
  itemId: Id,
  latest: Checkpoint | undefined,
  contentHash: Hash,
): Checkpoint | undefined {
  if (latest?.contentHash === contentHash) return latest;
  const file = project.working.get(itemId);
  if (!file) return project.checkpoints.withContent(itemId, contentHash);
  const base = project.checkpoints.get(file.baseId);
  return base?.contentHash === contentHash ? base : undefined;
}

/** What was asked for before the file was read: a sync, which waits for nobody, may have brought something else since. */
function requireStill(project: Project, id: Id, path: string): LocalItem {
  const item = project.items.get(id);
  if (!item || !isLive(item)) throw new CairnError('not-found', said`${path} is gone`, { path });
  requireRight(project, item, path);
  return item;
}

const outdated = (path: string, version: number): CairnError =>
  new CairnError(
    'outdated',
    `The studio has version ${version} of ${path}, which your file is not based on. Pull it first, or checkpoint on top of it.`,
    { path, version },
  );

function requireRight(project: Project, item: Pick<Item, 'task' | 'assigneeId'>, path: string): void {
  if (mayCheckpoint(item, project.me)) return;
  const holder = item.assigneeId ? `of ${project.userName(item.assigneeId)}` : 'that nobody is assigned to';
  throw new CairnError('locked', `${path} is a task ${holder}; only the assignee may checkpoint it.`, {
    path,
  });
}
