/** Finding where bytes went that changed a little and moved: a vote of the short stretches that stayed as they were. */
import { gearTable } from './chunker.ts';

/** One place in so many is a landmark, on average: chosen by the 32 bytes before it, so that it moves with them. */
const LANDMARK_MASK = (1024 - 1) << 22;
/** Fewer agreeing landmarks than this are chance. */
const QUORUM = 6;

/** Calls `visit` with each landmark's print and place. Long runs of one byte, whose prints repeat, are passed over. */
function landmarks(bytes: Uint8Array, visit: (print: number, place: number) => void): void {
  const gear = gearTable();
  let h = 0;
  let before = 0;
  for (let at = 0; at < bytes.length; at++) {
    h = ((h << 1) + gear[bytes[at]!]!) | 0;
    if ((h & LANDMARK_MASK) !== 0) continue;
    if (at >= 32 && h !== before) visit(h, at);
    before = h;
  }
}

/** A stretch of bytes in which pieces can be found. */
export class Field {
  /** Prints that occur once, and where; -1 for those that occur more often, which tell nothing. */
  readonly #places = new Map<number, number>();

  /** Costs about a millisecond a megabyte. */
  constructor(bytes: Uint8Array) {
    landmarks(bytes, (print, place) => this.#places.set(print, this.#places.has(print) ? -1 : place));
  }

  /** The place at which most of `piece` lies, or undefined. Negative where `piece` begins before the field. */
  find(piece: Uint8Array): number | undefined {
    const votes = new Map<number, number>();
    let best: number | undefined;
    let most = QUORUM - 1;
    landmarks(piece, (print, at) => {
      const place = this.#places.get(print) ?? -1;
      if (place < 0) return;
      const count = (votes.get(place - at) ?? 0) + 1;
      votes.set(place - at, count);
      if (count <= most) return;
      most = count;
      best = place - at;
    });
    return best;
  }
}
