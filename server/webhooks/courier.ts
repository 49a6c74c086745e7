/**
 * Tells webhooks what happened. The activity itself is the queue: each webhook has the revision up to which everything was told,
 * and gets what comes after it, one message at a time, in order. So nothing grows while a receiver is away, and nothing is lost by
 * a stop. A process tells only for webhooks that it has claimed for a while; a message may come twice, where a process dies
 * between its delivery and its note, but none is left out.
 */
import { randomUUID } from 'node:crypto';
import type { Id } from '../../engine/domain/rows.ts';
import { isDue } from '../metadata/due.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { type Activity, readActivity } from '../sync/read-activity.ts';
import { Reachable } from './address.ts';
import { changedMessage, type Message, testMessage } from './message.ts';
import { SEND_MS, type Sent, send } from './send.ts';
import { findWebhook, noteDelivery } from './webhooks.ts';

/** Waits after the first failures of a message, in milliseconds; the last one again and again. */
const BACKOFF = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 3 * 3_600_000] as const;
/** No message is put off for longer, with what chance adds. */
const LONGEST_WAIT_MS = 4 * 3_600_000;
/** A receiver that took nothing for this long is given up. */
export const GIVE_UP_MS = 3 * 86_400_000;
/** Longer than a delivery takes. */
const CLAIM_MS = 4 * SEND_MS;
const LOOK_EVERY_MS = 5_000;
/** Webhooks that one process tells at once; and of those that one account made, so that its slow receivers keep nobody else's waiting. */
const AT_ONCE = 8;
const AT_ONCE_OF_ONE = 2;
/** What is under way at a stop gets this long, in milliseconds: it is sent again after the next start. */
const LEAVE_MS = 2_000;

export interface CourierLog {
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

interface Claimed {
  readonly id: Id;
  readonly project_id: Id;
  readonly url: string;
  readonly secret: string;
  readonly told: number;
  readonly attempts: number;
  readonly failing_since: number | null;
  /** Of this claim alone: what ends it must not end the next one, of this process or another. */
  readonly claimed_by: string;
}

export class Courier {
  readonly #metadata: Metadata;
  readonly #reachable: Reachable;
  readonly #now: () => number;
  readonly #working = new Set<Promise<void>>();
  /** How many of them are of webhooks that this account made. */
  readonly #workingFor = new Map<Id, number>();
  readonly #stop = new AbortController();
  #log: CourierLog | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #again = false;
  #round: Promise<void> | undefined;

  /** @param networks see `webhookNetworks` of the configuration */
  constructor(metadata: Metadata, networks: readonly string[], now: () => number) {
    this.#metadata = metadata;
    this.#reachable = new Reachable(networks);
    this.#now = now;
  }

  get reachable(): Reachable {
    return this.#reachable;
  }

  /** Begins to look for what is to be told, at once and every few seconds. */
  start(log: CourierLog): void {
    this.#log = log;
    this.#timer = setInterval(() => this.nudge(), LOOK_EVERY_MS).unref();
    this.nudge();
  }

  /** Something may be there to tell. Nothing before `start`. */
  nudge(): void {
    if (this.#log === undefined || this.#closed) return;
    this.#again = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined;
      if (this.#again) this.nudge();
    });
  }

  /** Ends after the deliveries that are under way, or gives them up: they come again. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    const leave = setTimeout(() => this.#stop.abort(), LEAVE_MS);
    await this.#round;
    await Promise.all(this.#working);
    clearTimeout(leave);
  }

  /** Sends a test message now, whatever waits. */
  async test(projectId: Id, id: Id): Promise<Sent> {
    const webhook = await findWebhook(this.#metadata.db, projectId, id);
    return this.#send(webhook, testMessage(id, await this.#project(projectId), this.#now()), null);
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        for (const { id, created_by } of await this.#due()) {
          // The end of one that is under way is a reason to look again.
          if (this.#isBusyFor(created_by)) continue;
          if (this.#working.size >= AT_ONCE) await Promise.race(this.#working);
          this.#begin(id, created_by);
        }
      } catch (error) {
        this.#log?.error({ err: error }, 'Webhooks cannot be looked for');
      }
    }
  }

  #isBusyFor(account: Id): boolean {
    return (this.#workingFor.get(account) ?? 0) >= AT_ONCE_OF_ONE;
  }

  #begin(id: Id, account: Id): void {
    this.#workingFor.set(account, (this.#workingFor.get(account) ?? 0) + 1);
    const work: Promise<void> = this.#tell(id)
      .finally(() => {
        this.#working.delete(work);
        const left = (this.#workingFor.get(account) ?? 1) - 1;
        if (left > 0) this.#workingFor.set(account, left);
        else this.#workingFor.delete(account);
      })
      // What came while it was claimed was not seen as due.
      .then(() => this.nudge())
      // Not at once again: where the database takes no writes, that would not end.
      .catch((error: unknown) => this.#log?.error({ err: error, webhook: id }, 'A webhook failed'));
    this.#working.add(work);
  }

  async #due(): Promise<{ readonly id: Id; readonly created_by: Id }[]> {
    const now = this.#now();
    return this.#metadata.db
      .selectFrom('webhook')
      .innerJoin('project', 'project.id', 'webhook.project_id')
      .select(['webhook.id', 'webhook.created_by'])
      .where('webhook.state', '=', 'active')
      .where(isDue('webhook.next_at', now, LONGEST_WAIT_MS))
      .where(isDue('webhook.claimed_until', now, 2 * CLAIM_MS))
      .whereRef('webhook.told', '<', 'project.head')
      .orderBy('webhook.next_at')
      .execute();
  }

  /** Everything there is for one webhook, as long as it takes it. */
  async #tell(id: Id): Promise<void> {
    for (;;) {
      const webhook = this.#closed ? undefined : await this.#claim(id);
      if (!webhook) return;
      const next = await this.#next(webhook);
      if (typeof next === 'number') {
        await this.#release(webhook, { told: next });
        return;
      }
      const message = changedMessage(id, await this.#project(webhook.project_id), next);
      const sent = await this.#send(webhook, message, next.revision);
      // Given up for the stop: no fault of the receiver's.
      if (sent.status === null && this.#stop.signal.aborted) return this.#release(webhook, {});
      if (sent.problem !== '') return this.#failed(webhook, sent);
      await this.#release(webhook, { told: next.revision, attempts: 0, next_at: 0, failing_since: null });
    }
  }

  async #claim(id: Id): Promise<Claimed | undefined> {
    const now = this.#now();
    const claimed = await this.#metadata.db
      .updateTable('webhook')
      .set({ claimed_by: randomUUID(), claimed_until: now + CLAIM_MS })
      .where('id', '=', id)
      .where('state', '=', 'active')
      .where(isDue('next_at', now, LONGEST_WAIT_MS))
      .where(isDue('claimed_until', now, 2 * CLAIM_MS))
      .returning(['id', 'project_id', 'url', 'secret', 'told', 'attempts', 'failing_since', 'claimed_by'])
      .executeTakeFirst();
    return claimed;
  }

  /** Only as long as the claim holds: another may have taken over from one that was slow. */
  async #release(
    { id, told, claimed_by }: Claimed,
    what: Partial<{
      told: number;
      attempts: number;
      next_at: number;
      failing_since: number | null;
      state: string;
    }>,
  ): Promise<void> {
    await this.#metadata.db
      .updateTable('webhook')
      .set({ ...what, claimed_by: '', claimed_until: 0 })
      .where('id', '=', id)
      .where('claimed_by', '=', claimed_by)
      // Resumed with what waits left out, meanwhile.
      .where('told', '=', told)
      .execute();
    await this.#metadata.db
      .updateTable('webhook')
      .set({ claimed_by: '', claimed_until: 0 })
      .where('id', '=', id)
      .where('claimed_by', '=', claimed_by)
      .execute();
  }

  /** The oldest activity that was not told; the head where there is none: revisions of the team leave none. */
  #next({ project_id, told }: Claimed): Promise<Activity | number> {
    return this.#metadata.snapshot(async (tx) => {
      const { head } = await tx
        .selectFrom('project')
        .select('head')
        .where('id', '=', project_id)
        .executeTakeFirstOrThrow();
      const row = await tx
        .selectFrom('activity')
        .select('revision')
        .where('project_id', '=', project_id)
        .where('revision', '>', told)
        .orderBy('revision')
        .limit(1)
        .executeTakeFirst();
      if (!row) return head;
      const page = await readActivity(tx, project_id, { before: row.revision + 1, limit: 1 });
      return page.activity[0] ?? head;
    });
  }

  async #failed(webhook: Claimed, { problem, status }: Sent): Promise<void> {
    const now = this.#now();
    const since = webhook.failing_since ?? now;
    const attempts = webhook.attempts + 1;
    const wait = BACKOFF[Math.min(attempts, BACKOFF.length) - 1] ?? 0;
    const about = { webhook: webhook.id, project: webhook.project_id, url: webhook.url, attempts, problem };
    // 410 says: never again.
    const over = now - since >= GIVE_UP_MS || status === 410;
    if (over) this.#log?.error(about, 'A webhook is given up. Resume it once its receiver works');
    else this.#log?.warn(about, 'A webhook could not be delivered');
    await this.#release(webhook, {
      attempts,
      failing_since: since,
      next_at: now + Math.round(wait * (0.75 + Math.random() / 2)),
      ...(over && { state: 'given-up' }),
    });
  }

  async #send(target: { id: Id; url: string; secret: string }, message: Message, revision: number | null) {
    const at = this.#now();
    const sent = await send(target, message, {
      reachable: this.#reachable,
      now: at,
      stop: this.#stop.signal,
    });
    const { status, problem, took } = sent;
    const note = { messageId: message.id, revision, at, took, status, problem };
    await noteDelivery(this.#metadata, target.id, note);
    return sent;
  }

  async #project(id: Id): Promise<{ id: Id; name: string }> {
    const query = this.#metadata.db.selectFrom('project').select(['id', 'name']).where('id', '=', id);
    return query.executeTakeFirstOrThrow();
  }
}
