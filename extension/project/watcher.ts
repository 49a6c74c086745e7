/** Hints that a project's files may have changed: file events (network drives send none) and the window's focus. */
import * as vscode from 'vscode';
import { toTreePath } from './paths.ts';
import type { Project } from './project.ts';
import { Debounce } from './throttle.ts';

/** Without further events for this long, in milliseconds, the project is looked at. */
const QUIET = 300;

export class ProjectWatcher implements vscode.Disposable {
  private readonly watcher: vscode.FileSystemWatcher;
  private readonly debounce: Debounce;

  constructor(project: Project) {
    this.debounce = new Debounce(QUIET, () => void project.refresh());
    this.watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(project.dir), '**/*'),
    );
    const hint = (uri: vscode.Uri): void => {
      // Our own folder changes with every look; what other programs do there shows at the next focus.
      if (toTreePath(project.dir, uri.fsPath).split('/', 1)[0] !== '.cairn') this.debounce.request();
    };
    this.watcher.onDidCreate(hint);
    this.watcher.onDidChange(hint);
    this.watcher.onDidDelete(hint);
  }

  get pending(): boolean {
    return this.debounce.pending;
  }

  dispose(): void {
    this.debounce.dispose();
    this.watcher.dispose();
  }
}
