/** The Assets view: rows of all projects, as VS Code wants them. */
import * as vscode from 'vscode';
import { commandId } from '../operations/table.ts';
import { toFilePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import { asCairnError } from '../rpc/errors.ts';
import { t } from '../ui/text.ts';
import {
  type EntryNode,
  hasChildren,
  type MoreNode,
  type ProjectNode,
  ProjectRows,
  type TreeNode,
} from './model.ts';
import { accessibleLabel, contextValue, description, tooltipLines } from './words.ts';

export class AssetsProvider implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly projects: Projects;
  private readonly log: vscode.LogOutputChannel;
  private readonly rows = new Map<Project, ProjectRows>();
  private readonly changed = new vscode.EventEmitter<TreeNode[] | undefined>();

  readonly onDidChangeTreeData = this.changed.event;

  constructor(projects: Projects, log: vscode.LogOutputChannel) {
    this.projects = projects;
    this.log = log;
    projects.onDidChange(() => {
      this.forgetClosed();
      this.changed.fire(undefined);
    });
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'project':
        return projectItem(node);
      case 'entry':
        return entryItem(node);
      case 'more':
        return moreItem(node);
    }
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node === undefined) return this.top();
    if (node.kind === 'more') return [];
    return this.childrenOf(this.rowsOf(node.project), node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind === 'project') return undefined;
    return node.parent.kind === 'project' && this.projects.all.length === 1 ? undefined : node.parent;
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.kind === 'entry') item.tooltip = tooltipLines(node.entry, t).join('\n');
    return item;
  }

  showMore(node: MoreNode): void {
    this.rowsOf(node.project).showMore(node);
  }

  /** The row of a path; loads the folders above it. */
  async locate(project: Project, path: string): Promise<EntryNode | undefined> {
    const rows = this.rowsOf(project);
    let parent: ProjectNode | EntryNode = rows.root;
    const parts = path.split('/');
    for (let depth = 1; ; depth++) {
      const at = parts.slice(0, depth).join('/');
      const found: EntryNode | undefined = await rows.reach(parent, at);
      if (found === undefined || depth === parts.length) return found;
      parent = found;
    }
  }

  dispose(): void {
    for (const rows of this.rows.values()) rows.dispose();
    this.changed.dispose();
  }

  private async top(): Promise<TreeNode[]> {
    const all = this.projects.all;
    const [only] = all;
    if (only === undefined) return [];
    if (all.length > 1) return all.map((project) => this.rowsOf(project).root);
    const rows = this.rowsOf(only);
    return this.childrenOf(rows, rows.root);
  }

  /** What cannot be read has no rows; why not is a fact of the project, which the view and the status bar show. */
  private async childrenOf(rows: ProjectRows, node: ProjectNode | EntryNode): Promise<TreeNode[]> {
    try {
      return [...(await rows.children(node))];
    } catch (error) {
      this.log.warn(`tree: ${asCairnError(error).message}`);
      return [];
    }
  }

  private rowsOf(project: Project): ProjectRows {
    const known = this.rows.get(project);
    if (known !== undefined) return known;
    const rows = new ProjectRows(project);
    rows.onDidChange((nodes) => this.redraw(nodes));
    this.rows.set(project, rows);
    return rows;
  }

  /** The root of a single project is not a row: drawing it again means drawing everything. */
  private redraw(nodes: readonly TreeNode[]): void {
    const root = nodes.some((node) => node.kind === 'project') && this.projects.all.length === 1;
    this.changed.fire(root ? undefined : [...nodes]);
  }

  private forgetClosed(): void {
    for (const [project, rows] of this.rows) {
      if (this.projects.all.includes(project)) continue;
      rows.dispose();
      this.rows.delete(project);
    }
  }
}

function projectItem({ project }: ProjectNode): vscode.TreeItem {
  const item = new vscode.TreeItem(project.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = project.dir;
  item.iconPath = new vscode.ThemeIcon('root-folder');
  item.contextValue = ';project;';
  item.accessibilityInformation = { label: t('{0}, project', project.name) };
  item.tooltip = project.dir;
  return item;
}

function entryItem({ project, entry, key }: EntryNode): vscode.TreeItem {
  const folder = hasChildren(entry);
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(entry.name, folder ? Collapsed : None);
  item.id = `${project.dir}\n${key}`;
  item.resourceUri = vscode.Uri.file(toFilePath(project.dir, entry.path));
  item.iconPath = folder ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
  item.description = description(entry);
  item.contextValue = contextValue(entry);
  item.accessibilityInformation = { label: accessibleLabel(entry, t) };
  if (!folder && entry.state !== 'rebuild' && entry.state !== 'metadata-only') {
    // The editor's own command: only of that one a tree says whether the keyboard stays in it, as with the files of the Explorer.
    item.command = { command: 'vscode.open', title: t('Open'), arguments: [item.resourceUri] };
  }
  return item;
}

function moreItem({ hidden, parent, project }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Show more ({0})', hidden));
  item.id = `${project.dir}\nmore\n${parent.kind === 'project' ? '' : parent.entry.path}`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = ';more;';
  item.command = {
    command: commandId('showMore'),
    title: t('Show More'),
    arguments: [{ kind: 'more', hidden, parent, project } satisfies MoreNode],
  };
  return item;
}
