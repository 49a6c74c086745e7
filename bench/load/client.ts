/** One member at work: pulls all content again and again, pushes new versions in between, and waits when told to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { frameHead } from '../../engine/content/frame.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import { CairnError } from '../../engine/errors.ts';
import type { StudioSync } from '../../engine/remote/studio.ts';
import { isTransient } from '../../engine/remote/transient.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { checkpoint, contentOf, item, newCheckpoint, newItem } from '../../test/support/changes.ts';
import { seededBytes } from '../../test/support/chunks.ts';

/** Plain bytes asked for together. */
const BATCH = 16 * 1024 * 1024;

/** What there is to be pulled. */
export interface Shelf {
  readonly checkpointId: string;
  readonly chunks: readonly { readonly hash: string; readonly size: number }[];
}

export interface Tally {
  /** Stored bytes that came, each verified. */
  pulled: number;
  /** Of them, and of what was pushed, those until the time was over. */
  inTime: number;
  /** Whole rounds through all content. */
  rounds: number;
  /** Seconds that the first of them took. */
  first: number;
  /** Checkpoints that the studio has accepted. */
  readonly pushed: string[];
  /** Answers that asked to come back later, and how many of them said when. */
  turnedAway: number;
  turnedAwayWithTime: number;
  readonly failures: string[];
}

export class Client {
  readonly tally: Tally = {
    pulled: 0,
    inTime: 0,
    rounds: 0,
    first: 0,
    pushed: [],
    turnedAway: 0,
    turnedAwayWithTime: 0,
    failures: [],
  };
  readonly #studio: StudioSync;
  readonly #shelves: readonly Shelf[];
  readonly #seed: number;
  readonly #until: number;
  readonly #signal = new AbortController().signal;

  constructor(studio: StudioSync, shelves: readonly Shelf[], seed: number, until: number) {
    this.#studio = studio;
    this.#shelves = shelves;
    this.#seed = seed;
    this.#until = until;
  }

  /** Ends with the round in which the time is over. */
  async run(): Promise<void> {
    const begun = Date.now();
    await this.#patiently(() => this.#studio.connect(this.#signal));
    do {
      for (const shelf of this.#shelves) {
        await this.#pull(shelf);
        if (Math.random() < 0.2) await this.push(`${this.#seed}-${this.tally.pushed.length}`);
      }
      if (this.tally.rounds++ === 0) this.tally.first = (Date.now() - begun) / 1_000;
    } while (Date.now() < this.#until);
  }

  #moved(bytes: number): void {
    if (Date.now() < this.#until) this.tally.inTime += bytes;
  }

  async #pull({ checkpointId, chunks }: Shelf): Promise<void> {
    let open = new Map(chunks.map(({ hash, size }) => [hash, size]));
    while (open.size > 0) {
      const hashes: string[] = [];
      let bytes = 0;
      for (const [hash, size] of open) {
        if (bytes > 0 && bytes + size > BATCH) break;
        hashes.push(hash);
        bytes += size;
      }
      await this.#patiently(async () => {
        const parts = [{ checkpointId, hashes: hashes.filter((hash) => open.has(hash)) }];
        const request = { parts, held: [], deltas: true, stored: () => undefined, onBytes: () => undefined };
        for await (const { chunks: got, refused, release } of this.#studio.fetch(request, this.#signal)) {
          for (const { hash, data } of got) {
            open.delete(hash);
            this.tally.pulled += data.length;
            this.#moved(data.length);
          }
          release();
          if (refused[0]) throw new Error(`refused: ${refused[0].code}`);
        }
      });
      open = new Map(open);
    }
  }

  /** A new asset with a megabyte that nobody has. */
  async push(name: string, bytes = 1_000_000): Promise<Shelf> {
    const parts = [];
    for (let at = 0; at < bytes; at += 250_000)
      parts.push(
        seededBytes(
          this.#seed * 100_003 + this.tally.pushed.length * 101 + at,
          Math.min(250_000, bytes - at),
        ),
      );
    return this.store(name, contentOf(...parts));
  }

  async store(name: string, content: ReturnType<typeof contentOf>, parentId = ''): Promise<Shelf> {
    const chunks = new Map(content.chunks.map((chunk) => [chunk.hash, chunk]));
    await this.#patiently(() => this.#upload([...chunks.values()]));
    const row = item({ name, parentId });
    const version = checkpoint(row.id, content);
    await this.rows(newItem(row), newCheckpoint(version));
    this.tally.pushed.push(version.id);
    this.#moved(content.chunks.reduce((sum, { size }) => sum + size, 0));
    return {
      checkpointId: version.id,
      chunks: [...chunks.values()].map(({ hash, size }) => ({ hash, size })),
    };
  }

  async #upload(chunks: readonly StoredChunk[]): Promise<void> {
    const hashes = chunks.map(({ hash }) => hash);
    const missing = await this.#studio.missing(hashes, [], this.#signal);
    const left = chunks.filter(({ hash }) => missing.has(hash));
    for (let from = 0; from < left.length; from += 60) {
      const group = left.slice(from, from + 60);
      const frames = async function* () {
        for (const chunk of group) yield Buffer.concat([frameHead(chunk), chunk.data]);
      };
      const batch = { hashes: group.map(({ hash }) => hash), frames, onBytes: () => undefined };
      const refused = await this.#studio.upload(batch, this.#signal);
      if (refused[0]) throw new Error(`refused: ${refused[0].code}`);
    }
  }

  /** Pushes on top of whatever the head is by then. */
  async rows(...changes: cairn.v1.IChange[]): Promise<void> {
    const pushId = uuid();
    let base = 0;
    for (;;) {
      const answer = await this.#patiently(() =>
        this.#studio.push({ pushId, baseRevision: base, changes }, this.#signal),
      );
      if (!answer.behind) {
        const rejected = answer.results.find(({ code }) => code);
        if (rejected) throw new Error(`rejected: ${rejected.code} ${rejected.message}`);
        return;
      }
      base = answer.head;
    }
  }

  /** Comes back when the studio has said, as often as it says so. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!CairnError.is(error) || !isTransient(error) || attempt > 200) {
          this.tally.failures.push(String(error));
          throw error;
        }
        const after = Number(error.details.retryAfter ?? 0);
        if (error.code === 'studio-overloaded') this.tally.turnedAway++;
        if (after > 0) this.tally.turnedAwayWithTime++;
        await sleep(after * 1_000 + Math.random() * 1_000);
      }
    }
  }
}
