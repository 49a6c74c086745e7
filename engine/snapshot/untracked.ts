/** Untracked files as they are shown, with the folders on the way to them that are not collections. */
import type { RenameOffer } from '../api.ts';
import { joinPath, nameOf, parentOf } from '../domain/item-path.ts';
import type { Entries } from './entries.ts';
import { untrackedEntry } from './entry.ts';
import type { Matching } from './matching.ts';
import { pathKey, type Tree, type TreeNode } from './tree.ts';

export class UntrackedFiles {
  readonly #tree: Tree;
  readonly #matching: Matching;
  readonly #entries: Entries;
  readonly #renameTo: (path: string) => RenameOffer | undefined;
  /** Where files of a folder on disk are shown. */
  readonly #shownFolder = new Map<string, string>([['', '']]);
  /** Paths on disk by the path that they are shown at: folders that differ in case are shown as one. */
  readonly #shown = new Map<string, string[]>();
  /** Untracked folders, with how many shown paths lie below. */
  readonly #folders = new Map<string, number>();

  /** @param renameTo what a path on disk looks like the renamed form of. */
  constructor(
    tree: Tree,
    matching: Matching,
    entries: Entries,
    renameTo: (path: string) => RenameOffer | undefined,
  ) {
    this.#renameTo = renameTo;
    this.#tree = tree;
    this.#matching = matching;
    this.#entries = entries;
  }

  /** A file came, went, changed or changed hands. */
  update(path: string): void {
    const file = this.#matching.files.get(path);
    const at = joinPath(this.#folderOf(parentOf(path)), nameOf(path));
    const others = (this.#shown.get(at) ?? []).filter((one) => one !== path);
    if (file && !file.owner) others.push(path);
    if (others.length > 0) {
      if (!this.#shown.has(at)) this.#count(at, 1);
      this.#shown.set(at, others);
    } else if (this.#shown.delete(at)) this.#count(at, -1);
    this.redraw(at);
  }

  /** Shows what is untracked at a path, unless an item is there. */
  redraw(at: string): void {
    const entry = this.#entries.get(at);
    if (entry && entry.kind !== 'untracked') return;
    const [first] = (this.#shown.get(at) ?? []).toSorted();
    const file = first === undefined ? undefined : this.#matching.files.get(first);
    const above = this.#collectionAbove(at);
    if (file) this.#entries.set(untrackedEntry(at, file.stamp.size, this.#renameTo(file.path)), above);
    else if (this.#folders.has(at)) this.#entries.set(untrackedEntry(at, null, this.#renameTo(at)), above);
    else if (entry) this.#entries.delete(at, above);
  }

  /** Untracked folders above a shown path come and go with what they hold. */
  #count(at: string, by: 1 | -1): void {
    for (let folder = parentOf(at); folder !== ''; folder = parentOf(folder)) {
      if (this.#tree.collections.has(folder)) return;
      const count = (this.#folders.get(folder) ?? 0) + by;
      if (count > 0) this.#folders.set(folder, count);
      else this.#folders.delete(folder);
      if (count === 0 || (count === 1 && by === 1)) this.redraw(folder);
    }
  }

  #collectionAbove(path: string): TreeNode | undefined {
    for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) {
      const node = this.#tree.collections.get(folder);
      if (node) return node;
    }
    return undefined;
  }

  /** Shown where the collection is, whatever case the folder on disk has; found again by its own path. */
  #folderOf(folder: string): string {
    const known = this.#shownFolder.get(folder);
    if (known !== undefined) return known;
    const shown = joinPath(this.#folderOf(parentOf(folder)), nameOf(folder));
    const node = this.#tree.byKey.get(pathKey(shown));
    const path = node?.item.kind === 'collection' ? node.path : shown;
    this.#shownFolder.set(folder, path);
    return path;
  }
}
