/** Which chunks the studio wants sent. */
import { MAX_HASHES } from '../../../proto/limits.ts';
import type { Hash, Id } from '../../domain/rows.ts';
import type { SyncContext } from '../context.ts';
import { firstLanes } from './lane-control.ts';

/** Most basis checkpoints in one question. */
const MAX_BASIS = 512;
/** From this round trip on, in milliseconds, a question is asked in parts of so many hashes at least, some 9 KB. */
const LONG_MS = 20;
const PART = 256;

/** Asks in as few questions as their bounds allow. */
export class Question {
  readonly #context: Pick<SyncContext, 'studio' | 'signal'>;
  readonly #wanted = new Set<Hash>();
  readonly #asked = new Set<Hash>();
  #hashes: Hash[] = [];
  #basis = new Set<Id>();

  constructor(context: Pick<SyncContext, 'studio' | 'signal'>) {
    this.#context = context;
  }

  async add(hashes: readonly Hash[], basis: readonly Id[]): Promise<void> {
    if (this.#basis.size + basis.length > MAX_BASIS) await this.#ask();
    for (const hash of hashes) {
      if (this.#asked.has(hash) && !this.#wanted.has(hash)) continue;
      if (this.#hashes.length >= MAX_HASHES) await this.#ask();
      for (const id of basis) this.#basis.add(id);
      this.#hashes.push(hash);
    }
  }

  async finish(): Promise<Set<Hash>> {
    await this.#ask();
    return this.#wanted;
  }

  async #ask(): Promise<void> {
    const { studio, signal } = this.#context;
    const hashes = [...new Set(this.#hashes)];
    if (hashes.length === 0) return;
    const basis = [...this.#basis];
    const parts = partsOf(hashes, studio.roundTrip());
    const answers = await Promise.all(parts.map((part) => studio.missing(part, basis, signal)));
    const missing = (hash: Hash) => answers.some((answer) => answer.has(hash));
    for (const hash of hashes) {
      this.#asked.add(hash);
      if (missing(hash)) this.#wanted.add(hash);
      // A basis that came later has proved it.
      else this.#wanted.delete(hash);
    }
    this.#hashes = [];
    this.#basis = new Set();
  }
}

/**
 * On a long line a question is asked in parts, all at once: each connection takes a few kilobytes for its first round trip and twice as
 * much for each later one, and those that bring the parts are open and quicker when content follows.
 * @param roundTrip milliseconds.
 */
export function partsOf(hashes: readonly Hash[], roundTrip: number): readonly (readonly Hash[])[] {
  const most = roundTrip < LONG_MS ? 1 : firstLanes(roundTrip);
  const size = Math.max(PART, Math.ceil(hashes.length / most));
  const count = Math.ceil(hashes.length / size);
  return Array.from({ length: count }, (_, at) => hashes.slice(at * size, (at + 1) * size));
}
