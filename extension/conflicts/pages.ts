/** Conflict pages, one per project: opened by a paused sync, restored after a reload. */
import * as vscode from 'vscode';
import { explain } from '../messages.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import { asCairnError } from '../rpc/errors.ts';
import { fillPage, pageOptions } from '../ui/pages.ts';
import { t } from '../ui/text.ts';
import { ConflictSession } from './session.ts';

export const CONFLICTS_VIEW = 'cairn.conflicts';

export interface ConflictPagesPorts {
  readonly extensionUri: vscode.Uri;
  readonly projects: Projects;
  readonly log: vscode.LogOutputChannel;
  sync(project: Project): Promise<unknown>;
}

interface Page {
  readonly panel: vscode.WebviewPanel;
  readonly session: ConflictSession;
}

export class ConflictPages implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly ports: ConflictPagesPorts;
  private readonly pages = new Map<Project, Page>();
  private readonly subscription: { dispose(): void };

  constructor(ports: ConflictPagesPorts) {
    this.ports = ports;
    this.subscription = ports.projects.onDidChangeProject((project) =>
      this.pages.get(project)?.session.update(),
    );
  }

  isOpen(project: Project): boolean {
    return this.pages.has(project);
  }

  open(project: Project): void {
    const known = this.pages.get(project);
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      CONFLICTS_VIEW,
      t('Conflicts: {0}', project.name),
      { viewColumn: vscode.ViewColumn.Active, preserveFocus: false },
      pageOptions(this.ports.extensionUri),
    );
    this.attach(panel, project);
  }

  /** After a reload: the state is the engine's, so any project that waits for decisions is the right one. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    const { projects } = this.ports;
    const waiting = projects.all.filter((project) => project.facts.attention.conflicts.length > 0);
    const project = waiting.find((candidate) => !this.pages.has(candidate)) ?? projects.all[0];
    if (project === undefined || this.pages.has(project)) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.ports.extensionUri);
    this.attach(panel, project);
  }

  dispose(): void {
    this.subscription.dispose();
    for (const { panel } of this.pages.values()) panel.dispose();
  }

  private attach(panel: vscode.WebviewPanel, project: Project): void {
    const { log, extensionUri, sync } = this.ports;
    const session = new ConflictSession(project, {
      post: (message) => void panel.webview.postMessage(message),
      resume: () => void this.resume(panel, project, sync),
      explain: (error) => explain(asCairnError(error), t).text,
      t,
      malformed: (problem) => log.warn(`conflict page: ${problem}`),
    });
    this.pages.set(project, { panel, session });
    panel.onDidDispose(() => this.pages.delete(project));
    panel.webview.onDidReceiveMessage((message: unknown) => void session.receive(message));
    fillPage(panel, extensionUri, 'webview');
  }

  /** When nothing waits any more after the sync, the page has done its work. */
  private async resume(
    panel: vscode.WebviewPanel,
    project: Project,
    sync: ConflictPagesPorts['sync'],
  ): Promise<void> {
    await sync(project);
    if (project.facts.attention.conflicts.length === 0 && project.facts.syncFailure === null) panel.dispose();
  }
}
