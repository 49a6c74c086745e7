/** The History view: checkpoints of the asset selected in the tree, newest first. */
import * as vscode from 'vscode';
import type { CheckpointView } from '../../engine/api.ts';
import { formatBytes } from '../format.ts';
import { commandId } from '../operations/table.ts';
import type { Project } from '../project/project.ts';
import { agoText, t, timeText } from '../ui/text.ts';
import { Pictures } from './pictures.ts';

/** Rows that show their preview from the start; those below it show it when they are looked at. */
const MOST_PICTURES = 30;

export interface VersionNode {
  readonly project: Project;
  /** The asset's path in the tree. */
  readonly path: string;
  readonly checkpoint: CheckpointView;
}

/** The versions that are in the trash, below all others. */
export interface TrashedVersions {
  readonly trashed: readonly VersionNode[];
}

export type HistoryNode = VersionNode | TrashedVersions;

export const isVersionNode = (value: unknown): value is VersionNode =>
  typeof value === 'object' && value !== null && 'checkpoint' in value && 'path' in value;

export class HistoryProvider implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<HistoryNode[] | undefined>();
  private shown: { readonly project: Project; readonly path: string } | null = null;

  private readonly pictures = new Pictures();

  readonly onDidChangeTreeData = this.changed.event;

  /** @param path of an asset, or null for none */
  show(project: Project, path: string | null): void {
    if (this.shown?.project === project && this.shown.path === path) return;
    this.shown = path === null ? null : { project, path };
    this.changed.fire(undefined);
  }

  /** The asset may have new checkpoints. */
  refresh(): void {
    if (this.shown !== null) this.changed.fire(undefined);
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node !== undefined) return isVersionNode(node) ? [] : [...node.trashed];
    if (this.shown === null) return [];
    const { project, path } = this.shown;
    // An asset that is gone meanwhile has no history to show.
    const log = await (await project.api()).log(path).catch(() => null);
    const nodes = (log?.checkpoints ?? []).map((checkpoint) => ({ project, path, checkpoint }));
    const live = nodes.filter(({ checkpoint }) => !checkpoint.trashed);
    const trashed = nodes.filter(({ checkpoint }) => checkpoint.trashed);
    // The rows wait for no picture: one that is made of a large image takes a while.
    void this.pictures.load(live.slice(0, MOST_PICTURES), (row) => this.changed.fire([row]));
    return trashed.length === 0 ? live : [...live, { trashed }];
  }

  /** The preview in full, when a row is looked at closer. */
  async resolveTreeItem(item: vscode.TreeItem, node: HistoryNode): Promise<vscode.TreeItem> {
    if (!isVersionNode(node)) return item;
    await this.pictures.load([node]);
    const picture = this.pictures.of(node);
    if (picture === undefined) return item;
    const text = new vscode.MarkdownString();
    for (const line of details(node.checkpoint)) text.appendText(`${line}\n`);
    // Nothing of what others wrote is Markdown here: it is appended as text.
    text.appendMarkdown(`\n\n![${t('Preview')}](${picture})`);
    item.tooltip = text;
    return item;
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    if (!isVersionNode(node)) return trashItem(node);
    const { checkpoint } = node;
    const { version, comment, author, time, size, status, unsent } = checkpoint;
    const item = new vscode.TreeItem(`v${version}  ${comment.split('\n', 1)[0]}`);
    item.id = checkpoint.id;
    // There is no author before the project is on a studio: it is the user of this machine.
    const facts = [author, agoText(time, 'short'), formatBytes(size, t), status, unsent ? '↑' : ''];
    item.description = facts.filter((fact) => fact !== '').join(' · ');
    const picture = this.pictures.of(node);
    const icon = new vscode.ThemeIcon(checkpoint.trashed ? 'trash' : unsent ? 'git-commit' : 'pass');
    item.iconPath = picture === undefined ? icon : vscode.Uri.parse(picture);
    item.contextValue = checkpoint.trashed ? ';checkpoint;trashed;' : ';checkpoint;kept;';
    if (picture === undefined) item.tooltip = details(checkpoint).join('\n');
    item.accessibilityInformation = { label: details(checkpoint).join(', ') };
    item.command = { command: commandId('openVersion'), title: t('Open this Version'), arguments: [node] };
    return item;
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function trashItem({ trashed }: TrashedVersions): vscode.TreeItem {
  const item = new vscode.TreeItem(t('In the Trash'), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = 'trashed';
  item.description = String(trashed.length);
  item.iconPath = new vscode.ThemeIcon('trash');
  item.tooltip = t('Their content stays: they can be opened, compared and restored.');
  item.accessibilityInformation = {
    label:
      trashed.length === 1 ? t('In the trash: 1 version') : t('In the trash: {0} versions', trashed.length),
  };
  return item;
}

const details = ({
  version,
  comment,
  author,
  time,
  size,
  status,
  local,
  unsent,
  trashed,
}: CheckpointView): string[] => [
  t('version {0}', version),
  ...(comment === '' ? [] : [comment]),
  author === '' ? timeText(time) : t('by {0}, {1}', author, timeText(time)),
  formatBytes(size, t),
  ...(status === '' ? [] : [t('status {0}', status)]),
  ...(trashed ? [t('in the trash')] : []),
  ...(unsent ? [t('not sent yet')] : []),
  ...(local ? [] : [t('content not on this disk')]),
];
