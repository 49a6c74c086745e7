/**
 * Gives back what deleted chunks leave in objects, what uploads that were never confirmed left, and objects that no row knows. Every
 * step can be the last: an object's row goes after the object, and is marked before it.
 */
import { v7 as uuid } from 'uuid';
import type { Id } from '../../../engine/domain/rows.ts';
import type { Metadata } from '../../metadata/metadata.ts';
import type { Bucket } from './bucket.ts';
import { move, type Placed, placesIn } from './index.ts';
import { objectKey, objectOfKey, projectKeys } from './names.ts';
import { OBJECT_BYTES, runsOf } from './runs.ts';

/** Longer than any upload and any address lasts, in milliseconds. */
export const UPLOAD_GRACE_MS = 86_400_000;
/** An object is rewritten when less than this part of it is alive. */
const ALIVE = 0.6;
/** Objects below this are put together, in bytes, where so many of them are. */
const SMALL = 1024 * 1024;
const MANY_SMALL = 8;

interface ObjectRow {
  readonly id: Id;
  readonly bytes: number;
  readonly live: number;
}

export class Compaction {
  readonly #bucket: Bucket;
  readonly #prefix: string;
  readonly #metadata: Metadata;
  readonly #now: () => number;

  constructor(bucket: Bucket, prefix: string, metadata: Metadata, now: () => number) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#metadata = metadata;
    this.#now = now;
  }

  /** @returns objects removed. */
  async run(project: Id): Promise<number> {
    await this.#moveOut(project, await this.#worn(project));
    await this.#doom(project);
    return (await this.#removeDoomed(project)) + (await this.#removeUnknown(project));
  }

  async #worn(project: Id): Promise<ObjectRow[]> {
    const query = this.#metadata.db.selectFrom('pack_object').select(['id', 'bytes', 'live']);
    const kept = query.where('project_id', '=', project).where('state', '=', 'kept').where('live', '>', 0);
    const rows = await kept.orderBy('id').execute();
    const worn = rows.filter(({ bytes, live }) => live < bytes * ALIVE);
    const small = rows.filter((row) => row.bytes < SMALL && !worn.includes(row));
    return [...worn, ...(small.length >= MANY_SMALL ? small : [])];
  }

  async #moveOut(project: Id, worn: readonly ObjectRow[]): Promise<void> {
    let group: Placed[] = [];
    let bytes = 0;
    const flush = async () => {
      if (group.length > 0) await this.#rewrite(project, group);
      [group, bytes] = [[], 0];
    };
    for (const { id } of worn) {
      for (const place of await placesIn(this.#metadata.db, id)) {
        if (bytes + place.length > OBJECT_BYTES) await flush();
        group.push(place);
        bytes += place.length;
      }
    }
    await flush();
  }

  async #rewrite(project: Id, group: readonly Placed[]): Promise<void> {
    const parts: Buffer[] = [];
    const moved: { from: Placed; start: number }[] = [];
    let end = 0;
    const places = new Map(group.map((place) => [place.hash, place]));
    for (const run of runsOf([...places.keys()], places, OBJECT_BYTES)) {
      if (typeof run === 'string') continue;
      const length = run.reduce((sum, place) => sum + place.length, 0);
      const key = objectKey(this.#prefix, project, run[0]!.object);
      const bytes = await this.#bucket.get(key, { offset: run[0]!.start, length });
      // What cannot be read stays where it is, for "verify" to tell.
      if (!bytes) continue;
      for (const from of run) {
        moved.push({ from, start: end });
        end += from.length;
      }
      parts.push(bytes);
    }
    if (moved.length === 0) return;
    const id = uuid();
    await this.#bucket.put(objectKey(this.#prefix, project, id), Buffer.concat(parts));
    const now = this.#now();
    await this.#metadata.transaction(async (tx) => {
      const row = { id, project_id: project, state: 'kept', bytes: end, live: 0, account_id: null };
      // What was not checked before is checked in its new place.
      const times = { declared: null, created_at: now, checked_at: null, checking_until: 0 };
      await tx
        .insertInto('pack_object')
        .values({ ...row, ...times })
        .execute();
      for (const { from, start } of moved) await move(tx, project, from, id, start);
    });
  }

  /** Objects in which nothing lies, and those of uploads that nobody confirmed in time. */
  async #doom(project: Id): Promise<void> {
    const query = this.#metadata.db.updateTable('pack_object').set({ state: 'doomed' });
    const mine = query.where('project_id', '=', project);
    await mine.where('state', '=', 'kept').where('live', '=', 0).execute();
    const before = this.#now() - UPLOAD_GRACE_MS;
    await mine.where('state', '=', 'open').where('created_at', '<', before).execute();
  }

  async #removeDoomed(project: Id): Promise<number> {
    const { db } = this.#metadata;
    const query = db.selectFrom('pack_object').select('id').where('project_id', '=', project);
    const doomed = await query.where('state', '=', 'doomed').execute();
    for (const { id } of doomed) {
      await this.#bucket.delete(objectKey(this.#prefix, project, id));
      await db.deleteFrom('pack_object').where('id', '=', id).where('live', '=', 0).execute();
    }
    return doomed.length;
  }

  /** Written by a process that died before it could say so. */
  async #removeUnknown(project: Id): Promise<number> {
    let removed = 0;
    for await (const { key, modifiedAt } of this.#bucket.list(projectKeys(this.#prefix, project))) {
      const id = objectOfKey(this.#prefix, project, key);
      if (!id || modifiedAt >= this.#now() - UPLOAD_GRACE_MS) continue;
      const query = this.#metadata.db.selectFrom('pack_object').select('id').where('id', '=', id);
      if (await query.executeTakeFirst()) continue;
      await this.#bucket.delete(key);
      removed++;
    }
    return removed;
  }
}
