/**
 * The rows of the tree: which folders were asked for, and their entries as last drawn. Loaded lazily from the
 * engine; looked at again only where something changed.
 */
import type { Entry, ProjectApi } from '../../engine/api.ts';
import { parentOf } from '../../engine/domain/item-path.ts';
import { type Disposable, Emitter } from '../events.ts';
import type { Project } from '../project/project.ts';
import type { StateChange } from '../project/states.ts';
import { diffChildren, rowId, untrackedId } from './diff.ts';

/** Rows drawn of one folder before *Show more*. */
export const PAGE = 500;

export interface ProjectNode {
  readonly kind: 'project';
  readonly project: Project;
}
export interface EntryNode {
  readonly kind: 'entry';
  readonly project: Project;
  readonly parent: ProjectNode | EntryNode;
  /** Stays the same while the row is on screen, also when an untracked folder becomes a collection. */
  readonly key: string;
  /** As last drawn; replaced when it changes, so that the row stays the same object. */
  entry: Entry;
}
export interface MoreNode {
  readonly kind: 'more';
  readonly project: Project;
  readonly parent: ProjectNode | EntryNode;
  readonly hidden: number;
}
export type TreeNode = ProjectNode | EntryNode | MoreNode;

const NONE: ReadonlySet<string> = new Set();

type Listing = Awaited<ReturnType<ProjectApi['listing']>>;

interface Folder {
  readonly node: ProjectNode | EntryNode;
  /** Those that are shown. */
  entries: readonly Entry[];
  /** How many there are, shown or not. */
  total: number;
  nodes: EntryNode[];
  limit: number;
  /** Paths beyond the limit that were looked for: they are shown as well, so that a search ends at a row. */
  readonly also: ReadonlySet<string>;
}

const folderPath = (node: ProjectNode | EntryNode): string =>
  node.kind === 'project' ? '' : node.entry.path;

export const hasChildren = (entry: Entry): boolean => entry.kind === 'collection' || entry.folder;

/** One project's rows. */
export class ProjectRows implements Disposable {
  readonly root: ProjectNode;
  private readonly folders = new Map<string, Folder>();
  private readonly changed = new Emitter<readonly TreeNode[]>();
  private readonly subscription: Disposable;

  constructor(project: Project) {
    this.root = { kind: 'project', project };
    this.subscription = project.onDidChangeStates((change) => void this.update(change));
  }

  /** Rows to draw again, with what is below them. */
  readonly onDidChange = this.changed.event;

  async children(node: ProjectNode | EntryNode): Promise<readonly TreeNode[]> {
    const path = folderPath(node);
    const before = this.folders.get(path);
    const { limit = PAGE, also = NONE } = before ?? {};
    const { entries, total } = await this.fetch(path, limit, also);
    const known = this.folders.get(path);
    const nodes = this.adopt(node, entries, known?.nodes ?? []);
    const folder: Folder = { node, entries, total, nodes, limit, also: known?.also ?? also };
    this.folders.set(path, folder);
    return this.rows(folder);
  }

  showMore(node: MoreNode): void {
    const folder = this.folders.get(folderPath(node.parent));
    if (folder === undefined) return;
    folder.limit += PAGE;
    this.changed.fire([folder.node]);
  }

  /** The row of a path below `parent`, also one that *Show more* would have to be pressed for. */
  async reach(parent: ProjectNode | EntryNode, path: string): Promise<EntryNode | undefined> {
    const known = this.find(path);
    if (known !== undefined) return known;
    await this.children(parent);
    const folder = this.folders.get(folderPath(parent));
    if (this.find(path) !== undefined || folder === undefined) return this.find(path);
    this.folders.set(folderPath(parent), { ...folder, also: new Set([...folder.also, path]) });
    await this.children(parent);
    const found = this.find(path);
    if (found !== undefined) this.changed.fire([parent]);
    return found;
  }

  /** The drawn row of a path, if its folder was asked for. */
  find(path: string): EntryNode | undefined {
    return this.folders.get(parentOf(path))?.nodes.find((node) => node.entry.path === path);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private rows(folder: Folder): readonly TreeNode[] {
    const hidden = folder.total - folder.nodes.length;
    if (hidden <= 0) return folder.nodes;
    return [...folder.nodes, { kind: 'more', project: this.root.project, parent: folder.node, hidden }];
  }

  /** Only what is shown: thousands of siblings would hold up the extension host. */
  private async fetch(path: string, limit: number, also: ReadonlySet<string>): Promise<Listing> {
    return (await this.root.project.api()).listing(path, limit, [...also]);
  }

  private adopt(
    parent: ProjectNode | EntryNode,
    entries: readonly Entry[],
    old: readonly EntryNode[],
  ): EntryNode[] {
    const known = new Map(old.map((node) => [rowId(node.entry), node]));
    const keys = new Set<string>();
    return entries.map((entry) => {
      // What was untracked until now has an id since: it is the same row.
      const node = known.get(rowId(entry)) ?? known.get(untrackedId(entry.path));
      if (node !== undefined && !keys.has(node.key)) {
        keys.add(node.key);
        node.entry = entry;
        return node;
      }
      let key = rowId(entry);
      while (keys.has(key)) key += '+';
      keys.add(key);
      return { kind: 'entry', project: this.root.project, parent, key, entry };
    });
  }

  private async update(change: StateChange): Promise<void> {
    const stale = change.paths === null ? [...this.folders.keys()] : this.loadedAbove(change.paths);
    const redraw: TreeNode[] = [];
    for (const path of stale) redraw.push(...(await this.updateFolder(path)));
    if (redraw.length > 0) this.changed.fire(redraw);
  }

  /** Folders on screen that hold one of the paths, at any depth: a collection's row tells of what is below. */
  private loadedAbove(paths: readonly string[]): string[] {
    const folders = new Set<string>();
    for (const path of paths) {
      for (let folder = path; folder !== ''; ) {
        folder = parentOf(folder);
        if (this.folders.has(folder)) folders.add(folder);
      }
    }
    return [...folders];
  }

  private async updateFolder(path: string): Promise<readonly TreeNode[]> {
    const before = this.folders.get(path);
    if (before === undefined) return [];
    let listing: Listing;
    try {
      listing = await this.fetch(path, before.limit, before.also);
    } catch {
      // The project cannot be read, which is a fact of its own. When it can again, everything may have changed.
      return [];
    }
    // It may have been opened again meanwhile: what is compared next time is what was drawn last.
    const folder = this.folders.get(path) ?? before;
    const diff = diffChildren(folder.entries, listing.entries);
    const sameRows = !diff.structure && listing.total === folder.total;
    folder.entries = listing.entries;
    folder.total = listing.total;
    if (!sameRows) {
      // The editor asks for them once the folder is open: of one that is collapsed it is told once, not with each look.
      folder.nodes = this.adopt(folder.node, listing.entries, folder.nodes);
      return [folder.node];
    }
    const changed = new Map(diff.changed.map((entry) => [rowId(entry), entry]));
    return folder.nodes.filter((node) => {
      const entry = changed.get(rowId(node.entry));
      if (entry !== undefined) node.entry = entry;
      return entry !== undefined;
    });
  }
}
