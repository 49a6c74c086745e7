/**
 * What the picture of a project needs of each item, its newest version and its working file: one row each, read in one
 * statement, in plain numbers and without the hashes, which the database compares.
 */

import type { CachedStamp } from '../content/file-stamp.ts';
import { type Id, type Item, ROOT } from '../domain/rows.ts';
import type { Db } from './db.ts';
import { storedTexts } from './stored.ts';

/** What the stat cache knows of an asset's file. */
export interface OverviewFile extends CachedStamp {
  /** Where it lies on disk, relative to the working folder. */
  readonly path: string;
  /** The version that it is based on; null where unknown. */
  readonly base: number | null;
  /** Its content is that of the newest version; of the one it is based on. */
  readonly isLatest: boolean;
  readonly isBase: boolean;
}

/** The newest version of an asset whose file was never on this disk. */
export interface OverviewContent {
  readonly size: number;
  /** Made by me, or not sent yet: the content may be had whatever the rights. */
  readonly mine: boolean;
  readonly manifest: Uint8Array;
}

type Told =
  | 'id'
  | 'kind'
  | 'parentId'
  | 'name'
  | 'shared'
  | 'task'
  | 'assigneeId'
  | 'status'
  | 'type'
  | 'description';

/** A live item. */
export interface OverviewRow extends Pick<Item, Told> {
  /** Its row or its newest version is not on the studio. */
  readonly unsent: boolean;
  /** The newest version; null where there is none. */
  readonly latest: number | null;
  readonly latestUnsent: boolean;
  readonly file: OverviewFile | undefined;
  readonly content: OverviewContent | undefined;
}

const ASSET = 1;
const SHARED = 2;
const TASK = 4;
const UNSENT = 8;
const IS_LATEST = 1;
const BASE_IS_LATEST = 2;
const LATEST_UNSENT = 4;
const IS_BASE = 8;

/** `cached.base_id` is the newest version's id for most files, which saves looking for the base. */
const SELECT = `SELECT item.id, item.parent_id, item.name,
  (item.kind = 'asset') * ${ASSET} + item.shared * ${SHARED} + item.task * ${TASK}
    + (item.rev = 0 OR item.base IS NOT NULL) * ${UNSENT},
  CASE WHEN item.assignee_id || item.status || item.type || item.description <> ''
    THEN json_array(item.assignee_id, item.status, item.type, item.description) END,
  latest.version,
  ifnull(latest.content_hash = cached.content_hash, 0) * ${IS_LATEST}
    + ifnull(latest.id = cached.base_id, 0) * ${BASE_IS_LATEST} + ifnull(latest.rev = 0, 0) * ${LATEST_UNSENT}
    + ifnull(base.content_hash = cached.content_hash, 0) * ${IS_BASE},
  base.version,
  cached.path, cached.size, CAST(cached.mtime_ns AS INTEGER) / 1e6, CAST(cached.ino AS INTEGER),
  CAST(cached.cached_at_ns AS INTEGER) / 1e6,
  CASE WHEN cached.path IS NULL THEN latest.size END,
  CASE WHEN cached.path IS NULL THEN latest.rev = 0 OR latest.author_id = :me END,
  CASE WHEN cached.path IS NULL THEN latest.manifest END
FROM item
LEFT JOIN working AS cached ON cached.item_id = item.id
LEFT JOIN checkpoint AS latest ON latest.rowid = (
  SELECT rowid FROM checkpoint WHERE asset_id = item.id ORDER BY version DESC LIMIT 1)
LEFT JOIN checkpoint AS base ON base.id = nullif(cached.base_id, latest.id)
WHERE item.live = 1`;

type Raw = readonly [
  id: string,
  parentId: string | null,
  name: string,
  bits: number,
  details: string | null,
  latest: number | null,
  facts: number,
  base: number | null,
  path: string | null,
  size: number,
  mtimeMs: number,
  ino: number,
  cachedAtMs: number,
  contentSize: number | null,
  mine: number | null,
  manifest: Uint8Array | null,
];

export class Overview {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** @param me this member's id. */
  all(me: Id): OverviewRow[] {
    return this.#db.rows<Raw>(SELECT, { me }).map(fromRaw);
  }

  /** Undefined where the item is not live. */
  get(id: Id, me: Id): OverviewRow | undefined {
    const [raw] = this.#db.rows<Raw>(`${SELECT} AND item.id = :id`, { me, id });
    return raw && fromRaw(raw);
  }

  /** Assets with a version that the studio does not have. */
  unsent(): Set<Id> {
    return new Set(
      this.#db.rows<readonly [Id]>('SELECT asset_id FROM checkpoint WHERE rev = 0').map(([id]) => id),
    );
  }

  unsentCount(): number {
    return this.#db.value<number>('SELECT count(*) FROM checkpoint WHERE rev = 0') ?? 0;
  }
}

const NO_DETAILS = ['', '', '', ''] as const;

function fromRaw(raw: Raw): OverviewRow {
  const [bits, facts] = [raw[3], raw[6]];
  const details =
    raw[4] === null
      ? NO_DETAILS
      : (storedTexts('details of an item', raw[4], NO_DETAILS.length) as typeof NO_DETAILS);
  return {
    id: raw[0],
    kind: bits & ASSET ? 'asset' : 'collection',
    parentId: raw[1] ?? ROOT,
    name: raw[2],
    shared: (bits & SHARED) !== 0,
    task: (bits & TASK) !== 0,
    assigneeId: details[0],
    status: details[1],
    type: details[2],
    description: details[3],
    unsent: (bits & UNSENT) !== 0 || (facts & LATEST_UNSENT) !== 0,
    latest: raw[5],
    latestUnsent: (facts & LATEST_UNSENT) !== 0,
    file: fileOf(raw, facts),
    content:
      raw[13] === null || raw[15] === null
        ? undefined
        : { size: raw[13], mine: raw[14] === 1, manifest: raw[15] },
  };
}

function fileOf(raw: Raw, facts: number): OverviewFile | undefined {
  if (raw[8] === null) return undefined;
  const baseIsLatest = (facts & BASE_IS_LATEST) !== 0;
  const isLatest = (facts & IS_LATEST) !== 0;
  return {
    path: raw[8],
    size: raw[9],
    mtimeMs: raw[10],
    // Kept as a signed number.
    ino: raw[11] < 0 ? raw[11] + 2 ** 64 : raw[11],
    cachedAtMs: raw[12],
    base: baseIsLatest ? raw[5] : raw[7],
    isLatest,
    isBase: baseIsLatest ? isLatest : (facts & IS_BASE) !== 0,
  };
}
