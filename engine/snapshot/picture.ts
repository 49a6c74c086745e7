/**
 * Every entry of a project with its state: disk and rows put together, kept up to date change by change. Built anew
 * where collections change, because their names are in every path below.
 */
import type { RenameOffer } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import type { OverviewRow } from '../project/overview.ts';
import type { Project } from '../project/project.ts';
import { presumedUnchanged } from '../workspace/stat-cache.ts';
import { Entries } from './entries.ts';
import { assetEntry, collectionEntry } from './entry.ts';
import { Facts } from './facts.ts';
import { type DiskFile, Matching } from './matching.ts';
import { Tree, type TreeNode } from './tree.ts';
import { UntrackedFiles } from './untracked.ts';

/** Whether the file of an asset cannot be told, although it is not gone. */
export type Trouble = (node: TreeNode) => boolean;

export class Picture {
  readonly tree: Tree;
  readonly matching: Matching;
  readonly entries: Entries;
  readonly #project: Project;
  readonly #facts: Facts;
  readonly #untracked: UntrackedFiles;
  /** Assets whose file may differ from what the cache holds; looked at until it is known. */
  readonly #doubtful = new Set<TreeNode>();
  /** Assets and collections to draw again. */
  readonly #stale = new Set<TreeNode>();
  #drawn = false;
  #renames: readonly RenameOffer[] = [];
  #renamed: ReadonlyMap<Id, RenameOffer> = new Map();
  #renameTo: ReadonlyMap<string, RenameOffer> = new Map();

  constructor(project: Project, rows: readonly OverviewRow[], files: Map<string, DiskFile>) {
    this.#project = project;
    this.tree = new Tree(rows);
    this.matching = new Matching(this.tree, files);
    this.entries = new Entries();
    this.#facts = new Facts(project, this.tree, rows);
    this.#untracked = new UntrackedFiles(this.tree, this.matching, this.entries, (path) =>
      this.#renameTo.get(path),
    );
    for (const node of this.tree.items.values()) if (isDoubtful(node)) this.#doubtful.add(node);
  }

  /** Assets whose file must be read to know its state. */
  doubtful(): TreeNode[] {
    for (const node of this.matching.assets) if (node.file) this.#doubtful.add(node);
    for (const node of this.#doubtful) {
      if (!isDoubtful(node) || !this.tree.items.has(node.item.id)) this.#doubtful.delete(node);
    }
    return [...this.#doubtful];
  }

  /**
   * Takes over the rows of these items.
   * @returns false where that changes more than these items: the picture is then to be built anew.
   */
  reread(ids: readonly Id[]): boolean {
    return ids.every((id) => this.#rereadOne(id)) && !this.matching.ambiguous;
  }

  /**
   * Draws what changed.
   * @param before entries of the picture that this one replaces.
   */
  draw(trouble: Trouble, before?: Entries): void {
    if (!this.#drawn) this.#drawAll(trouble, before);
    for (const node of this.matching.assets) this.#stale.add(node);
    for (const node of this.#stale) this.#drawItem(node, trouble);
    for (const path of this.matching.strays) this.#untracked.update(path);
    for (const node of this.entries.takeUncounted()) this.#drawItem(node, trouble);
    this.matching.assets.clear();
    this.matching.strays.clear();
    this.#stale.clear();
    this.entries.commit();
  }

  get isDrawn(): boolean {
    return this.#drawn;
  }

  /** Renames that are offered; those that do not fit what is known by now are left out. */
  get renames(): readonly RenameOffer[] {
    return this.#renames;
  }

  set renames(offers: readonly RenameOffer[]) {
    const now = offers.filter((offer) => this.#isOpen(offer));
    const before = this.#renames;
    this.#renames = now;
    this.#renamed = new Map(now.map((offer) => [offer.id, offer]));
    this.#renameTo = new Map(now.map((offer) => [offer.to, offer]));
    for (const { id, to } of [...before, ...now]) {
      const node = this.tree.items.get(id);
      if (node) this.#stale.add(node);
      if (this.matching.files.has(to)) this.matching.strays.add(to);
      else if (this.#drawn) this.#untracked.redraw(to);
    }
  }

  #isOpen({ id, kind, from, to }: RenameOffer): boolean {
    const node = this.tree.items.get(id);
    if (node?.path !== from) return false;
    if (kind === 'collection') return true;
    const file = this.matching.files.get(to);
    return node.file === undefined && file !== undefined && file.owner === undefined;
  }

  redraw(node: TreeNode): void {
    this.#stale.add(node);
  }

  #drawAll(trouble: Trouble, before: Entries | undefined): void {
    this.#drawn = true;
    for (const node of this.tree.items.values()) this.#drawItem(node, trouble);
    for (const file of this.matching.untracked()) this.#untracked.update(file.path);
    for (const node of this.entries.takeUncounted()) this.#drawItem(node, trouble);
    if (before) this.entries.follow(before);
  }

  #drawItem(node: TreeNode, trouble: Trouble): void {
    if (this.tree.items.get(node.item.id) !== node) return;
    const entry =
      node.item.kind === 'asset'
        ? assetEntry(node, this.#facts, trouble(node), this.#renamed.get(node.item.id))
        : collectionEntry(node, this.#facts, this.entries.stateOf(node), this.#renamed.get(node.item.id));
    this.entries.set(entry, node.parent);
  }

  #rereadOne(id: Id): boolean {
    const row = this.#project.overview.get(id, this.#facts.me);
    const node = this.tree.items.get(id);
    if (!node) return row === undefined || this.#add(row);
    if (row && isInPlace(node.item, row)) {
      const before = node.item.file?.path;
      node.item = row;
      this.#facts.reread(id);
      this.#stale.add(node);
      if (row.kind === 'asset') this.matching.recached(node, before);
      return true;
    }
    if (node.item.kind === 'collection') return false;
    this.#remove(node);
    return row === undefined || (hasSameRights(node.item, row) && this.#add(row));
  }

  #add(row: OverviewRow): boolean {
    if (row.kind === 'collection') return false;
    const node = this.tree.add(row);
    // It lies in a collection that is in the trash.
    if (!node) return true;
    this.#facts.reread(row.id);
    this.#facts.forgetRights();
    this.matching.enter(node);
    return true;
  }

  #remove(node: TreeNode): void {
    this.tree.removeAsset(node);
    this.matching.release(node);
    this.entries.delete(node.path, node.parent);
    this.#untracked.redraw(node.path);
    this.#facts.forgetRights();
  }
}

const isDoubtful = (node: TreeNode): boolean => {
  if (!node.file) return false;
  const { cached } = node;
  return !cached || !presumedUnchanged(cached, node.file.stamp);
};

const hasSameRights = (a: OverviewRow, b: OverviewRow): boolean =>
  a.shared === b.shared && a.task === b.task && a.assigneeId === b.assigneeId;

/** Same path, same part in who may have what. */
const isInPlace = (a: OverviewRow, b: OverviewRow): boolean =>
  a.parentId === b.parentId && a.name === b.name && a.kind === b.kind && hasSameRights(a, b);
