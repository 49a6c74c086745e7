/** The History view: checkpoints of the asset selected in the tree, newest first. */
import * as vscode from 'vscode';
import type { CheckpointView } from '../../engine/api.ts';
import { formatAgo, formatBytes, formatTime } from '../format.ts';
import { commandId } from '../operations/table.ts';
import type { Project } from '../project/project.ts';
import { t } from '../ui/text.ts';

export interface VersionNode {
  readonly project: Project;
  /** The asset's path in the tree. */
  readonly path: string;
  readonly checkpoint: CheckpointView;
}

export const isVersionNode = (value: unknown): value is VersionNode =>
  typeof value === 'object' && value !== null && 'checkpoint' in value && 'path' in value;

export class HistoryProvider implements vscode.TreeDataProvider<VersionNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private shown: { readonly project: Project; readonly path: string } | null = null;

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

  async getChildren(node?: VersionNode): Promise<VersionNode[]> {
    if (node !== undefined || this.shown === null) return [];
    const { project, path } = this.shown;
    // An asset that is gone meanwhile has no history to show.
    const log = await (await project.api()).log(path).catch(() => null);
    return (log?.checkpoints ?? []).map((checkpoint) => ({ project, path, checkpoint }));
  }

  getTreeItem(node: VersionNode): vscode.TreeItem {
    const { checkpoint } = node;
    const { version, comment, author, time, size, unsent } = checkpoint;
    const item = new vscode.TreeItem(`v${version}  ${comment.split('\n', 1)[0]}`);
    item.id = checkpoint.id;
    // There is no author before the project is on a studio: it is the user of this machine.
    const facts = [author, formatAgo(time, Date.now()), formatBytes(size)];
    item.description = facts.filter((fact) => fact !== '').join(' · ');
    item.iconPath = new vscode.ThemeIcon(unsent ? 'git-commit' : 'pass');
    item.contextValue = ';checkpoint;';
    item.tooltip = details(checkpoint).join('\n');
    item.accessibilityInformation = { label: details(checkpoint).join(', ') };
    item.command = { command: commandId('openVersion'), title: t('Open this Version'), arguments: [node] };
    return item;
  }

  dispose(): void {
    this.changed.dispose();
  }
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
}: CheckpointView): string[] => [
  t('version {0}', version),
  ...(comment === '' ? [] : [comment]),
  author === '' ? formatTime(time) : t('by {0}, {1}', author, formatTime(time)),
  formatBytes(size),
  ...(status === '' ? [] : [t('status {0}', status)]),
  ...(unsent ? [t('not sent yet')] : []),
  ...(local ? [] : [t('content not on this disk')]),
];
