/** Pages that show what comes down with an item. */
import * as vscode from 'vscode';
import { nameOf } from '../../engine/domain/item-path.ts';
import type { ToNeedsPage } from '../../webview-ui/needs/protocol.ts';
import { formatBytes } from '../format.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import { asCairnError } from '../rpc/errors.ts';
import { fillPage, pageOptions } from '../ui/pages.ts';
import { t } from '../ui/text.ts';
import { needsSummary } from './words.ts';

export const NEEDS_VIEW = 'cairn.needs';

export class NeedsPages implements vscode.WebviewPanelSerializer {
  private readonly extensionUri: vscode.Uri;
  private readonly projects: Projects;
  private readonly log: vscode.LogOutputChannel;

  constructor(extensionUri: vscode.Uri, projects: Projects, log: vscode.LogOutputChannel) {
    this.extensionUri = extensionUri;
    this.projects = projects;
    this.log = log;
  }

  open(project: Project, path: string): void {
    const title = t('Needs of {0}', nameOf(path));
    const options = pageOptions(this.extensionUri);
    const panel = vscode.window.createWebviewPanel(NEEDS_VIEW, title, vscode.ViewColumn.Active, options);
    this.attach(panel, project, path);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { dir, path } = (state ?? {}) as { dir?: unknown; path?: unknown };
    const project = this.projects.all.find((candidate) => candidate.dir === dir);
    if (project === undefined || typeof path !== 'string') {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.extensionUri);
    this.attach(panel, project, path);
  }

  private attach(panel: vscode.WebviewPanel, project: Project, path: string): void {
    // The page says one thing only: that it is there. What it shows follows what changes.
    const fill = () => void this.fill(panel, project, path);
    panel.webview.onDidReceiveMessage(fill);
    let looked = project.facts.summary;
    // With each look: what an item needs changes no row of the tree where that waits to be sent already.
    const subscription = project.onDidChangeFacts(({ summary }) => {
      if (summary === looked) return;
      looked = summary;
      fill();
    });
    panel.onDidDispose(() => subscription.dispose());
    fillPage(panel, this.extensionUri, 'needs');
  }

  private async fill(panel: vscode.WebviewPanel, project: Project, path: string): Promise<void> {
    try {
      const needs = await (await project.api()).needs(path);
      const message: ToNeedsPage = {
        type: 'needs',
        path,
        summary: needsSummary(needs, t),
        items: needs.items.map(({ size, kind, ...item }) => ({
          ...item,
          kind,
          size: kind === 'collection' ? '' : formatBytes(size, t),
        })),
        links: [...needs.links],
        memory: { dir: project.dir, path },
      };
      await panel.webview.postMessage(message);
    } catch (error) {
      // The item is gone, or the project is.
      this.log.info(`needs of ${path}: ${asCairnError(error).message}`);
      panel.dispose();
    }
  }
}
