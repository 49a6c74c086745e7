/** What programs may do with the projects of this window: behind the exported API and behind the bridge. */
import type {
  CallOptions,
  CheckpointReport,
  Entry,
  ProjectApi,
  SyncReport,
  WriteReport,
} from '../../engine/api.ts';
import { unsaidReport } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import type { CheckpointRequest, ItemState, PipelineApi, Version } from '../api.ts';
import { isInside, toTreePath } from '../project/paths.ts';

/** The calls that this needs of an open project. */
type Engine = Pick<ProjectApi, 'status' | 'log' | 'track' | 'checkpoint' | 'pull' | 'rebuild'>;

export type PipelineOperation = 'track' | 'checkpoint' | 'pull' | 'rebuild';

export interface PipelineProject {
  /** Absolute path of the working folder. */
  readonly dir: string;
  api(): Promise<Engine>;
  sync(): Promise<SyncReport>;
  /** Runs in turn with whatever else changes the project, as the user sees it run. */
  run<T>(operation: PipelineOperation, work: (api: Engine, call: CallOptions) => Promise<T>): Promise<T>;
}

const PATHS = 10_000;
const isAbsolute = (path: string): boolean => /^(?:\/|[a-z]:[\\/]|\\\\)/iu.test(path);

export class Pipeline implements PipelineApi {
  private readonly open: () => readonly PipelineProject[];

  constructor(open: () => readonly PipelineProject[]) {
    this.open = open;
  }

  async states(folder: string, paths?: readonly string[]): Promise<readonly ItemState[]> {
    const project = this.find(folder);
    const named = paths === undefined ? undefined : this.inside(project, paths);
    const { assets } = await (await project.api()).status(named);
    const told = named === undefined ? assets.filter(isNotable) : assets;
    return told.map(itemState);
  }

  async history(folder: string, path: string): Promise<readonly Version[]> {
    const project = this.find(folder);
    const [inside = ''] = this.inside(project, [path]);
    const { checkpoints } = await (await project.api()).log(inside);
    return checkpoints.map(({ version, author, time, comment, size, status, trashed }) => ({
      version,
      author,
      time,
      comment,
      size,
      status,
      trashed,
    }));
  }

  track(folder: string, paths: readonly string[], comment = ''): Promise<CheckpointReport> {
    const project = this.find(folder);
    const inside = this.inside(project, paths);
    return project.run('track', async (api, call) =>
      unsaidReport(await api.track(inside, { comment }, call)),
    );
  }

  checkpoint(
    folder: string,
    paths: readonly string[],
    { comment, status, previewFile }: CheckpointRequest,
  ): Promise<CheckpointReport> {
    const project = this.find(folder);
    const inside = this.inside(project, paths);
    const options = {
      comment,
      ...(status !== undefined && { status }),
      ...(previewFile !== undefined && { previewFile }),
    };
    return project.run('checkpoint', async (api, call) =>
      unsaidReport(await api.checkpoint(inside, options, call)),
    );
  }

  pull(folder: string, paths: readonly string[]): Promise<WriteReport> {
    const project = this.find(folder);
    const inside = this.inside(project, paths);
    return project.run('pull', async (api, call) => unsaidReport(await api.pull(inside, undefined, call)));
  }

  rebuild(folder: string, paths: readonly string[]): Promise<WriteReport> {
    const project = this.find(folder);
    const inside = this.inside(project, paths);
    return project.run('rebuild', async (api, call) => unsaidReport(await api.rebuild(inside, call)));
  }

  async sync(folder: string) {
    const report = await this.find(folder).sync();
    const { outcome, watermark, pushed, pulled } = report;
    return { outcome, watermark, pushed, pulled };
  }

  private find(folder: string): PipelineProject {
    const holding = this.open().filter(({ dir }) => isInside(dir, folder));
    const [project] = holding.toSorted((a, b) => b.dir.length - a.dir.length);
    if (project !== undefined) return project;
    throw new CairnError('no-project', `No project of this window holds ${folder}.`, { path: folder });
  }

  /** As paths in the tree. @throws {CairnError} */
  private inside(project: PipelineProject, paths: readonly string[]): string[] {
    if (paths.length > PATHS) throw new CairnError('usage', `At most ${PATHS} paths can be named at once.`);
    return paths.map((path) => {
      if (!isAbsolute(path)) return path;
      if (isInside(project.dir, path)) return toTreePath(project.dir, path);
      throw new CairnError('outside-folder', `${path} is not in ${project.dir}.`, { path });
    });
  }
}

const isNotable = ({ kind, state, flags }: Entry): boolean =>
  kind !== 'collection' && (state !== 'normal' || flags.length > 0);

const itemState = ({ path, kind, state, flags, base, latest, assignee, status }: Entry): ItemState => ({
  path,
  kind,
  state,
  flags,
  base,
  latest,
  assignee,
  status,
});
