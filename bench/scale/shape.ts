/**
 * The rows of a project of any size, the same for the same size: collections three deep, assets in hundreds, three
 * versions each. Pure; ids and contents are computed from numbers.
 */
import { DEFAULT_ROLES } from '../../engine/domain/permissions.ts';
import {
  type Checkpoint,
  type Dependency,
  type Id,
  type Item,
  ROOT,
  type Tagging,
} from '../../engine/domain/rows.ts';
import { type Content, contentOf } from '../../test/support/changes.ts';

/** Assets in one collection, and collections in one above it. */
const FAN = 100;
/** Versions of every asset. */
const VERSIONS = 3;
/** Different contents that all versions share, so that disks stay small. */
const CONTENTS = 64;
/** One leaf collection in so many lies in the shared library. */
const SHARED_EVERY = 20;
const START = Date.UTC(2026, 0, 1);

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A UUIDv7 for a number: ids of one kind ascend with it, as ids that were made one after the other do. */
export function idOf(kind: number, index: number): Id {
  const time = hex(START + Math.floor(index / 8), 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(index % 8, 3)}-8${hex(kind, 3)}-${hex(index, 12)}`;
}

const CLEAN = {
  ...{ shared: false, task: false, assigneeId: '', status: '', type: '', description: '' },
  ...{ trashed: false, trashedBy: '', trashedAt: 0, mergedInto: '', purged: false },
} as const;

/** Who made everything, and an artist with tasks. */
export interface People {
  readonly ann: Id;
  readonly ben: Id;
}

export class Shape {
  readonly assets: number;
  readonly people: People;
  readonly contents: readonly Content[];
  readonly #folders: number;

  constructor(assets: number, people: People) {
    this.assets = assets;
    this.people = people;
    this.#folders = Math.ceil(assets / FAN);
    this.contents = Array.from({ length: CONTENTS }, (_, index) =>
      contentOf(Buffer.from(`content ${index} `.repeat(200))),
    );
  }

  /** Tasks of the artist: one asset in so many. */
  get taskEvery(): number {
    return Math.max(1, Math.floor(this.assets / Math.max(200, this.assets / 1000)));
  }

  get rows(): number {
    return this.#collections + this.assets * (1 + VERSIONS) + this.assets / 20 + Math.ceil(this.assets / 50);
  }

  get #collections(): number {
    return 2 + Math.ceil(this.#folders / FAN) * 2 + this.#folders;
  }

  /** Parents before children: the two tops, the collections below, then assets. */
  *items(): Generator<Item> {
    yield this.#collection(idOf(1, 0), ROOT, 'library', true);
    yield this.#collection(idOf(1, 1), ROOT, 'shows', false);
    for (let top = 0; top < 2; top++) {
      for (let index = 0; index < Math.ceil(this.#folders / FAN); index++) {
        yield this.#collection(idOf(2 + top, index), idOf(1, top), `sequence ${index}`, false);
      }
    }
    for (let index = 0; index < this.#folders; index++) yield this.folder(index);
    for (let index = 0; index < this.assets; index++) yield this.asset(index);
  }

  #collection(id: Id, parentId: Id, name: string, shared: boolean): Item {
    return {
      id,
      kind: 'collection',
      parentId,
      name,
      ...CLEAN,
      shared,
      createdBy: this.people.ann,
      createdAt: START,
    };
  }

  folder(index: number): Item {
    const top = index % SHARED_EVERY === 0 ? 2 : 3;
    return this.#collection(idOf(4, index), idOf(top, Math.floor(index / FAN)), `shot ${index}`, false);
  }

  asset(index: number): Item {
    const mine = index % this.taskEvery === 0;
    const task = mine || index % 10 === 1;
    return {
      ...{
        id: idOf(5, index),
        kind: 'asset',
        parentId: idOf(4, Math.floor(index / FAN)),
        name: `Asset ${index}.ma`,
      },
      ...CLEAN,
      task,
      assigneeId: mine ? this.people.ben : task ? this.people.ann : '',
      ...{
        status: index % 3 === 0 ? 'review' : '',
        type: 'model',
        createdBy: this.people.ann,
        createdAt: START,
      },
    };
  }

  *checkpoints(): Generator<Checkpoint> {
    for (let version = 1; version <= VERSIONS; version++) {
      for (let index = 0; index < this.assets; index++) yield this.checkpoint(index, version);
    }
  }

  checkpoint(index: number, version: number): Checkpoint {
    const content = this.contents[(index + version) % CONTENTS]!;
    return {
      ...{ id: idOf(5 + version, index), assetId: idOf(5, index), version, ...content.address },
      parentId: version > 1 ? idOf(4 + version, index) : '',
      ...{ comment: `Version ${version} of asset ${index}`, authorId: this.people.ann },
      ...{ createdAt: START + version * 1000, status: '', preview: undefined, trashed: false },
    };
  }

  *taggings(): Generator<Tagging> {
    for (let index = 0; index < this.assets; index += 20) {
      yield { itemId: idOf(5, index), tag: 'hero', present: true };
    }
  }

  *dependencies(): Generator<Dependency> {
    for (let index = 0; index < this.assets; index += 50) {
      yield { itemId: idOf(5, index), targetId: idOf(5, (index * 7 + 13) % this.assets), present: true };
    }
  }
}

export const ROLES = Object.entries(DEFAULT_ROLES).map(([name, permissions]) => ({
  name,
  permissions,
  removed: false,
}));
