/** Pages that compare two images; after a reload each compares the same two again. */
import * as vscode from 'vscode';
import { nameOf } from '../../engine/domain/item-path.ts';
import type { ComparedSide, ToComparePage } from '../../webview-ui/compare/protocol.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import { asCairnError } from '../rpc/errors.ts';
import { fillPage, pageOptions } from '../ui/pages.ts';
import { t } from '../ui/text.ts';
import { isPageImage } from './kinds.ts';
import type { Side } from './sides.ts';

export const COMPARE_VIEW = 'cairn.compare';

/** What a page shows of a preview at most, in bytes. */
const MAX_PREVIEW = 8 * 1024 * 1024;

/** What a page remembers over a reload. */
export interface Compared {
  /** Absolute path of the working folder. */
  readonly project: string;
  readonly path: string;
  /** Null: the working file. */
  readonly versions: readonly [number | null, number | null];
}

export interface ComparePagesPorts {
  readonly extensionUri: vscode.Uri;
  /** Where versions are kept as files. */
  readonly versionsDir: string;
  readonly projects: Projects;
  readonly log: vscode.LogOutputChannel;
  /** Gets both sides again, after a reload. */
  again(project: Project, compared: Compared): Promise<readonly [Side, Side]>;
}

export class ComparePages implements vscode.WebviewPanelSerializer {
  private readonly ports: ComparePagesPorts;

  constructor(ports: ComparePagesPorts) {
    this.ports = ports;
  }

  open(project: Project, compared: Compared, sides: readonly [Side, Side]): void {
    const title = t('{0}: {1} and {2}', nameOf(compared.path), sides[0].label, sides[1].label);
    const panel = vscode.window.createWebviewPanel(COMPARE_VIEW, title, vscode.ViewColumn.Active, {
      ...this.options(project),
      retainContextWhenHidden: false,
    });
    this.attach(panel, project, compared, async () => sides);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const compared = decodeCompared(state);
    const project = this.ports.projects.all.find(({ dir }) => dir === compared?.project);
    if (compared === null || project === undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.options(project);
    this.attach(panel, project, compared, () => this.ports.again(project, compared));
  }

  private options(project: Project): vscode.WebviewOptions {
    const { extensionUri, versionsDir } = this.ports;
    return pageOptions(extensionUri, [vscode.Uri.file(versionsDir), vscode.Uri.file(project.dir)]);
  }

  private attach(
    panel: vscode.WebviewPanel,
    project: Project,
    compared: Compared,
    sides: () => Promise<readonly [Side, Side]>,
  ): void {
    // The page says one thing only: that it is there.
    panel.webview.onDidReceiveMessage(() => void this.fill(panel, project, compared, sides));
    fillPage(panel, this.ports.extensionUri, 'compare');
  }

  private async fill(
    panel: vscode.WebviewPanel,
    project: Project,
    compared: Compared,
    sides: () => Promise<readonly [Side, Side]>,
  ): Promise<void> {
    try {
      const [left, right] = await sides();
      const message: ToComparePage = {
        type: 'compare',
        name: compared.path,
        left: await this.picture(panel, project, compared.path, left),
        right: await this.picture(panel, project, compared.path, right),
        memory: compared,
      };
      await panel.webview.postMessage(message);
    } catch (error) {
      this.ports.log.warn(`compare ${compared.path}: ${asCairnError(error).message}`);
      panel.dispose();
    }
  }

  private async picture(
    panel: vscode.WebviewPanel,
    project: Project,
    path: string,
    side: Side,
  ): Promise<ComparedSide> {
    const { label, facts } = side;
    if (isPageImage(path)) {
      const source = panel.webview.asWebviewUri(vscode.Uri.file(side.file)).toString();
      return { label, facts: [...facts], source, preview: false };
    }
    const id = side.checkpointId;
    const preview = id === null ? null : await (await project.api()).preview(id);
    const source =
      preview === null || preview.data.byteLength > MAX_PREVIEW
        ? null
        : `data:${preview.mediaType};base64,${Buffer.from(preview.data).toString('base64')}`;
    return { label, facts: [...facts], source, preview: true };
  }
}

function decodeCompared(state: unknown): Compared | null {
  if (typeof state !== 'object' || state === null) return null;
  const { project, path, versions } = state as Partial<Record<keyof Compared, unknown>>;
  if (typeof project !== 'string' || typeof path !== 'string' || !Array.isArray(versions)) return null;
  const [left, right] = versions as unknown[];
  const isVersion = (value: unknown): value is number | null => value === null || Number.isSafeInteger(value);
  return isVersion(left) && isVersion(right) ? { project, path, versions: [left, right] } : null;
}
