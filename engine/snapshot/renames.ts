/**
 * Tracked files that are gone while the same content turned up untracked: renamed or moved outside of Cairn, by the
 * look of it. They are offered as renames and never taken for one without being asked.
 */
import type { CallOptions, RenameOffer } from '../api.ts';
import type { QuickStamp } from '../content/file-stamp.ts';
import { sameQuickStamp } from '../content/file-stamp.ts';
import { nameOf, parentOf } from '../domain/item-path.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { hashFile } from '../workspace/hash-file.ts';
import { pathInside } from '../workspace/paths.ts';
import { presumedUnchanged } from '../workspace/stat-cache.ts';
import { folderPair } from './folder-pair.ts';
import type { DiskFile } from './matching.ts';
import type { Picture } from './picture.ts';
import { pathKey, type TreeNode } from './tree.ts';

/** A renamed file keeps inode and mtime and need not be read. Others are, in one look, as far as this goes. */
const MOST_READ = { files: 200, bytes: 512 * 1024 * 1024 };

type Pairs = Map<TreeNode, DiskFile>;

export class RenameFinder {
  readonly #project: Project;
  /** Untracked files that were read. */
  #hashes = new Map<string, { readonly stamp: QuickStamp; readonly hash: Hash }>();

  constructor(project: Project) {
    this.#project = project;
  }

  /**
   * @param folders on disk.
   * @throws {CairnError} cancelled
   */
  async find(
    picture: Picture,
    folders: ReadonlySet<string>,
    call: CallOptions,
  ): Promise<readonly RenameOffer[]> {
    const missing = bySize(picture.matching.gone());
    if (missing.size === 0) return [];
    const files = [...picture.matching.untracked()]
      .filter((file) => missing.has(file.stamp.size) && isAllowed(this.#project, file.path))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
    if (files.length === 0) return [];
    const declined = this.#project.working.declined();
    const fits = (node: TreeNode, file: DiskFile) => !isDeclined(declined, node, file.path);
    const pairs = sameFiles(files, missing, fits);
    await this.#sameContents(files, missing, fits, pairs, call);
    return offers(picture, folders, pairs);
  }

  /** Pairs files that are other files with the content that the gone ones had. */
  async #sameContents(
    files: readonly DiskFile[],
    missing: ReadonlyMap<number, readonly TreeNode[]>,
    fits: (node: TreeNode, file: DiskFile) => boolean,
    pairs: Pairs,
    call: CallOptions,
  ): Promise<void> {
    const taken = new Set(pairs.values());
    const left = { ...MOST_READ };
    const hashes = this.#hashes;
    this.#hashes = new Map();
    for (const file of files) {
      // Empty files are all alike.
      if (taken.has(file) || file.stamp.size === 0) continue;
      const open = (missing.get(file.stamp.size) ?? []).filter(
        (node) => !pairs.has(node) && fits(node, file),
      );
      const hash = open.length > 0 && (await this.#read(file, hashes, left, call));
      if (!hash) continue;
      const same = open.filter(({ item }) => this.#project.working.get(item.id)?.contentHash === hash);
      const best = same.find((node) => nameOf(node.path) === nameOf(file.path)) ?? same[0];
      if (best) pairs.set(best, file);
    }
  }

  async #read(
    { path, stamp }: DiskFile,
    known: ReadonlyMap<string, { readonly stamp: QuickStamp; readonly hash: Hash }>,
    left: { files: number; bytes: number },
    { signal }: CallOptions,
  ): Promise<Hash | undefined> {
    let read = known.get(path);
    if (!read || !sameQuickStamp(read.stamp, stamp)) {
      if (left.files === 0 || left.bytes < stamp.size) return undefined;
      left.files--;
      left.bytes -= stamp.size;
      const { folder } = this.#project;
      try {
        read = {
          stamp,
          hash: (await hashFile(pathInside(folder, path), { signal, within: folder })).contentHash,
        };
      } catch (error) {
        if (!CairnError.is(error) || error.code === 'cancelled') throw error;
        return undefined;
      }
    }
    this.#hashes.set(path, read);
    return read.hash;
  }
}

function isAllowed(project: Project, path: string): boolean {
  try {
    pathInside(project.folder, path);
    return true;
  } catch {
    return false;
  }
}

function bySize(nodes: Iterable<TreeNode>): Map<number, TreeNode[]> {
  const found = new Map<number, TreeNode[]>();
  for (const node of nodes) {
    const size = node.item.file?.size ?? -1;
    const others = found.get(size);
    if (others) others.push(node);
    else found.set(size, [node]);
  }
  for (const others of found.values()) others.sort((a, b) => (a.path < b.path ? -1 : 1));
  return found;
}

/** A decision on a collection holds for everything in it. */
function isDeclined(declined: ReadonlySet<string>, node: TreeNode, path: string): boolean {
  if (declined.size === 0) return false;
  let to = path;
  for (let at: TreeNode | undefined = node; at && to !== ''; at = at.parent) {
    if (declined.has(`${at.item.id} ${to}`)) return true;
    if (nameOf(to) !== at.item.name) return false;
    to = parentOf(to);
  }
  return false;
}

/** The very same files under other names. */
function sameFiles(
  files: readonly DiskFile[],
  missing: ReadonlyMap<number, readonly TreeNode[]>,
  fits: (node: TreeNode, file: DiskFile) => boolean,
): Pairs {
  const pairs: Pairs = new Map();
  for (const file of files) {
    const node = (missing.get(file.stamp.size) ?? []).find(
      (one) =>
        !pairs.has(one) && one.item.file && presumedUnchanged(one.item.file, file.stamp) && fits(one, file),
    );
    if (node) pairs.set(node, file);
  }
  return pairs;
}

/** Where a whole collection went to one place, that is one offer. */
function offers(picture: Picture, folders: ReadonlySet<string>, pairs: Pairs): RenameOffer[] {
  const moved = movedCollections(picture, folders, pairs);
  const found: RenameOffer[] = [...moved].map(([{ item, path }, to]) => ({
    id: item.id,
    kind: 'collection',
    from: path,
    to,
  }));
  for (const [node, file] of pairs) {
    let above = node.parent;
    while (above && !moved.has(above)) above = above.parent;
    if (!above) found.push({ id: node.item.id, kind: 'asset', from: node.path, to: file.path });
  }
  return found.toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

function movedCollections(
  { tree }: Picture,
  folders: ReadonlySet<string>,
  pairs: Pairs,
): Map<TreeNode, string> {
  const moved = new Map<TreeNode, string>();
  for (const [node, file] of pairs) {
    const pair = folderPair(node.path, file.path);
    const collection = pair && tree.collections.get(pair.from);
    if (!collection || folders.has(pair.from) || tree.byKey.has(pathKey(pair.to))) continue;
    moved.set(collection, pair.to);
  }
  if (moved.size === 0) return moved;
  // Every file that was in it must have gone there.
  for (const node of tree.items.values()) {
    if (!node.item.file) continue;
    for (let above = node.parent; above; above = above.parent) {
      const to = moved.get(above);
      if (to === undefined) continue;
      if (pairs.get(node)?.path !== to + node.path.slice(above.path.length)) moved.delete(above);
    }
  }
  return moved;
}
