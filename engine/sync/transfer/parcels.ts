/** What is to be sent, in an order in which nothing comes before what it stands on. */
import type { StoredChunk } from '../../content/store.ts';
import type { Hash } from '../../domain/rows.ts';
import { batchBytes, MOST_CHUNKS } from './batch-size.ts';

export interface Parcel {
  readonly hash: Hash;
  /** As it would be sent. */
  readonly bytes: number;
  /** Sent decoded and encoded anew: the studio lacks something it stands on here. */
  readonly whole: boolean;
}

export interface Sending {
  readonly open: Map<Hash, Parcel>;
  /** Part of it may have arrived before. */
  again: boolean;
}

/** Frames cost this many bytes beside their chunk, about. */
const FRAME = 64;

/**
 * Stages to be sent one after the other: a delta comes in a later one than what it stands on, where that is sent too.
 * @param wanted what the studio lacks of all that was asked about.
 * @param mine what has to go up, in the order of files.
 */
export function stages(
  mine: readonly Hash[],
  wanted: ReadonlySet<Hash>,
  look: { bytes(hash: Hash): number; bases(hash: Hash): readonly Hash[] },
): Parcel[][] {
  const sending = new Set(mine.filter((hash) => wanted.has(hash)));
  const levels = new Map<Hash, number>();
  const whole = new Set<Hash>();
  const level = (hash: Hash): number => {
    const known = levels.get(hash);
    if (known !== undefined) return known;
    levels.set(hash, 0);
    let most = 0;
    for (const base of look.bases(hash)) {
      if (!wanted.has(base)) continue;
      // What nobody needs for itself is not sent for being a base.
      if (!sending.has(base)) whole.add(hash);
      else most = Math.max(most, level(base) + 1);
    }
    levels.set(hash, whole.has(hash) ? 0 : most);
    return levels.get(hash)!;
  };
  const found: Parcel[][] = [];
  for (const hash of sending) {
    const at = level(hash);
    while (found.length <= at) found.push([]);
    found[at]?.push({ hash, bytes: look.bytes(hash) + FRAME, whole: whole.has(hash) });
  }
  return found;
}

/** The parcels of one stage, in batches. */
export class Parcels {
  #queue: Parcel[];
  readonly #returned: Sending[] = [];
  readonly #roundTrip: number;
  #at = 0;
  #left: number;

  /** @param roundTrip milliseconds. */
  constructor(parcels: readonly Parcel[], roundTrip = 0) {
    this.#queue = [...parcels];
    this.#roundTrip = roundTrip;
    this.#left = parcels.reduce((sum, parcel) => sum + parcel.bytes, 0);
  }

  add(parcel: Parcel): void {
    this.#queue.push(parcel);
    this.#left += parcel.bytes;
  }

  next(lanes: number): Sending | undefined {
    const returned = this.#returned.shift();
    if (returned) return returned;
    const most = batchBytes(this.#left, lanes, this.#roundTrip);
    const open = new Map<Hash, Parcel>();
    let bytes = 0;
    for (let parcel = this.#queue[this.#at]; parcel; parcel = this.#queue[this.#at]) {
      if (open.size > 0 && (bytes + parcel.bytes > most || open.size >= MOST_CHUNKS)) break;
      open.set(parcel.hash, parcel);
      bytes += parcel.bytes;
      this.#at++;
    }
    this.#left -= bytes;
    return open.size > 0 ? { open, again: false } : undefined;
  }

  giveBack(sending: Sending): void {
    sending.again = true;
    this.#returned.push(sending);
  }
}

/** Whether a refusal says that the studio would take the chunk whole. */
export const wantsWhole = (code: string): boolean => code === 'base-missing' || code === 'delta-too-deep';

export const basesOf = (chunk: Pick<StoredChunk, 'base'> | undefined): readonly Hash[] =>
  chunk?.base?.chunks ?? [];
