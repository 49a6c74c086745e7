/**
 * Which file on disk belongs to which asset, kept up to date change by change.
 *
 * A file belongs to the asset whose cached path it has; otherwise to the live asset of that path, if that one has no
 * file elsewhere. Where several files differ only in case, the one with the exact name is taken, then the first by
 * name.
 */
import { type QuickStamp, sameQuickStamp } from '../content/file-stamp.ts';
import { pathKey, type Tree, type TreeNode } from './tree.ts';

/** A regular file in the working folder. */
export interface DiskFile {
  /** Relative, as spelled on disk. */
  readonly path: string;
  stamp: QuickStamp;
  owner: TreeNode | undefined;
}

export class Matching {
  readonly files: ReadonlyMap<string, DiskFile>;
  /** Assets whose file is another one, was written to, came or went, since this was last cleared. */
  readonly assets = new Set<TreeNode>();
  /** Paths of files that came, went or were written to and belong, or belonged, to no asset. */
  readonly strays = new Set<string>();
  /** Two assets have one cached path: which of them has the file cannot be told change by change. */
  ambiguous = false;
  readonly #files: Map<string, DiskFile>;
  readonly #tree: Tree;
  /** Assets whose cached path is not on disk, by that path. */
  readonly #missing = new Map<string, TreeNode>();
  /** Files at no asset's cached path, by path key. */
  readonly #rest = new Map<string, DiskFile[]>();

  /** @param files taken over, with nobody owning any. */
  constructor(tree: Tree, files: Map<string, DiskFile>) {
    this.#tree = tree;
    this.#files = files;
    this.files = files;
    let owned = 0;
    for (const node of tree.items.values()) {
      if (node.item.file && this.#claim(node)) owned++;
    }
    if (owned === files.size && !this.ambiguous) return;
    for (const file of files.values()) if (!file.owner) this.#addRest(file);
    for (const key of this.#rest.keys()) this.#adopt(key);
    this.assets.clear();
    this.strays.clear();
  }

  /** Paths that the cache knows and where nothing was found. */
  missing(): string[] {
    return [...this.#missing.keys()];
  }

  /** Assets whose file is gone, with no other in its place. */
  *gone(): Generator<TreeNode> {
    for (const node of this.#missing.values()) if (!node.file) yield node;
  }

  /** Files that belong to no asset. */
  *untracked(): Generator<DiskFile> {
    for (const files of this.#rest.values()) for (const file of files) if (!file.owner) yield file;
  }

  /** The file at `path` is as `stamp` says; undefined: there is none. */
  see(path: string, stamp: QuickStamp | undefined): void {
    const file = this.#files.get(path);
    if (!stamp) {
      if (file) this.#gone(file);
    } else if (!file) this.#came({ path, stamp, owner: undefined });
    else if (!sameQuickStamp(file.stamp, stamp)) {
      file.stamp = stamp;
      this.#note(file);
    }
  }

  /** The asset's row changed (`node.item` is the new one, `before` the path that its cache had). */
  recached(node: TreeNode, before: string | undefined): void {
    this.assets.add(node);
    if (before === node.item.file?.path) return;
    this.release(node, before);
    this.enter(node);
  }

  /** A new asset. */
  enter(node: TreeNode): void {
    this.assets.add(node);
    if (node.item.file) this.#claim(node);
    this.#adopt(pathKey(node.path));
  }

  /** The asset lets go of its file, which is then anybody's. `cached`: the path that its cache had. */
  release(node: TreeNode, cached = node.item.file?.path): void {
    if (cached !== undefined && this.#missing.get(cached) === node) this.#missing.delete(cached);
    const { file } = node;
    if (!file) return;
    node.file = undefined;
    file.owner = undefined;
    this.strays.add(file.path);
    if (file.path === cached) this.#addRest(file);
    this.#adopt(pathKey(file.path));
  }

  /** Gives the asset the file at its cached path. @returns whether there is one. */
  #claim(node: TreeNode): boolean {
    const path = node.item.file?.path ?? '';
    const file = this.#files.get(path);
    if (!file) {
      if (this.#missing.has(path)) this.ambiguous = true;
      this.#missing.set(path, node);
      return false;
    }
    const { owner } = file;
    if (owner && owner.item.file?.path === path) {
      this.ambiguous = true;
      if (owner.item.id > node.item.id) return false;
    }
    if (owner) {
      owner.file = undefined;
      this.assets.add(owner);
    }
    if (node.file && node.file !== file) this.#drop(node.file);
    if (this.#removeRest(file)) this.strays.add(path);
    file.owner = node;
    node.file = file;
    return true;
  }

  #came(file: DiskFile): void {
    const { path } = file;
    this.#files.set(path, file);
    const node = this.#missing.get(path);
    if (!node) {
      this.#addRest(file);
      this.strays.add(path);
      this.#adopt(pathKey(path));
      return;
    }
    if (node.file) this.#drop(node.file);
    this.#missing.delete(path);
    node.file = file;
    file.owner = node;
    this.assets.add(node);
  }

  #gone(file: DiskFile): void {
    const { path, owner } = file;
    this.#files.delete(path);
    this.#removeRest(file);
    this.strays.add(path);
    if (!owner) return;
    owner.file = undefined;
    file.owner = undefined;
    this.assets.add(owner);
    if (owner.item.file?.path === path) this.#missing.set(path, owner);
    this.#adopt(pathKey(owner.path));
  }

  /** An adopted file belongs to nobody again. */
  #drop(file: DiskFile): void {
    file.owner = undefined;
    this.strays.add(file.path);
  }

  #note(file: DiskFile): void {
    if (file.owner) this.assets.add(file.owner);
    else this.strays.add(file.path);
  }

  #addRest(file: DiskFile): void {
    const key = pathKey(file.path);
    const files = this.#rest.get(key);
    if (files) files.push(file);
    else this.#rest.set(key, [file]);
  }

  /** @returns whether it was there. */
  #removeRest(file: DiskFile): boolean {
    if (this.#rest.size === 0) return false;
    const key = pathKey(file.path);
    const files = this.#rest.get(key);
    const others = files?.filter((one) => one !== file);
    if (!files || others?.length === files.length) return false;
    if (others && others.length > 0) this.#rest.set(key, others);
    else this.#rest.delete(key);
    return true;
  }

  /** Settles which of the files of one key, if any, the asset of that key has. */
  #adopt(key: string): void {
    const node = this.#tree.byKey.get(key);
    const files = this.#rest.get(key) ?? [];
    if (node?.item.kind !== 'asset') return;
    const cached = node.item.file?.path;
    if (cached !== undefined && this.#files.has(cached)) return;
    const first = files.reduce<DiskFile | undefined>((a, b) => (a && a.path < b.path ? a : b), undefined);
    const best = files.find((file) => file.path === node.path) ?? first;
    if (best === node.file) return;
    if (node.file) this.#drop(node.file);
    if (best) {
      best.owner = node;
      this.strays.add(best.path);
    }
    node.file = best;
    this.assets.add(node);
  }
}
