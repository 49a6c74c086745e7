/** Badges for files, in our tree and in the Explorer. */
import * as vscode from 'vscode';
import { toFilePath, toTreePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import { t } from '../ui/text.ts';
import { badgeOf, onePerFolder } from './decoration.ts';

/** VS Code thins out what it is told of more files at once. */
const GROUP = 250;
/** Files whose state is told before anybody asks, so that the folders above them take the colour. */
const MOST = 2_000;

export class Decorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly projects: Projects;
  private readonly changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();

  readonly onDidChangeFileDecorations = this.changed.event;

  constructor(projects: Projects) {
    this.projects = projects;
    projects.onDidOpen((project) => this.watch(project));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== 'file') return undefined;
    const project = this.projects.containing(uri.fsPath);
    const mark = project?.mark(toTreePath(project.dir, uri.fsPath));
    const badge = mark === undefined ? null : badgeOf(mark, t);
    if (badge === null) return undefined;
    const decoration = new vscode.FileDecoration(
      badge.letters,
      badge.tooltip,
      new vscode.ThemeColor(badge.colour),
    );
    decoration.propagate = badge.propagate;
    return decoration;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private watch(project: Project): void {
    project.onDidChangeStates(({ paths }) => {
      if (paths === null) this.changed.fire(undefined);
      this.tell(project, paths ?? onePerFolder(project.marks(), MOST));
    });
  }

  /** A group in a turn: what the editor makes of each is work for the extension host, too. */
  private tell(project: Project, paths: readonly string[]): void {
    if (paths.length === 0) return;
    const group = paths.slice(0, GROUP);
    this.changed.fire(group.map((path) => vscode.Uri.file(toFilePath(project.dir, path))));
    setImmediate(() => this.tell(project, paths.slice(GROUP)));
  }
}
