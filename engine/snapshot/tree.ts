/** The live items of a project with their paths, in memory. */
import { nameKey } from '../domain/names.ts';
import { type Id, ROOT } from '../domain/rows.ts';
import type { OverviewRow } from '../project/overview.ts';
import type { DiskFile } from './matching.ts';

export interface TreeItem {
  readonly item: OverviewRow;
  readonly path: string;
}

/** A live item, and which file is its own just now. */
export class TreeNode implements TreeItem {
  item: OverviewRow;
  readonly path: string;
  readonly parent: TreeNode | undefined;
  file: DiskFile | undefined;

  constructor(item: OverviewRow, parent: TreeNode | undefined) {
    this.item = item;
    this.parent = parent;
    this.path = parent ? `${parent.path}/${item.name}` : item.name;
    this.file = undefined;
  }

  /** What the stat cache knows of the file that is its own; undefined where that is another file. */
  get cached(): OverviewRow['file'] {
    const { file } = this.item;
    return this.file !== undefined && file?.path === this.file.path ? file : undefined;
  }
}

const ASCII = /^[\u0000-\u007f]*$/u;

/** The path with every component as its name key. */
export const pathKey = (path: string): string =>
  ASCII.test(path) ? path.toLowerCase() : path.split('/').map(nameKey).join('/');

export class Tree {
  /** Reachable items, parents before children. */
  readonly items = new Map<Id, TreeNode>();
  /** Collections by path. */
  readonly collections = new Map<string, TreeNode>();
  #byKey: Map<string, TreeNode> | undefined;

  constructor(rows: readonly OverviewRow[]) {
    const collections = new Map<Id, OverviewRow>();
    for (const row of rows) if (row.kind === 'collection') collections.set(row.id, row);
    for (const row of collections.values()) this.#place(row, collections, new Set());
    for (const row of rows) if (row.kind === 'asset') this.add(row);
  }

  /** By path key. */
  get byKey(): ReadonlyMap<string, TreeNode> {
    if (this.#byKey) return this.#byKey;
    this.#byKey = new Map();
    for (const node of this.items.values()) this.#byKey.set(pathKey(node.path), node);
    return this.#byKey;
  }

  /** Undefined where what it lies in is not live. */
  add(row: OverviewRow): TreeNode | undefined {
    const parent = row.parentId === ROOT ? undefined : this.items.get(row.parentId);
    if (!parent && row.parentId !== ROOT) return undefined;
    const node = new TreeNode(row, parent);
    this.items.set(row.id, node);
    if (row.kind === 'collection') this.collections.set(node.path, node);
    this.#byKey?.set(pathKey(node.path), node);
    return node;
  }

  removeAsset(node: TreeNode): void {
    this.items.delete(node.item.id);
    const key = pathKey(node.path);
    if (this.#byKey?.get(key) === node) this.#byKey.delete(key);
  }

  /** `below`: those that are being placed, so that a loop ends. */
  #place(row: OverviewRow, all: ReadonlyMap<Id, OverviewRow>, below: Set<Id>): void {
    if (this.items.has(row.id) || below.has(row.id)) return;
    below.add(row.id);
    const parent = all.get(row.parentId);
    if (parent) this.#place(parent, all, below);
    this.add(row);
  }
}
