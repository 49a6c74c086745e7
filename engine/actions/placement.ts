/** New items, and the collections that they lie in. */
import { explainRefused, nameKey, refusedName } from '../domain/names.ts';
import { type Id, type ItemKind, ROOT } from '../domain/rows.ts';
import { type Said, said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { LocalItem } from '../project/items.ts';
import { split } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { newItem } from './new-item.ts';

/** @throws {CairnError} `name-refused`, with a name that would do */
export function requireName(name: string): void {
  const refused = refusedName(name);
  if (refused) throw new CairnError('name-refused', explainRefused(refused), { ...refused });
}

/** Why nothing can lie below the asset at `path`. */
export const holdsNothing = (path: string): Said => said`${path} is an asset, so it cannot hold others`;

/** Why no asset can be at `path`. @param as the path of the item that has the name */
export const takenBy = (kind: ItemKind, path: string, as: string): Said =>
  kind === 'collection'
    ? said`${path} cannot be tracked: ${as} is a collection`
    : said`${path} is tracked already, as ${as}`;

function requireCollection({ paths }: Project, { kind, id }: LocalItem): void {
  if (kind !== 'asset') return;
  const path = paths.of(id);
  throw new CairnError('name-taken', holdsNothing(path), { path });
}

/** Whether collections can be along `names`. @throws {CairnError} `name-taken` */
export function requireWay(project: Project, names: readonly string[]): void {
  for (const depth of names.keys()) {
    const found = project.paths.find(names.slice(0, depth + 1).join('/'));
    if (!found) return;
    requireCollection(project, found);
  }
}

/**
 * What one transaction creates: who this is and each collection are looked up once. Not to be used any more after its
 * transaction, or a part of it in which it was used, is over.
 */
export class Placement {
  readonly me: Id;
  readonly #project: Project;
  readonly #now: number;
  /** By path as it was asked for. */
  readonly #collections = new Map<string, Id>();

  constructor(project: Project, now: number) {
    this.me = project.me;
    this.#project = project;
    this.#now = now;
  }

  /** The asset for a path, with the collections above it. @throws {CairnError} `name-taken` */
  createAsset(path: string): LocalItem {
    const { items, paths } = this.#project;
    const names = split(path);
    const parent = this.collections(names.slice(0, -1));
    const name = names.at(-1) ?? '';
    const item = newItem(this.me, 'asset', parent, name, this.#now);
    try {
      items.create(item);
    } catch (error) {
      // The index of names refuses it. To look there first would be in vain for all but these.
      const taken = items.byKey(parent, nameKey(name));
      if (!taken) throw error;
      const why = takenBy(taken.kind, path, paths.of(taken.id));
      throw new CairnError('name-taken', why, { path }, error);
    }
    return { ...item, rev: 0, base: undefined };
  }

  /** The collections along `names`, made where they are missing. @returns the id of the last. */
  collections(names: readonly string[]): Id {
    const path = names.join('/');
    const known = this.#collections.get(path);
    if (known !== undefined) return known;
    let parent = ROOT;
    for (const name of names) parent = this.#collection(parent, name);
    this.#collections.set(path, parent);
    return parent;
  }

  #collection(parent: Id, name: string): Id {
    const { items } = this.#project;
    const found = items.byKey(parent, nameKey(name));
    if (found) requireCollection(this.#project, found);
    const id = found?.id ?? newId();
    if (!found) items.create({ ...newItem(this.me, 'collection', parent, name, this.#now), id });
    return id;
  }
}
