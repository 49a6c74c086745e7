/** Hints that a project's files may have changed: file events (network drives send none) and the window's focus. */
import * as vscode from 'vscode';
import { Hints } from './hints.ts';
import { isInside, toTreePath } from './paths.ts';
import type { Project } from './project.ts';
import { Debounce } from './throttle.ts';

/** Without further events for this long, in milliseconds, the project is looked at. */
const QUIET = 300;

export class ProjectWatcher implements vscode.Disposable {
  private readonly watcher: vscode.FileSystemWatcher;
  private readonly debounce: Debounce;

  constructor(project: Project) {
    const hints = new Hints();
    this.debounce = new Debounce(QUIET, () => void project.refresh(hints.take()));
    this.watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(project.dir), '**/*'),
    );
    const hint = (uri: vscode.Uri): void => {
      // Our own folder changes with every look; what other programs do there shows at the next focus.
      const path = toTreePath(project.dir, uri.fsPath);
      if (path.split('/', 1)[0] === '.cairn' || !isInside(project.dir, uri.fsPath)) return;
      hints.add([path]);
      this.debounce.request();
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
