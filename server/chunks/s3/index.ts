/** Where each chunk lies in the objects of a storage: rows of the studio's own metadata, for all of its processes. */
import type { Selectable } from 'kysely';
import { decodeBase, encodeBase } from '../../../engine/content/frame.ts';
import { type ChunkInfo, CODECS, type DeltaBase } from '../../../engine/content/store.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import { MAX_DELTA_DEPTH } from '../../../proto/limits.ts';
import { type Cell, type CellType, isAmong, rowsOf } from '../../metadata/hashes.ts';
import { BATCH, batches, type Db } from '../../metadata/metadata.ts';
import type { PackFrameTable } from '../../metadata/tables.ts';
import { BaseError } from '../store.ts';

/** Rows of one statement. */
const ROWS = 1_000;

/** A frame in an object. */
export interface Placed extends ChunkInfo {
  readonly hash: Hash;
  readonly object: Id;
  readonly start: number;
  readonly length: number;
  /** UTC milliseconds. */
  readonly addedAt: number;
}

/** One that is to be entered; its depth is found out then. */
export type Arrival = Omit<Placed, 'depth' | 'addedAt' | 'object'>;

const hex = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('hex');

const placedOf = (row: Selectable<PackFrameTable>): Placed => ({
  hash: hex(row.hash),
  object: row.object_id,
  start: row.start,
  length: row.length,
  codec: CODECS[row.codec] ?? 'raw',
  size: row.size,
  depth: row.depth,
  base: row.base ? decodeBase(row.base) : undefined,
  addedAt: row.added_at,
});

/** In the order asked for. */
export async function findPlaces(db: Db, projectId: Id, hashes: readonly Hash[]): Promise<Map<Hash, Placed>> {
  const found = new Map<Hash, Placed>();
  for (const batch of batches(hashes, ROWS)) {
    const query = db.selectFrom('pack_frame').selectAll().where('project_id', '=', projectId);
    const rows = await query.where(isAmong(db, 'hash', batch)).execute();
    const places = new Map(rows.map((row) => [hex(row.hash), row]));
    for (const hash of batch) {
      const row = places.get(hash);
      if (row) found.set(hash, placedOf(row));
    }
  }
  return found;
}

export async function dependentsOf(db: Db, projectId: Id, hash: Hash): Promise<Hash[]> {
  const query = db.selectFrom('pack_support').select('hash').where('project_id', '=', projectId);
  return (await query.where('base', '=', hashToBytes(hash)).execute()).map((row) => hex(row.hash));
}

/** Frames of a project in the order of their hashes, a page at a time. */
export async function* pagesOfPlaces(db: Db, projectId: Id): AsyncGenerator<Placed[], void, undefined> {
  for (let last = Buffer.alloc(0); ; ) {
    const query = db.selectFrom('pack_frame').selectAll().where('project_id', '=', projectId);
    const rows = await query.where('hash', '>', last).orderBy('hash').limit(BATCH).execute();
    const end = rows.at(-1);
    if (!end) return;
    last = Buffer.from(end.hash);
    yield rows.map(placedOf);
  }
}

/** Chunks that lie in an object, in the order in which they do. */
export async function placesIn(db: Db, object: Id): Promise<Placed[]> {
  const query = db.selectFrom('pack_frame').selectAll().where('object_id', '=', object);
  return (await query.orderBy('start').execute()).map(placedOf);
}

/**
 * Which of these are to be written, each after what it stands on, with their depths.
 * @param replace also those that are there.
 * @throws {BaseError}
 */
export async function plan<T extends Pick<Arrival, 'hash' | 'base'>>(
  db: Db,
  projectId: Id,
  chunks: readonly T[],
  replace: boolean,
): Promise<Map<Hash, { readonly chunk: T; readonly depth: number }>> {
  const bases = chunks.flatMap(({ base }) => base?.chunks ?? []);
  const known = await findPlaces(db, projectId, [...new Set([...chunks.map(({ hash }) => hash), ...bases])]);
  const planned = new Map<Hash, { chunk: T; depth: number }>();
  for (const chunk of chunks) {
    if (planned.has(chunk.hash) || (!replace && known.has(chunk.hash))) continue;
    let depth = 0;
    for (const base of chunk.base?.chunks ?? []) {
      const below = planned.get(base) ?? known.get(base);
      if (!below) throw new BaseError('base-missing', chunk.hash);
      depth = Math.max(depth, below.depth + 1);
    }
    if (depth > MAX_DELTA_DEPTH) throw new BaseError('delta-too-deep', chunk.hash);
    planned.set(chunk.hash, { chunk, depth });
  }
  return planned;
}

/**
 * Enters frames of an object that is there. What deltas stand on is held against removal until the transaction ends.
 * @returns those that were entered.
 * @throws {BaseError}
 */
export async function enter(
  tx: Db,
  projectId: Id,
  object: Id,
  arrivals: readonly Arrival[],
  { replace, now }: { replace: boolean; now: number },
): Promise<Set<Hash>> {
  await hold(tx, projectId, [...new Set(arrivals.flatMap(({ base }) => base?.chunks ?? []))]);
  const planned = await plan(tx, projectId, arrivals, replace);
  if (replace) await letGo(tx, projectId, [...planned.keys()]);
  const rows = [...planned.values()].map(({ chunk, depth }) => rowOf(projectId, object, chunk, depth, now));
  const entered = new Map<Hash, number>();
  for (const batch of batches(rows, ROWS)) {
    const insert = tx
      .insertInto('pack_frame')
      .columns(COLUMNS)
      .expression(rowsOf(tx, TYPES, batch))
      .onConflict((c) => c.doNothing());
    for (const row of await insert.returning(['hash', 'length']).execute())
      entered.set(hex(row.hash), row.length);
  }
  const supports = [...planned.values()].flatMap(({ chunk }) =>
    entered.has(chunk.hash) ? supportsOf(projectId, chunk) : [],
  );
  for (const batch of batches(supports, ROWS)) {
    await tx
      .insertInto('pack_support')
      .columns(['project_id', 'base', 'hash'])
      .expression(rowsOf(tx, ['text', 'hash', 'hash'], batch))
      .onConflict((c) => c.doNothing())
      .execute();
  }
  await addLive(
    tx,
    object,
    [...entered.values()].reduce((sum, length) => sum + length, 0),
  );
  return new Set(entered.keys());
}

/** Lets a frame that is where `from` says lie elsewhere. */
export async function move(tx: Db, projectId: Id, from: Placed, object: Id, start: number): Promise<void> {
  const query = tx.updateTable('pack_frame').set({ object_id: object, start });
  const at = query.where('project_id', '=', projectId).where('hash', '=', hashToBytes(from.hash));
  const moved = await at
    .where('object_id', '=', from.object)
    .where('start', '=', from.start)
    .executeTakeFirst();
  if (moved.numUpdatedRows === 0n) return;
  await addLive(tx, from.object, -from.length);
  await addLive(tx, object, from.length);
}

/** Forgets a chunk. False, and nothing done, where deltas stand on it. */
export async function remove(tx: Db, projectId: Id, hash: Hash): Promise<boolean> {
  // First, so that no delta comes to stand on it between the look and the removal.
  await hold(tx, projectId, [hash]);
  if ((await dependentsOf(tx, projectId, hash)).length > 0) return false;
  await letGo(tx, projectId, [hash]);
  return true;
}

/** A change that changes nothing locks the rows, on every database that has locks for rows. */
async function hold(tx: Db, projectId: Id, hashes: readonly Hash[]): Promise<void> {
  for (const batch of batches(hashes.toSorted(), ROWS)) {
    const query = tx.updateTable('pack_frame').set((row) => ({ start: row.ref('start') }));
    await query
      .where('project_id', '=', projectId)
      .where(isAmong(tx, 'hash', batch))
      .execute();
  }
}

async function letGo(tx: Db, projectId: Id, hashes: readonly Hash[]): Promise<void> {
  const freed = new Map<Id, number>();
  for (const batch of batches(hashes, ROWS)) {
    const these = isAmong(tx, 'hash', batch);
    const gone = tx.deleteFrom('pack_frame').where('project_id', '=', projectId).where(these);
    for (const row of await gone.returning(['object_id', 'length']).execute())
      freed.set(row.object_id, (freed.get(row.object_id) ?? 0) + row.length);
    const supports = tx.deleteFrom('pack_support').where('project_id', '=', projectId);
    await supports.where(these).execute();
  }
  for (const [object, bytes] of freed) await addLive(tx, object, -bytes);
}

async function addLive(tx: Db, object: Id, bytes: number): Promise<void> {
  if (bytes === 0) return;
  const query = tx.updateTable('pack_object').set((row) => ({ live: row('live', '+', bytes) }));
  await query.where('id', '=', object).execute();
}

const COLUMNS = [
  ...(['project_id', 'hash', 'object_id', 'start', 'length'] as const),
  ...(['codec', 'size', 'depth', 'base', 'added_at'] as const),
];
const TYPES: readonly CellType[] = [
  ...(['text', 'hash', 'text', 'integer', 'integer'] as const),
  ...(['integer', 'integer', 'integer', 'bytes', 'integer'] as const),
];

/** In the order of {@link COLUMNS}. */
const rowOf = (
  projectId: Id,
  object: Id,
  { hash, start, length, codec, size, base }: Arrival,
  depth: number,
  now: number,
): Cell[] => [
  ...[projectId, hash, object, start, length],
  ...[CODECS.indexOf(codec), size, depth],
  base ? Buffer.from(encodeBase(base)).toString('hex') : null,
  now,
];

const supportsOf = (projectId: Id, { hash, base }: { hash: Hash; base?: DeltaBase | undefined }) =>
  [...new Set(base?.chunks)].map((one) => [projectId, one, hash]);
