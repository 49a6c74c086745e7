/** The exported API and the bridge of a window: the same calls, run as the user would see them run. */
import type { CairnApi, PipelineApi } from '../api.ts';
import type { App } from '../app.ts';
import type { Project } from '../project/project.ts';
import { t } from '../ui/text.ts';
import { Pipeline, type PipelineProject } from './pipeline.ts';

const pipelineProject = (app: App, project: Project): PipelineProject => ({
  dir: project.dir,
  api: () => project.api(),
  // A sync has a place of its own to show how far it is, and a state that the views follow.
  sync: () => project.sync(),
  run: (operation, work) =>
    app.runner.perform(operation, {
      title: t('Cairn works for another program'),
      project,
      run: async (call) => work(await project.prepareRemote(), call),
    }),
});

export function composeApi(app: App, shown: Omit<CairnApi, keyof PipelineApi>): CairnApi {
  const pipeline = new Pipeline(() => app.projects.all.map((project) => pipelineProject(app, project)));
  return {
    ...shown,
    states: (folder, paths) => pipeline.states(folder, paths),
    history: (folder, path) => pipeline.history(folder, path),
    track: (folder, paths, comment) => pipeline.track(folder, paths, comment),
    checkpoint: (folder, paths, request) => pipeline.checkpoint(folder, paths, request),
    pull: (folder, paths) => pipeline.pull(folder, paths),
    rebuild: (folder, paths) => pipeline.rebuild(folder, paths),
    sync: (folder) => pipeline.sync(folder),
  };
}
