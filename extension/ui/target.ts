/** Which entries a command is for: the row it was called on and the selection, a file of the Explorer, or paths. */
import * as vscode from 'vscode';
import type { Entry } from '../../engine/api.ts';
import { parentOf } from '../../engine/domain/item-path.ts';
import { said } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import { acceptsRow } from '../operations/accepts.ts';
import { type OperationName, operation } from '../operations/table.ts';
import { toTreePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import type { EntryNode, TreeNode } from '../tree/model.ts';
import { contextValue } from '../tree/words.ts';

export interface Target {
  readonly project: Project;
  readonly entries: readonly Entry[];
}

/** What an operation is for, of what was selected. */
export interface Fitting extends Target {
  /** How many others were selected: it makes no sense for these. */
  readonly others: number;
}

/** How a program names entries: the exported form of a command's argument. */
export interface PathsArgument {
  /** Absolute path of the working folder; the only project where it is left out. */
  readonly project?: string;
  readonly paths: readonly string[];
}

const isNode = (value: unknown): value is TreeNode =>
  typeof value === 'object' && value !== null && 'kind' in value && 'project' in value;

const isPaths = (value: unknown): value is PathsArgument =>
  typeof value === 'object' && value !== null && Array.isArray((value as { paths?: unknown }).paths);

export class Targets {
  private readonly projects: Projects;
  private readonly selection: () => readonly TreeNode[];

  constructor(projects: Projects, selection: () => readonly TreeNode[]) {
    this.projects = projects;
    this.selection = selection;
  }

  /** What the command's arguments, or else the selection or the open file, name. Not filtered. */
  async resolve(first: unknown, second: unknown): Promise<Target | undefined> {
    if (isPaths(first)) return this.ofPaths(first);
    const many: unknown[] = Array.isArray(second) && second.length > 0 ? second : [first];
    const uris = many.filter((item) => item instanceof vscode.Uri);
    if (uris.length > 0) return this.ofFiles(uris);
    const nodes = many.filter(isNode);
    if (nodes.length > 0) return ofNodes(nodes);
    const selected = ofNodes(this.selection());
    if (selected !== undefined && selected.entries.length > 0) return selected;
    const open = vscode.window.activeTextEditor?.document.uri ?? activeTabUri();
    return open === undefined ? selected : ((await this.ofFiles([open])) ?? selected);
  }

  /** As `resolve`, with the entries that the operation makes sense for. */
  async for(name: OperationName, first: unknown, second: unknown): Promise<Fitting | undefined> {
    const { accepts = 'any', multi = false } = operation(name);
    // What works on one is for the row that it was called on, whatever else is selected.
    const target = await this.resolve(first, multi ? second : undefined);
    if (target === undefined) return undefined;
    const fitting = target.entries.filter((entry) => acceptsRow(accepts, contextValue(entry)));
    const entries = multi ? fitting : fitting.slice(0, 1);
    const others = target.entries.length - fitting.length;
    return { project: target.project, entries: withoutNested(entries), others };
  }

  /** The project a command without entries is for. Asks nothing: the first where nothing says which. */
  currentProject(): Project | undefined {
    const selected = this.selection()[0]?.project;
    const open = vscode.window.activeTextEditor?.document.uri ?? activeTabUri();
    const ofOpen = open?.scheme === 'file' ? this.projects.containing(open.fsPath) : undefined;
    return selected ?? ofOpen ?? this.projects.all[0];
  }

  private async ofPaths({ project: dir, paths }: PathsArgument): Promise<Target | undefined> {
    const project = this.projects.all.find((candidate) => dir === undefined || candidate.dir === dir);
    return project === undefined ? undefined : { project, entries: await lookUp(project, paths) };
  }

  private async ofFiles(uris: readonly vscode.Uri[]): Promise<Target | undefined> {
    const files = uris.filter((uri) => uri.scheme === 'file').map((uri) => uri.fsPath);
    const project = files[0] === undefined ? undefined : this.projects.containing(files[0]);
    if (project === undefined) return undefined;
    const inside = files.filter((file) => this.projects.containing(file) === project);
    requireOne(files.flatMap((file) => this.projects.containing(file) ?? []));
    const paths = inside.map((file) => toTreePath(project.dir, file));
    return { project, entries: await lookUp(project, paths) };
  }
}

const activeTabUri = (): vscode.Uri | undefined => {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
    ? input.uri
    : undefined;
};

/** @throws {CairnError} usage, where what is meant lies in several projects: none of it would be left out unnoticed */
export function requireOne(projects: readonly Project[]): void {
  if (new Set(projects).size <= 1) return;
  throw new CairnError('usage', said`What is selected lies in several projects. Select rows of one of them.`);
}

function ofNodes(nodes: readonly TreeNode[]): Target | undefined {
  const project = nodes[0]?.project;
  if (project === undefined) return undefined;
  requireOne(nodes.filter(({ kind }) => kind === 'entry').map((node) => node.project));
  const entries = nodes.filter(
    (node): node is EntryNode => node.kind === 'entry' && node.project === project,
  );
  return { project, entries: entries.map((node) => node.entry) };
}

/** What the engine has at these paths, in their order. */
async function lookUp(project: Project, paths: readonly string[]): Promise<Entry[]> {
  const api = await project.api();
  const found = new Map(paths.map((path) => [path, project.worked(path)]));
  const others = paths.filter((path) => found.get(path) === undefined);
  for (const [folder, wanted] of Map.groupBy(others, parentOf)) {
    const { entries } = await api.listing(folder, 0, wanted).catch(() => ({ entries: [] }));
    for (const entry of entries) found.set(entry.path, entry);
  }
  return paths.flatMap((path) => found.get(path) ?? []);
}

/** Drops what lies below another selected entry: the one above stands for it. */
function withoutNested(entries: readonly Entry[]): Entry[] {
  const paths = new Set(entries.map((entry) => entry.path));
  return entries.filter(({ path }) => {
    for (let above = parentOf(path); above !== ''; above = parentOf(above))
      if (paths.has(above)) return false;
    return true;
  });
}
