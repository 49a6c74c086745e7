/** Dragging rows onto a collection moves them; files dropped from outside are copied in and tracked. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isInside, toFilePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { EntryNode, TreeNode } from './model.ts';

const ROWS = 'application/vnd.code.tree.cairn.assets';
const FILES = 'text/uri-list';

export interface DropActions {
  move(project: Project, paths: readonly string[], collection: string): Promise<void>;
  /** Tracks files that lie in the working folder. */
  track(project: Project, files: readonly string[]): Promise<void>;
  fail(error: unknown): void;
}

export class AssetsDragAndDrop implements vscode.TreeDragAndDropController<TreeNode> {
  readonly dragMimeTypes = [ROWS, FILES];
  readonly dropMimeTypes = [ROWS, FILES];
  private readonly actions: DropActions;
  private readonly onlyProject: () => Project | undefined;

  constructor(actions: DropActions, onlyProject: () => Project | undefined) {
    this.actions = actions;
    this.onlyProject = onlyProject;
  }

  handleDrag(nodes: readonly TreeNode[], data: vscode.DataTransfer): void {
    const entries = nodes.filter((node): node is EntryNode => node.kind === 'entry');
    data.set(ROWS, new vscode.DataTransferItem(entries));
    const uris = entries.map(({ project, entry }) =>
      vscode.Uri.file(toFilePath(project.dir, entry.path)).toString(),
    );
    data.set(FILES, new vscode.DataTransferItem(uris.join('\r\n')));
  }

  async handleDrop(target: TreeNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const project = target?.project ?? this.onlyProject();
    if (project === undefined) return;
    const collection = collectionOf(target);
    try {
      const rows: unknown = data.get(ROWS)?.value;
      if (Array.isArray(rows)) await this.dropRows(project, collection, rows as EntryNode[]);
      else await this.dropFiles(project, collection, (await data.get(FILES)?.asString()) ?? '');
    } catch (error) {
      this.actions.fail(error);
    }
  }

  private async dropRows(project: Project, collection: string, nodes: readonly EntryNode[]): Promise<void> {
    const mine = nodes.filter((node) => node.project === project && node.entry.path !== collection);
    if (mine.length === 0) return;
    await this.actions.move(
      project,
      mine.map((node) => node.entry.path),
      collection,
    );
  }

  private async dropFiles(project: Project, collection: string, list: string): Promise<void> {
    const lines = list.split(/\r?\n/u).filter((line) => line !== '' && !line.startsWith('#'));
    const sources = lines
      .map((line) => vscode.Uri.parse(line))
      .filter((uri) => uri.scheme === 'file' || uri.scheme === 'vscode-remote')
      .map((uri) => vscode.Uri.file(uri.path));
    const inside: string[] = [];
    for (const source of sources) {
      if (isInside(project.dir, source.fsPath)) {
        inside.push(source.fsPath);
        continue;
      }
      const target = toFilePath(
        project.dir,
        collection === '' ? basename(source.fsPath) : `${collection}/${basename(source.fsPath)}`,
      );
      // Never onto something that exists: the copy then fails, and what is there stays.
      await vscode.workspace.fs.copy(source, vscode.Uri.file(target), { overwrite: false });
      inside.push(target);
    }
    if (inside.length > 0) await this.actions.track(project, inside);
  }
}

/** The collection that a drop on a row means: itself, or the one the asset lies in. */
function collectionOf(target: TreeNode | undefined): string {
  if (target === undefined || target.kind === 'project') return '';
  if (target.kind === 'more') return collectionOf(target.parent);
  return target.entry.kind === 'collection' || target.entry.folder
    ? target.entry.path
    : collectionOf(target.parent);
}
