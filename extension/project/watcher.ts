/** Hints that a project may have changed: events of its files and of its project file, and the window's focus. */
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { CommitWatcher } from './commitWatcher.ts';
import { Hints } from './hints.ts';
import { isInside, toTreePath } from './paths.ts';
import { projectFiles } from './probe.ts';
import type { Project } from './project.ts';
import { Debounce } from './throttle.ts';

/** Without further events for this long, in milliseconds, the project is looked at. */
const QUIET = 300;

export class ProjectWatcher implements vscode.Disposable {
  private readonly project: Project;
  private readonly watcher: vscode.FileSystemWatcher;
  private readonly debounce: Debounce;
  private readonly commits: CommitWatcher;
  /** Of a project that cannot be read: its files when that was found. */
  private unreadable = '';

  /** @param caughtUp after others have committed something, and it was looked at */
  constructor(project: Project, caughtUp: () => void) {
    this.project = project;
    const hints = new Hints();
    this.debounce = new Debounce(QUIET, () => void project.refresh(hints.take()));
    this.commits = new CommitWatcher(async () => {
      if (project.facts.broken !== null) await this.lookIfReplaced();
      else if (await project.catchUp()) caughtUp();
    });
    void this.followCommits();
    this.watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(project.dir), '**/*'),
    );
    const hint = (uri: vscode.Uri): void => {
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
    return this.debounce.pending || this.commits.pending;
  }

  /** The user is back at the window: whatever was not told in events is looked for. */
  focused(): void {
    void this.followCommits();
    void this.project.refresh();
  }

  private async followCommits(): Promise<void> {
    try {
      this.commits.start(dirname(await (await this.project.api()).projectFile()));
    } catch {
      // What cannot be opened is said by the look. Here a file is put that can.
      this.unreadable = await projectFiles(this.project.dir);
      this.commits.start(join(this.project.dir, '.cairn'));
    }
  }

  /** Trying to open a file may write beside it, which is noticed here again: only another file is another try. */
  private async lookIfReplaced(): Promise<void> {
    const files = await projectFiles(this.project.dir);
    if (files === this.unreadable) return;
    this.unreadable = files;
    await this.project.refresh();
    if (this.project.facts.broken === null) await this.followCommits();
  }

  dispose(): void {
    this.debounce.dispose();
    this.commits.dispose();
    this.watcher.dispose();
  }
}
