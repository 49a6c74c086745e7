/** Checks uploaded objects one after the other, at a bounded rate. Several processes share the work; one that dies leaves it to the others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import { isDue } from '../../metadata/due.ts';
import type { Metadata } from '../../metadata/metadata.ts';
import { type Soundness, UNCHECKED, unsound } from '../soundness.ts';
import { placesIn } from './index.ts';

/** Plain bytes a second, so that checking leaves the processor to those who wait. */
const RATE = 100 * 1024 * 1024;
/** How long an object is left to the process that took it, and between two looks for what others left, in milliseconds. */
const LEASE_MS = 120_000;
const LOOK_MS = 30_000;

export class Checker {
  readonly #metadata: Metadata;
  readonly #soundness: Soundness;
  readonly #now: () => number;
  readonly #abort = new AbortController();
  #log: (error: unknown) => void = () => undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({ metadata, soundness, now }: { metadata: Metadata; soundness: Soundness; now: () => number }) {
    this.#metadata = metadata;
    this.#soundness = soundness;
    this.#now = now;
  }

  /** Also looks now and then for what nobody finished. @param log told what went wrong; the next look tries again. */
  start(log: (error: unknown) => void): void {
    this.#log = log;
    this.#timer ??= setInterval(() => this.wake(), LOOK_MS).unref();
    this.wake();
  }

  /** There may be something to check. */
  wake(): void {
    if (this.#abort.signal.aborted) return;
    this.#again = true;
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when nothing is left to be checked. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#abort.abort();
    await this.#running;
  }

  async #work(): Promise<void> {
    try {
      while (this.#again && !this.#abort.signal.aborted) {
        this.#again = false;
        for (let object = await this.#take(); object; object = await this.#take()) {
          await this.#check(object);
          if (this.#abort.signal.aborted) return;
        }
      }
    } catch (error) {
      // The next look tries again.
      this.#log(error);
    }
  }

  async #take(): Promise<{ id: Id; projectId: Id } | undefined> {
    const { db } = this.#metadata;
    const now = this.#now();
    const query = db
      .selectFrom('pack_object')
      .select(['id', 'project_id'])
      .where(sql<boolean>`checked_at is null`);
    const free = isDue('checking_until', now, 2 * LEASE_MS);
    const open = query.where('state', '=', 'kept').where(free).orderBy('created_at');
    const row = await open.limit(1).executeTakeFirst();
    if (!row) return undefined;
    const lease = db
      .updateTable('pack_object')
      .set({ checking_until: now + LEASE_MS })
      .where('id', '=', row.id);
    const taken = await lease.where(free).executeTakeFirst();
    // Another process was quicker: the next one, then.
    return taken.numUpdatedRows > 0n ? { id: row.id, projectId: row.project_id } : this.#take();
  }

  async #check({ id, projectId }: { id: Id; projectId: Id }): Promise<void> {
    const { db } = this.#metadata;
    const started = performance.now();
    const hashes = (await placesIn(db, id)).map(({ hash }) => hash);
    const open = await unsound(db, projectId, hashes);
    const unchecked = hashes.filter((hash: Hash) => open.get(hash)?.state === UNCHECKED);
    const bytes = await this.#soundness.check(projectId, unchecked);
    const done = db.updateTable('pack_object').set({ checked_at: this.#now(), checking_until: 0 });
    await done.where('id', '=', id).execute();
    const rest = (bytes / RATE) * 1_000 - (performance.now() - started);
    if (rest > 0) await sleep(rest, undefined, { signal: this.#abort.signal }).catch(() => undefined);
  }
}
