/**
 * Projects in the Source Control view, for those who live there: the same states as the tree's, from the same look at the
 * disk. The input box is the comment.
 */
import * as vscode from 'vscode';
import type { Entry } from '../../engine/api.ts';
import { commandId, type OperationName } from '../operations/table.ts';
import { isWhole } from '../project/mark.ts';
import { toFilePath, toTreePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import { Debounce } from '../project/throttle.ts';
import { stateWords, tooltipLines } from '../tree/words.ts';
import { t } from '../ui/text.ts';
import { GROUPS, type GroupName, grouped, type Row } from './groups.ts';

const SETTING = 'cairn.sourceControl.enabled';
/** States change in bursts; drawn once they rest, in milliseconds. */
const REST = 50;

/** The original of a file for the editor's gutter: undefined where there is none to be shown. */
export type Original = (project: Project, entry: Entry) => Promise<vscode.Uri | undefined>;

export class SourceControls implements vscode.Disposable {
  private readonly projects: Projects;
  private readonly original: Original;
  private readonly views = new Map<Project, ProjectControl>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(projects: Projects, original: Original) {
    this.projects = projects;
    this.original = original;
    const subscription = projects.onDidChange(() => this.update());
    this.subscriptions = [
      new vscode.Disposable(() => subscription.dispose()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.update();
      }),
    ];
    this.update();
  }

  get pending(): boolean {
    return [...this.views.values()].some((view) => view.pending);
  }

  /** The box of a project: its text is the comment. */
  inputOf(project: Project): vscode.SourceControlInputBox | undefined {
    return this.views.get(project)?.input;
  }

  dispose(): void {
    for (const disposable of [...this.subscriptions, ...this.views.values()]) disposable.dispose();
    this.views.clear();
  }

  private update(): void {
    const enabled = vscode.workspace.getConfiguration().get(SETTING, true);
    const wanted = enabled ? this.projects.all : [];
    for (const [project, view] of this.views) {
      if (wanted.includes(project)) continue;
      view.dispose();
      this.views.delete(project);
    }
    for (const project of wanted) {
      if (!this.views.has(project)) this.views.set(project, new ProjectControl(project, this.original));
    }
  }
}

class ProjectControl implements vscode.Disposable {
  private readonly project: Project;
  private readonly control: vscode.SourceControl;
  private readonly groups: Readonly<Record<GroupName, vscode.SourceControlResourceGroup>>;
  private readonly drawing: Debounce;
  private readonly subscriptions: { dispose(): void }[];

  constructor(project: Project, original: Original) {
    this.project = project;
    const root = vscode.Uri.file(project.dir);
    this.control = vscode.scm.createSourceControl('cairn', `Cairn: ${project.name}`, root);
    this.control.acceptInputCommand = {
      command: commandId('checkpointAll'),
      title: t('Checkpoint'),
      arguments: [{ project: project.dir }],
    };
    this.control.inputBox.placeholder = t('Comment ({0} to checkpoint)', '{0}');
    this.control.quickDiffProvider = {
      provideOriginalResource: (uri) => {
        const entry = project.worked(toTreePath(project.dir, uri.fsPath));
        return entry === undefined ? undefined : original(project, entry);
      },
    };
    const titles: Readonly<Record<GroupName, string>> = {
      modified: t('Modified'),
      untracked: t('Untracked'),
      outdated: t('Outdated'),
    };
    const made = GROUPS.map((name) => [name, this.control.createResourceGroup(name, titles[name])] as const);
    this.groups = Object.fromEntries(made) as typeof this.groups;
    for (const [, group] of made) group.hideWhenEmpty = true;
    this.drawing = new Debounce(REST, () => this.draw());
    this.subscriptions = [project.onDidChangeStates(() => this.drawing.request())];
    this.drawing.request();
  }

  get pending(): boolean {
    return this.drawing.pending;
  }

  get input(): vscode.SourceControlInputBox {
    return this.control.inputBox;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.drawing.dispose();
    this.control.dispose();
  }

  private draw(): void {
    const groups = grouped(this.project.marks());
    for (const name of GROUPS) {
      this.groups[name].resourceStates = groups[name].rows.map((row) => this.row(name, row));
    }
    this.control.count = groups.modified.total + groups.outdated.total;
  }

  private row(group: GroupName, { path, mark }: Row): vscode.SourceControlResourceState {
    const resourceUri = vscode.Uri.file(toFilePath(this.project.dir, path));
    const lines = isWhole(mark) ? tooltipLines(mark, t) : [path, stateWords(mark, t).join(', ')];
    const opens: OperationName =
      group === 'modified' ? 'compareWorking' : group === 'outdated' ? 'history' : 'open';
    return {
      resourceUri,
      contextValue: group,
      decorations: { tooltip: lines.join('\n') },
      command: { command: commandId(opens), title: t('Open'), arguments: [resourceUri] },
    };
  }
}
