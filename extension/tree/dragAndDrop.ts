/** Dragging rows onto a collection moves them; files dropped from outside are copied in and tracked. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Entry } from '../../engine/api.ts';
import { isInside, toFilePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { EntryNode, TreeNode } from './model.ts';

const ROWS = 'application/vnd.code.tree.cairn.assets';
const LIST = 'text/uri-list';
/** Files of a browser's machine, which have no address here. */
const FILES = 'files';

export interface DroppedFile {
  readonly name: string;
  /** Absolute path, where it lies in the working folder. */
  readonly inside: string | null;
  copyTo(target: vscode.Uri): Promise<void>;
}

export interface DropActions {
  /** @param collection '' for the top */
  move(project: Project, entries: readonly Entry[], collection: string): Promise<void>;
  /** @param collection null where they were not dropped on a row */
  track(project: Project, files: readonly DroppedFile[], collection: string | null): Promise<void>;
  fail(error: unknown): void;
}

export class AssetsDragAndDrop implements vscode.TreeDragAndDropController<TreeNode> {
  readonly dragMimeTypes = [ROWS, LIST];
  readonly dropMimeTypes = [ROWS, LIST, FILES];
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
    data.set(LIST, new vscode.DataTransferItem(uris.join('\r\n')));
  }

  async handleDrop(target: TreeNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const project = target?.project ?? this.onlyProject();
    if (project === undefined) return;
    const collection = target === undefined ? null : collectionOf(target);
    try {
      const rows: unknown = data.get(ROWS)?.value;
      if (Array.isArray(rows)) {
        const mine = (rows as EntryNode[]).filter((node) => node.project === project);
        const entries = mine.map(({ entry }) => entry);
        if (entries.length > 0) await this.actions.move(project, entries, collection ?? '');
        return;
      }
      const files = await filesOf(project, data);
      if (files.length > 0) await this.actions.track(project, files, collection);
    } catch (error) {
      this.actions.fail(error);
    }
  }
}

/** By their addresses, where they have some; otherwise by what is in them. */
async function filesOf(project: Project, data: vscode.DataTransfer): Promise<DroppedFile[]> {
  const list = (await data.get(LIST)?.asString()) ?? '';
  const lines = list.split(/\r?\n/u).filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length > 0) return lines.map((line) => ofAddress(project, vscode.Uri.parse(line)));
  const files: DroppedFile[] = [];
  for (const [, item] of data) {
    const file = item.asFile();
    if (file !== undefined)
      files.push(file.uri === undefined ? ofContent(file) : ofAddress(project, file.uri));
  }
  return files;
}

function ofAddress(project: Project, address: vscode.Uri): DroppedFile {
  // A file of the machine that this runs on, as the window names it.
  const source = address.scheme === 'vscode-remote' ? vscode.Uri.file(address.path) : address;
  const isHere = source.scheme === 'file';
  return {
    name: basename(isHere ? source.fsPath : source.path),
    inside: isHere && isInside(project.dir, source.fsPath) ? source.fsPath : null,
    copyTo: async (target) => vscode.workspace.fs.copy(source, target, { overwrite: false }),
  };
}

const ofContent = (file: vscode.DataTransferFile): DroppedFile => ({
  name: file.name,
  inside: null,
  copyTo: async (target) => vscode.workspace.fs.writeFile(target, await file.data()),
});

/** The collection that a drop on a row means: itself, or the one the asset lies in. */
function collectionOf(target: TreeNode): string {
  if (target.kind === 'project') return '';
  if (target.kind === 'more') return collectionOf(target.parent);
  return target.entry.kind === 'collection' || target.entry.folder
    ? target.entry.path
    : collectionOf(target.parent);
}
