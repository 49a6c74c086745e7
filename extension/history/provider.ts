/** The History view: checkpoints of the asset selected in the tree, newest first. */
import * as vscode from 'vscode';
import type { CheckpointView } from '../../engine/api.ts';
import { formatBytes } from '../format.ts';
import { commandId } from '../operations/table.ts';
import type { Project } from '../project/project.ts';
import { Throttle } from '../project/throttle.ts';
import { agoText, t, timeText } from '../ui/text.ts';
import { Pictures } from './pictures.ts';
import { type DrawnVersion, takeIn } from './rows.ts';

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

interface Shown {
  readonly project: Project;
  /** Of an asset. */
  readonly path: string;
}

type Row = VersionNode & DrawnVersion;

export class HistoryProvider implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  private readonly isVisible: () => boolean;
  private readonly changed = new vscode.EventEmitter<HistoryNode[] | undefined>();
  private readonly looking = new Throttle(() => this.look());
  private readonly pictures = new Pictures();
  private shown: Shown | null = null;
  /** Of all versions of what is shown, the newest first. */
  private drawn: readonly Row[] = [];

  readonly onDidChangeTreeData = this.changed.event;

  /** @param isVisible whether the view shows its rows now */
  constructor(isVisible: () => boolean) {
    this.isVisible = isVisible;
  }

  /** @param path of an asset, or null for none */
  show(project: Project, path: string | null): void {
    if (this.shown?.project === project && this.shown.path === path) return;
    this.shown = path === null ? null : { project, path };
    this.changed.fire(undefined);
  }

  /** The asset may have new checkpoints. */
  refresh(): void {
    if (this.shown === null) return;
    // What nobody sees is not read now: the editor asks for it when the view is opened.
    if (this.isVisible()) void this.looking.request();
    else this.changed.fire(undefined);
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node !== undefined) return isVersionNode(node) ? [] : [...node.trashed];
    const { shown } = this;
    if (shown === null) return [];
    const found = await versionsOf(shown);
    const nodes: readonly Row[] = found.map((checkpoint) => ({
      ...shown,
      checkpoint,
      shows: wordsOf(checkpoint),
    }));
    if (this.shown === shown) this.drawn = nodes;
    const live = nodes.filter(({ checkpoint }) => !checkpoint.trashed);
    const trashed = nodes.filter(({ checkpoint }) => checkpoint.trashed);
    this.loadPictures(live);
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
    const { version, comment, unsent } = checkpoint;
    const item = new vscode.TreeItem(`v${version}  ${comment.split('\n', 1)[0]}`);
    item.id = checkpoint.id;
    item.description = facts(checkpoint);
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

  /** Draws only what shows something else: a button that is just being pressed goes with its row. */
  private async look(): Promise<void> {
    const { shown } = this;
    if (shown === null) return;
    const found = await versionsOf(shown);
    if (this.shown !== shown) return;
    const rows = takeIn(this.drawn, found, wordsOf);
    if (rows === null) this.changed.fire(undefined);
    else if (rows.length > 0) this.changed.fire([...rows]);
    // One that was not to be had before may be now.
    this.loadPictures(this.drawn.filter(({ checkpoint }) => !checkpoint.trashed));
  }

  /** The rows wait for no picture: one that is made of a large image takes a while. */
  private loadPictures(rows: readonly VersionNode[]): void {
    void this.pictures.load(rows.slice(0, MOST_PICTURES), (row) => this.changed.fire([row]));
  }
}

/** An asset that is gone meanwhile has no history to show. */
async function versionsOf({ project, path }: Shown): Promise<readonly CheckpointView[]> {
  try {
    return (await (await project.api()).log(path)).checkpoints;
  } catch {
    return [];
  }
}

/** There is no author before the project is on a studio: it is the user of this machine. */
const facts = ({ author, time, size, status, unsent }: CheckpointView): string =>
  [author, agoText(time, 'short'), formatBytes(size, t), status, unsent ? '↑' : '']
    .filter((fact) => fact !== '')
    .join(' · ');

/** All that a row shows of a version, beside its picture. */
const wordsOf = (checkpoint: CheckpointView): string =>
  [facts(checkpoint), ...details(checkpoint), checkpoint.preview?.hash].join('\n');

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
