/** Between paths, as people write them, and items. */
import { nameKey } from '../domain/names.ts';
import { type Id, ROOT } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { type Items, isLive, type LocalItem } from './items.ts';

/** More components than any path of 4,096 bytes, Linux's longest, can have: a longer walk up means a cycle. */
export const MAX_DEPTH = 2_048;

const TRASH_PREFIX = 'trash:';

/** The components of a path; `.` and empty ones do not count. */
export const split = (path: string): string[] =>
  path.split('/').filter((part) => part !== '' && part !== '.');

/** A path as people write it, without what does not count. */
export const cleanPath = (path: string): string => split(path).join('/');

export class Paths {
  readonly #items: Items;

  constructor(items: Items) {
    this.#items = items;
  }

  /** The live item at `path`, or the trashed one that `trash:ID` names. */
  find(path: string): LocalItem | undefined {
    if (path.startsWith(TRASH_PREFIX)) return this.#items.get(path.slice(TRASH_PREFIX.length));
    let parent = ROOT;
    let item: LocalItem | undefined;
    for (const name of split(path)) {
      item = this.#items.byKey(parent, nameKey(name));
      if (!item) return undefined;
      parent = item.id;
    }
    return item;
  }

  /** @throws {CairnError} not-found; usage for '', which is the working folder and no item */
  require(path: string): LocalItem {
    if (path === '')
      throw new CairnError('usage', said`The working folder itself is no asset and no collection`, { path });
    const item = this.find(path);
    if (!item) throw new CairnError('not-found', said`Cairn does not know ${path}`, { path });
    return item;
  }

  requireAsset(path: string): LocalItem {
    const item = this.require(path);
    if (item.kind !== 'asset') throw new CairnError('usage', said`${path} is a collection`, { path });
    return item;
  }

  /**
   * The item and what it lies in, nearest first; none where there is no such item.
   * @throws {CairnError} project-corrupt, where that never ends
   */
  chain(id: Id): LocalItem[] {
    return [...this.#up(this.#items.get(id))];
  }

  /** Whether `id` is `other`, or lies in it. @throws {CairnError} project-corrupt */
  liesIn(id: Id, other: Id): boolean {
    return this.chain(id).some((at) => at.id === other);
  }

  /** The path of an item, also of a trashed one. @throws {CairnError} project-corrupt */
  of(id: Id): string {
    return this.chain(id)
      .map(({ name }) => name)
      .reverse()
      .join('/');
  }

  /** Whether the item and everything above it is live. @throws {CairnError} project-corrupt */
  reachable(item: LocalItem): boolean {
    let top = item;
    for (top of this.#up(item)) if (!isLive(top)) return false;
    return top.parentId === ROOT;
  }

  /** A pull brings no loops, but a damaged file may have one. */
  *#up(item: LocalItem | undefined): Generator<LocalItem> {
    let depth = 0;
    for (let at = item; at; at = at.parentId === ROOT ? undefined : this.#items.get(at.parentId)) {
      if (++depth > MAX_DEPTH)
        throw new CairnError('project-corrupt', said`Collections form a loop at ${at.name}`);
      yield at;
    }
  }

  /** All items below a collection, live ones only, parents before children. */
  below(id: Id): LocalItem[] {
    const found: LocalItem[] = [];
    const queue = [id];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      for (const child of this.#items.children(at)) {
        if (!isLive(child)) continue;
        found.push(child);
        if (child.kind === 'collection') queue.push(child.id);
      }
    }
    return found;
  }
}
