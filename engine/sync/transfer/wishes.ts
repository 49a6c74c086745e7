/** Which chunks are wanted, by which checkpoints, and what became of each. Batches are drawn from it. */
import { MAX_CHECKPOINTS } from '../../../proto/limits.ts';
import type { StoredChunk } from '../../content/store.ts';
import type { Hash, Id } from '../../domain/rows.ts';
import { CairnError } from '../../errors.ts';
import type { LocalCheckpoint } from '../../project/checkpoints.ts';
import type { Refused } from '../../remote/studio.ts';
import { batchBytes, MOST_CHUNKS } from './batch-size.ts';

/** A checkpoint that wants chunks. The right to them is the right to it. */
export class Wisher {
  readonly checkpoint: LocalCheckpoint;
  /** Nodes of its manifest, to be kept once nothing is lacking. */
  nodes: readonly StoredChunk[] = [];
  /** Chunks that are not here. */
  lacking = 0;
  failure: CairnError | undefined;

  constructor(checkpoint: LocalCheckpoint) {
    this.checkpoint = checkpoint;
  }
}

interface Wish {
  readonly size: number;
  readonly wishers: Wisher[];
}

/** One request's worth. */
export interface Wanted {
  readonly parts: ReadonlyMap<Id, Hash[]>;
  /** What has not arrived yet. */
  readonly open: Set<Hash>;
  /** No deltas, please: what they stood on turned out not to be here. */
  readonly whole: boolean;
}

export class Wishes {
  readonly #wishes = new Map<Hash, Wish>();
  #queue: Hash[] = [];
  #whole: Hash[] = [];
  readonly #roundTrip: number;
  #left = 0;

  /** @param roundTrip milliseconds. */
  constructor(roundTrip = 0) {
    this.#roundTrip = roundTrip;
  }

  /** @param size plain bytes, or 0 where that is not known. */
  add(hash: Hash, size: number, wisher: Wisher): void {
    wisher.lacking++;
    const known = this.#wishes.get(hash);
    if (known) {
      known.wishers.push(wisher);
      return;
    }
    this.#wishes.set(hash, { size, wishers: [wisher] });
    this.#queue.push(hash);
    this.#left += size;
  }

  next(lanes: number): Wanted | undefined {
    const whole = this.#whole.length > 0;
    const queue = whole ? this.#whole : this.#queue;
    const most = batchBytes(this.#left, lanes, this.#roundTrip);
    const parts = new Map<Id, Hash[]>();
    const open = new Set<Hash>();
    let bytes = 0;
    let taken = 0;
    for (const hash of queue) {
      const wish = this.#wishes.get(hash);
      const wisher = wish?.wishers.find((one) => !one.failure);
      if (wish && wisher) {
        const id = wisher.checkpoint.id;
        const part = parts.get(id);
        const full = open.size >= MOST_CHUNKS || (!part && parts.size >= MAX_CHECKPOINTS);
        if (open.size > 0 && (full || bytes + wish.size > most)) break;
        if (part) part.push(hash);
        else parts.set(id, [hash]);
        open.add(hash);
        bytes += wish.size;
      }
      this.#left -= wish?.size ?? 0;
      taken++;
    }
    if (whole) this.#whole = queue.slice(taken);
    else this.#queue = queue.slice(taken);
    return open.size > 0 ? { parts, open, whole } : undefined;
  }

  /** Not all of it came: the rest is wanted still. */
  giveBack({ open, whole }: Wanted): void {
    if (whole) this.#whole = [...open, ...this.#whole];
    else this.#queue = [...open, ...this.#queue];
    for (const hash of open) this.#left += this.#wishes.get(hash)?.size ?? 0;
  }

  /** The chunk is here for good. @returns checkpoints that lack nothing any more. */
  granted(hash: Hash): Wisher[] {
    const wish = this.#wishes.get(hash);
    if (!wish) return [];
    this.#wishes.delete(hash);
    return wish.wishers.filter((wisher) => --wisher.lacking === 0 && !wisher.failure);
  }

  sizeOf(hash: Hash): number {
    return this.#wishes.get(hash)?.size ?? 0;
  }

  /** The studio does not give it, at least not for the checkpoint that was named. */
  refused({ hash, code }: Pick<Refused, 'hash' | 'code'>, { whole }: Wanted): void {
    const wish = this.#wishes.get(hash);
    if (!wish) return;
    // Whole, then; and what came damaged may have been so on the way, or the studio finds out.
    if ((code === 'base-missing' || code === 'integrity') && !whole) {
      this.#whole.push(hash);
      this.#left += wish.size;
      return;
    }
    const named = wish.wishers.find((wisher) => !wisher.failure);
    if (!named) return;
    // Where the studio does not have it, no other right will bring it.
    const blamed = code === 'not-found' ? [named] : wish.wishers;
    for (const wisher of blamed) wisher.failure ??= failureOf(code, hash, wisher.checkpoint);
    if (wish.wishers.some((wisher) => !wisher.failure)) {
      this.#queue.push(hash);
      this.#left += wish.size;
    }
  }
}

function failureOf(code: string, hash: Hash, checkpoint: LocalCheckpoint): CairnError {
  const details = { checkpoint: checkpoint.id, hash };
  // A studio does not tell what it withholds from what it has never seen.
  if (code === 'not-found') {
    const message = `The studio does not give you the content of version ${checkpoint.version}: it is neither shared with you nor assigned to you.`;
    return new CairnError('metadata-only', message, details);
  }
  if (code === 'content-missing') {
    const message = `The studio does not have all content of version ${checkpoint.version}. It can be sent again by whoever still has it.`;
    return new CairnError('content-missing', message, details);
  }
  return new CairnError(
    'integrity',
    `The studio sent damaged content of version ${checkpoint.version}.`,
    details,
  );
}
