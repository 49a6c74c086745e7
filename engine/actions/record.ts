/**
 * Track and checkpoint: working files become versions.
 *
 * Chunks go to the project file first, in batches; the version appears with all its rows in one transaction at the
 * end. Dying before that leaves chunks that the next try finds and garbage collection would drop.
 */
import { v7 as uuid } from 'uuid';
import type { CallOptions, CheckpointOptions, CheckpointReport } from '../api.ts';
import { type Ingested, ingestFile } from '../content/ingest.ts';
import { manifestHashes } from '../content/manifest-read.ts';
import { explainName, nameKey, nameProblem, suggestName } from '../domain/names.ts';
import { type Checkpoint, type Id, type Item, ROOT } from '../domain/rows.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import { CairnError } from '../errors.ts';
import type { LocalItem } from '../project/items.ts';
import { split } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { pathInside } from '../workspace/paths.ts';
import type { ActionContext, Refusal } from './context.ts';
import { newItem } from './new-item.ts';
import { readPreview } from './preview.ts';
import { refusalOf } from './refusal.ts';

/** A file to record: where it lies, and for which asset; undefined: it is tracked with this. */
export interface Candidate {
  readonly path: string;
  /** Path on disk, relative to the working folder; differs from `path` while a rename waits to be replayed. */
  readonly diskPath: string;
  readonly item: LocalItem | undefined;
}

export async function record(
  context: ActionContext,
  candidates: readonly Candidate[],
  options: CheckpointOptions,
  call: CallOptions,
): Promise<CheckpointReport> {
  const checkpoints: CheckpointReport['checkpoints'][number][] = [];
  const unchanged: string[] = [];
  const refused: Refusal[] = [];
  const preview = options.previewFile ? readPreview(context.project, options.previewFile) : undefined;
  const details: Details = {
    comment: options.comment ?? '',
    status: options.status,
    preview,
    onTop: options.onTop ?? false,
  };
  for (const candidate of candidates) {
    try {
      const made = await recordOne(context, candidate, details, call);
      if (made) checkpoints.push(made);
      else unchanged.push(candidate.path);
    } catch (error) {
      refused.push(refusalOf(candidate.path, error));
    }
  }
  return { checkpoints, unchanged, refused };
}

interface Details {
  readonly comment: string;
  readonly status: string | undefined;
  readonly preview: Checkpoint['preview'];
  readonly onTop: boolean;
}

async function recordOne(
  context: ActionContext,
  candidate: Candidate,
  details: Details,
  call: CallOptions,
): Promise<CheckpointReport['checkpoints'][number] | undefined> {
  const { project } = context;
  if (candidate.item) requireRight(project, candidate.item, candidate.path);
  else requireNames(candidate.path);
  const file = pathInside(project.folder, candidate.diskPath);
  for (let attempt = 1; ; attempt++) {
    const content = await ingestFile(file, project.chunks, {
      signal: call.signal,
      onProgress: (done) =>
        call.onProgress?.({ phase: 'read', done, total: 0, unit: 'bytes', path: candidate.path }),
    });
    const made = project.db.transaction(() => commit(context, candidate, content, details));
    if (made !== 'again') return made;
    // Garbage collection in another process took a chunk that was found before it was referred to.
    if (attempt === 3)
      throw new CairnError('project-busy', 'The project file is being cleaned up. Try again.');
  }
}

function commit(
  context: ActionContext,
  candidate: Candidate,
  content: Ingested,
  details: Details,
): CheckpointReport['checkpoints'][number] | 'again' | undefined {
  const { project } = context;
  const { missing, chunks } = manifestHashes(content.manifest, content.size, project.chunks);
  if (missing.length > 0 || [...chunks.keys()].some((hash) => !project.chunks.has(hash))) return 'again';
  const now = context.ports.now();
  const item = candidate.item
    ? project.items.get(candidate.item.id)
    : createAsset(project, candidate.path, now);
  if (!item) throw new CairnError('not-found', `${candidate.path} is gone`, { path: candidate.path });
  const latest = project.checkpoints.latestOf(item.id);
  const base = project.working.get(item.id)?.baseId;
  const cached = {
    itemId: item.id,
    path: candidate.diskPath,
    contentHash: content.contentHash,
    ...content.stamp,
  };
  if (latest?.contentHash === content.contentHash) {
    project.working.put({ ...cached, baseId: latest.id });
    return undefined;
  }
  if (latest && base !== latest.id && !details.onTop) {
    const known = base ? project.checkpoints.get(base) : undefined;
    if (known?.contentHash === content.contentHash) return undefined;
    throw outdated(candidate.path, latest.version);
  }
  const checkpoint: Checkpoint = {
    id: uuid(),
    assetId: item.id,
    version: (latest?.version ?? 0) + 1,
    parentId: latest?.id ?? '',
    contentHash: content.contentHash,
    size: content.size,
    manifest: content.manifest,
    comment: details.comment,
    authorId: project.me,
    createdAt: now,
    status: details.status ?? item.status,
    preview: details.preview,
    trashed: false,
  };
  if (details.status !== undefined) project.items.edit(item.id, { status: details.status });
  project.checkpoints.put(checkpoint, 0);
  project.working.put({ ...cached, baseId: checkpoint.id });
  const { id, version, size } = checkpoint;
  return { path: candidate.path, id, version, size, bytesStored: content.bytesStored };
}

const outdated = (path: string, version: number): CairnError =>
  new CairnError(
    'outdated',
    `The studio has version ${version} of ${path}, which your file is not based on. Pull it first, or checkpoint on top of it.`,
    { path, version },
  );

function requireRight(project: Project, item: Item, path: string): void {
  if (mayCheckpoint(item, project.me)) return;
  const holder = item.assigneeId ? `of ${project.userName(item.assigneeId)}` : 'that nobody is assigned to';
  throw new CairnError(
    'locked',
    `${path} is a task ${holder}; only the assignee may checkpoint it. Your file is as it was.`,
    {
      path,
    },
  );
}

function requireNames(path: string): void {
  for (const name of split(path)) {
    const problem = nameProblem(name);
    if (problem === undefined) continue;
    const suggestion = suggestName(name);
    const message = `"${name}" cannot be tracked: ${explainName(problem)}. Rename it, for example to "${suggestion}".`;
    throw new CairnError('name-refused', message, { name, problem, suggestion });
  }
}

/** The asset for a path, with the collections above it. */
function createAsset(project: Project, path: string, now: number): LocalItem {
  const names = split(path);
  const parent = ensureCollections(project, names.slice(0, -1), now);
  const name = names.at(-1) ?? '';
  const taken = project.items.byKey(parent, nameKey(name));
  if (taken) {
    throw new CairnError('name-taken', `${path} is tracked already, as ${project.paths.of(taken.id)}`, {
      path,
    });
  }
  const item = newItem(project, 'asset', parent, name, now);
  project.items.create(item);
  return { ...item, rev: 0, base: undefined };
}

/** The collections along `names`, made where they are missing. @returns the id of the last. */
export function ensureCollections(project: Project, names: readonly string[], now: number): Id {
  let parent = ROOT;
  for (const name of names) {
    const found = project.items.byKey(parent, nameKey(name));
    if (found?.kind === 'asset') {
      const path = project.paths.of(found.id);
      throw new CairnError('name-taken', `${path} is an asset, so it cannot hold others`, { path });
    }
    const id = found?.id ?? uuid();
    if (!found) project.items.create({ ...newItem(project, 'collection', parent, name, now), id });
    parent = id;
  }
  return parent;
}
