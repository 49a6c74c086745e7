/** One open project: composes the rooms, and lets what touches the working folder happen one after the other. */
import { resolve } from 'node:path';
import { applyAttention, discardAttention } from './actions/attention.ts';
import { contentOf, requireContent } from './actions/content.ts';
import type { ActionContext } from './actions/context.ts';
import { exportProject } from './actions/export.ts';
import { collectGarbage } from './actions/gc.ts';
import * as metadata from './actions/metadata.ts';
import { relocate } from './actions/relocate.ts';
import { checkRename, resolveConflict } from './actions/resolve.ts';
import {
  checkpointable,
  freeable,
  notRecorded,
  pullable,
  rebuildable,
  requireVersion,
  revertible,
  trackable,
} from './actions/select.ts';
import * as structure from './actions/structure.ts';
import { verify } from './actions/verify.ts';
import { trashVersion } from './actions/versions.ts';
import { freeFiles } from './actions/write.ts';
import type {
  AttentionOutcome,
  CallOptions,
  Changes,
  CheckpointOptions,
  CheckpointReport,
  Conflict,
  Decision,
  ExportReport,
  GcReport,
  MemberView,
  MetadataEdit,
  MineAction,
  ProjectApi,
  ProjectLink,
  Search,
  StatusReport,
  SyncPlan,
  SyncReport,
  VerifyReport,
  WriteReport,
} from './api.ts';
import { ContentPool } from './content/pipeline/pool.ts';
import { asCancelled, Desk } from './desk.ts';
import type { Said } from './domain/said.ts';
import { Mutex } from './mutex.ts';
import type { EnginePorts } from './ports.ts';
import type { Project } from './project/project.ts';
import { lookBriefly } from './snapshot/glance.ts';
import { history } from './snapshot/history.ts';
import { needsOf } from './snapshot/needs.ts';
import { previewOf } from './snapshot/pictured.ts';
import { changesOf, statusOf } from './snapshot/report.ts';
import { facetsOf, findEntries } from './snapshot/search.ts';
import { linkOf, publish, type WithStudio } from './studio-link.ts';
import { conflictHistory } from './sync/conflict-history.ts';
import { planSync } from './sync/plan.ts';
import { rejectedRows, runSync, type SyncPorts, supersededEdits } from './sync/sync.ts';
import { writeVerified } from './workspace/safe-write.ts';

export class ProjectEngine implements ProjectApi {
  readonly #project: Project;
  readonly #context: ActionContext;
  readonly #desk: Desk;
  /** Of pictures that are made. */
  readonly #turn = new Mutex();

  constructor(project: Project, ports: EnginePorts, content = new ContentPool(), link?: WithStudio) {
    this.#project = project;
    this.#context = { project, ports, content, withStudio: link ?? linkOf(project, ports) };
    this.#desk = new Desk(this.#context);
  }

  /** Finishes what a killed run left undone. */
  async recover(): Promise<void> {
    await this.#relocate();
  }

  async #relocate(): Promise<void> {
    if (this.#project.working.relocations().length === 0) return;
    await this.#desk.change(() => relocate(this.#context));
  }

  async info(): Promise<ProjectLink> {
    const { folder } = this.#project;
    const studio = this.#project.meta('studio') || null;
    return { id: this.#project.meta('project-id'), name: this.#project.meta('project-name'), studio, folder };
  }

  async status(paths?: readonly string[], options: CallOptions = {}): Promise<StatusReport> {
    return statusOf(this.#project, await this.#desk.look(options), paths);
  }

  brief(options: CallOptions = {}) {
    return lookBriefly(this.#project, () => this.#desk.lookOnce(options));
  }

  async changes(since: number, hints?: readonly string[], options: CallOptions = {}): Promise<Changes> {
    return changesOf(this.#project, await this.#desk.look(options, hints), since);
  }

  projectFile = async () => this.#project.db.file;

  commitsElsewhere = async () => this.#project.db.dataVersion();

  #entries = async () => (await this.#desk.picture()).entries;

  children = async (path: string) => (await this.#entries()).children(path);

  listing = async (path: string, limit: number, also?: readonly string[]) =>
    (await this.#entries()).listing(path, limit, also);

  find = async (search: Search, limit: number) =>
    findEntries((await this.#entries()).values(), search, limit);

  facets = async () => facetsOf((await this.#entries()).values());

  log = async (path: string) => history(this.#project, path);

  track(
    paths: readonly string[],
    options: CheckpointOptions,
    call: CallOptions = {},
  ): Promise<CheckpointReport> {
    return this.#desk.record(paths, options, call, () => false, trackable);
  }

  checkpoint(
    paths: readonly string[],
    options: CheckpointOptions,
    call: CallOptions = {},
  ): Promise<CheckpointReport> {
    return this.#desk.record(paths, options, call, notRecorded(this.#project, paths), checkpointable);
  }

  async sync(options: CallOptions = {}): Promise<SyncReport> {
    try {
      return await this.#withSync((ports) => runSync(ports, options));
    } catch (error) {
      throw asCancelled(error, options.signal);
    }
  }

  plan(options: CallOptions = {}): Promise<SyncPlan> {
    return this.#withSync((ports) => planSync(ports, options));
  }

  #withSync<T>(work: (ports: SyncPorts) => Promise<T>): Promise<T> {
    const { project, ports } = this.#context;
    return this.#context.withStudio((studio) =>
      work({
        project,
        studio,
        now: () => ports.now(),
        log: (level, message, data) => ports.log(level, message, data),
        afterApply: () => this.#relocate(),
        alone: (writing) => this.#desk.alone(writing),
      }),
    );
  }

  async conflicts(): Promise<readonly Conflict[]> {
    return this.#project.staging.conflicts();
  }

  conflictHistory = async (conflictId: string) => conflictHistory(this.#project, conflictId);

  async checkRename(conflictId: string, name: string): Promise<Said | null> {
    return checkRename(this.#project, conflictId, name);
  }

  resolve(conflictId: string, decision: Decision | null): Promise<void> {
    return this.#desk.edit(async () => resolveConflict(this.#project, conflictId, decision));
  }

  async attention() {
    return { rejected: rejectedRows(this.#project), superseded: supersededEdits(this.#project) };
  }

  attentionApply(id: string, name?: string): Promise<AttentionOutcome> {
    return this.#desk.change(() => applyAttention(this.#context, id, name));
  }

  attentionDiscard(id: string): Promise<AttentionOutcome> {
    return this.#desk.change(() => discardAttention(this.#context, id));
  }

  pull(paths: readonly string[], mine?: MineAction, call: CallOptions = {}): Promise<WriteReport> {
    return this.#desk.write(paths, call, mine, (disk) => pullable(this.#project, disk, paths));
  }

  rebuild(paths: readonly string[], call: CallOptions = {}): Promise<WriteReport> {
    return this.#desk.write(paths, call, undefined, (disk) => rebuildable(this.#project, disk, paths));
  }

  revert(path: string, version: number, mine?: MineAction, call: CallOptions = {}): Promise<WriteReport> {
    return this.#desk.write([path], call, mine, (at) => revertible(this.#project, at, path, version, mine));
  }

  free(paths: readonly string[]): Promise<WriteReport> {
    return this.#desk.alter({}, paths, (disk) => freeFiles(this.#context, disk, freeable(disk, paths)));
  }

  async exportVersion(path: string, version: number, target: string, call: CallOptions = {}): Promise<void> {
    const checkpoint = requireVersion(this.#project, path, version);
    const failures = await requireContent(this.#context, [checkpoint], call);
    for (const failure of failures.values()) throw failure;
    const content = contentOf(this.#context, checkpoint, call);
    await writeVerified(resolve(target), content, undefined, { signal: call.signal });
  }

  preview = async (checkpointId: string) =>
    (await previewOf(this.#project, checkpointId, this.#turn)) ?? null;

  mkdir(path: string, shared = false): Promise<void> {
    return this.#desk.change(() => structure.makeCollection(this.#context, path, shared));
  }

  move(from: string, to: string): Promise<{ path: string }> {
    return this.#desk.change(async () => ({ path: await structure.move(this.#context, from, to) }));
  }

  declineRename(from: string, to: string): Promise<void> {
    return this.#desk.edit(async () => structure.declineRename(this.#project, from, to));
  }

  /** Files whose content a checkpoint holds leave the disk with their assets; edited ones stay, untracked. */
  trash(paths: readonly string[]): Promise<void> {
    return this.#desk.alter({}, paths, async (disk) => {
      const items = paths.map((path) => this.#project.paths.require(path));
      await freeFiles(this.#context, disk, freeable(disk, paths));
      structure.trashItems(this.#context, items);
    });
  }

  trashVersion = (path: string, version: number, trashed: boolean): Promise<void> =>
    this.#desk.edit(async () => trashVersion(this.#project, path, version, trashed));

  trashList = async () => structure.listTrash(this.#project);

  trashRestore(id: string): Promise<{ path: string }> {
    return this.#desk.edit(async () => ({ path: structure.restoreItem(this.#project, id) }));
  }

  trashPurge(id: string): Promise<void> {
    return this.#desk.edit(async () => structure.purgeItem(this.#project, id));
  }

  assign(path: string, user: string): Promise<void> {
    return this.#desk.edit(async () => metadata.assign(this.#project, path, user));
  }

  unassign(path: string): Promise<void> {
    return this.#desk.edit(async () => metadata.unassign(this.#project, path));
  }

  edit(path: string, change: MetadataEdit): Promise<void> {
    return this.#desk.edit(async () => metadata.edit(this.#project, path, change));
  }

  tag(path: string, add: readonly string[], remove: readonly string[]): Promise<void> {
    return this.#desk.edit(async () => metadata.tag(this.#project, path, add, remove));
  }

  depend(path: string, on: readonly string[], off: readonly string[]): Promise<void> {
    return this.#desk.edit(async () => metadata.depend(this.#project, path, on, off));
  }

  needs = async (path: string) => needsOf(this.#project, path);

  members = async (): Promise<readonly MemberView[]> => this.#project.team.views();

  async verify(repair: boolean, call: CallOptions = {}): Promise<VerifyReport> {
    const work = () => verify(this.#context, repair, call);
    return repair ? this.#desk.edit(work) : work();
  }

  gc(dryRun: boolean, call: CallOptions = {}): Promise<GcReport> {
    return this.#desk.edit(() => collectGarbage(this.#project, dryRun, call));
  }

  exportProject(target: string, call: CallOptions = {}): Promise<ExportReport> {
    return this.#desk.change(() => exportProject(this.#project, target, call));
  }

  publish(studioUrl: string): Promise<{ id: string; name: string; url: string }> {
    return publish(this.#project, this.#context.ports, studioUrl);
  }

  async close(): Promise<void> {
    await this.#desk.alone(async () => {
      // Threads end while the project file is put in order.
      await Promise.all([this.#context.content.close(), this.#project.close()]);
    });
  }
}
