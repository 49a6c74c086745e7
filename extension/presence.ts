/** Keeps what is shown in step with the projects: status bar, badges, context keys, watchers, pages that open. */
import * as vscode from 'vscode';
import type { CairnApi, PipelineApi, ProjectSummary } from './api.ts';
import type { App } from './app.ts';
import { needsUser, UNKNOWN } from './project/facts.ts';
import type { Project } from './project/project.ts';
import { ProjectWatcher } from './project/watcher.ts';
import { StatusItem } from './status/item.ts';
import { statusState } from './status/state.ts';
import { brokenMessage, Contexts } from './ui/contexts.ts';
import { t } from './ui/text.ts';

/** Shows nothing before projects are looked for, which says at once that it has begun. */
export class Presence implements vscode.Disposable {
  private readonly app: App;
  private readonly status = new StatusItem();
  private readonly contexts = new Contexts();
  private readonly watchers = new Map<Project, ProjectWatcher>();
  private readonly disposables: { dispose(): void }[] = [];
  private readonly changed = new vscode.EventEmitter<void>();

  constructor(app: App) {
    this.app = app;
    const { projects, assets, sessions } = app;
    this.disposables.push(
      projects.onDidChange(() => this.projectsChanged()),
      projects.onDidChangeProject(() => this.show()),
      assets.view.onDidChangeSelection(() => this.selectionChanged()),
      sessions.onDidChange(() => void Promise.all(projects.all.map((project) => project.refreshSession()))),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) for (const watcher of this.watchers.values()) watcher.focused();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void app.findProjects()),
    );
  }

  /** What is exported of what is shown; the rest is the pipeline's. */
  readonly api: Omit<CairnApi, keyof PipelineApi> = {
    version: 1,
    projects: () => this.app.projects.all.map(summarise).filter((summary) => summary !== null),
    status: () => {
      const look = this.status.look;
      const kind = statusState(this.app.targets.currentProject()?.facts ?? null).kind;
      return look === null ? null : { kind, text: look.text, tooltip: look.tooltip.join('\n') };
    },
    whenIdle: () => this.whenIdle(),
    onDidChange: (listener) => this.changed.event(listener),
  };

  dispose(): void {
    for (const disposable of [...this.disposables, ...this.watchers.values(), this.status, this.changed]) {
      disposable.dispose();
    }
  }

  private get busy(): boolean {
    const watching = [...this.watchers.values()].some((watcher) => watcher.pending);
    const { projects, runner, engine, sourceControls } = this.app;
    return watching || sourceControls.pending || projects.busy || runner.busy || engine.inFlight > 0;
  }

  /** Twice quiet in a row: the end of one thing is often the start of the next. */
  private async whenIdle(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      quiet = this.busy ? 0 : quiet + 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private projectsChanged(): void {
    const { all } = this.app.projects;
    for (const [project, watcher] of this.watchers) {
      if (all.includes(project)) continue;
      watcher.dispose();
      this.watchers.delete(project);
    }
    for (const project of all) {
      if (this.watchers.has(project)) continue;
      const { provider } = this.app.history;
      // A version that went into the trash elsewhere changes no row of the tree.
      this.watchers.set(project, new ProjectWatcher(project, () => provider.refresh()));
      project.onDidChangeStates(() => provider.refresh());
    }
    this.show();
  }

  private selectionChanged(): void {
    const [node] = this.app.assets.view.selection;
    if (node?.kind === 'entry') {
      this.app.history.provider.show(node.project, node.entry.kind === 'asset' ? node.entry.path : null);
    }
    this.show();
  }

  private show(): void {
    const { projects, targets, assets } = this.app;
    const current = targets.currentProject();
    this.status.show(
      statusState(current?.facts ?? (projects.searching ? UNKNOWN : null)),
      projects.all.length > 1 ? (current?.name ?? null) : null,
    );
    this.contexts.update(projects);
    const message = brokenMessage(projects) ?? '';
    // Each time it is set, the view is laid out anew.
    if (message !== (assets.view.message ?? '')) assets.view.message = message;
    const waiting = projects.all.reduce((sum, project) => sum + needsUser(project.facts.attention), 0);
    const tooltip = waiting === 1 ? t('1 thing needs you') : t('{0} things need you', waiting);
    assets.view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
    this.changed.fire();
  }
}

function summarise({ dir, facts: { summary } }: Project): ProjectSummary | null {
  if (summary === null) return null;
  const { project, unsent, toPull, conflicts, counts } = summary;
  return { name: project.name, folder: dir, studio: project.studio, unsent, toPull, conflicts, counts };
}
