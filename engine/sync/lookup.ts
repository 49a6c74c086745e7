/**
 * What describing conflicts asks the project file again and again. What conflicts may change, as if they were decided, is remembered until
 * something is written; who may do what, how people are called and what the disk has are not changed by that.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Permission } from '../domain/permissions.ts';
import { type Id, ROOT } from '../domain/rows.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { LocalItem } from '../project/items.ts';
import { MAX_DEPTH } from '../project/paths.ts';
import type { Project } from '../project/project.ts';

export class Lookup {
  readonly project: Project;
  #writes = -1;
  readonly #histories = new Map<Id, readonly LocalCheckpoint[]>();
  readonly #paths = new Map<Id, string>();
  readonly #names = new Map<Id, string>();
  readonly #folders = new Map<string, boolean>();
  #permissions: ReadonlySet<Permission> | undefined;
  #me: Id | undefined;

  constructor(project: Project) {
    this.project = project;
  }

  get me(): Id {
    this.#me ??= this.project.me;
    return this.#me;
  }

  /** What my role allows. */
  get permissions(): ReadonlySet<Permission> {
    this.#permissions ??= this.project.team.permissions(this.me);
    return this.#permissions;
  }

  userName(id: Id): string {
    return remember(this.#names, id, () => this.project.userName(id));
  }

  /** An asset's checkpoints, oldest first. */
  history(assetId: Id): readonly LocalCheckpoint[] {
    this.#forget();
    return remember(this.#histories, assetId, () => this.project.checkpoints.of(assetId));
  }

  /** The path of an item as its row is now, without folders that have lost their name to a purge. */
  path(item: Pick<LocalItem, 'name' | 'parentId'>): string {
    this.#forget();
    const folder = this.#folder(item.parentId);
    return folder === '' ? item.name : `${folder}/${item.name}`;
  }

  /** Folders share what is above them. */
  #folder(id: Id, depth = 0): string {
    if (id === ROOT) return '';
    return remember(this.#paths, id, () => {
      const item = depth < MAX_DEPTH ? this.project.items.get(id) : undefined;
      if (!item) return '';
      const above = this.#folder(item.parentId, depth + 1);
      return [above, item.name].filter(Boolean).join('/');
    });
  }

  /**
   * Whether the working folder has something of this name in `folder`, which is a path with a slash at its end, or empty. Only for
   * suggestions: the disk may change at any time.
   */
  isOnDisk(folder: string, name: string): boolean {
    return this.#isFolder(folder) && existsSync(join(this.project.folder, folder, name));
  }

  /** Where the folder above is missing, the disk is not asked. */
  #isFolder(folder: string): boolean {
    if (folder === '') return true;
    return remember(this.#folders, folder, () => {
      const above = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
      return this.#isFolder(above) && existsSync(join(this.project.folder, folder));
    });
  }

  #forget(): void {
    const { writes } = this.project.db;
    if (writes === this.#writes) return;
    this.#writes = writes;
    this.#histories.clear();
    this.#paths.clear();
  }
}

/** Entries of one kind that are remembered. */
const MOST = 2_000;

function remember<T>(known: Map<Id, T>, id: Id, read: () => T): T {
  const found = known.get(id);
  if (found !== undefined) return found;
  if (known.size >= MOST) known.clear();
  const value = read();
  known.set(id, value);
  return value;
}
