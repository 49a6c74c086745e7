/** Finding where bytes went that changed a little and moved: a vote of the short stretches that stayed as they were. */
import { GEAR_REACH, gear, type Scan } from './gear.ts';

/** One place in so many is a landmark, on average: chosen by the 32 bytes before it, so that it moves with them. */
const LANDMARK_MASK = (1024 - 1) << 22;
/** Fewer agreeing landmarks than this are chance. */
const QUORUM = 6;

/** A stretch of bytes in which pieces can be found. */
export class Field {
  /** Prints that occur once, and where; -1 for those that occur more often, which tell nothing. */
  readonly #places = new Map<number, number>();
  readonly #scan: Scan = { print: 0, before: 0 };
  #length = 0;

  /** The next bytes of the stretch. They are not needed any more when this returns. */
  add(bytes: Uint8Array): void {
    const start = this.#length;
    gear().marks(bytes, LANDMARK_MASK, this.#scan, (print, at) => {
      const place = start + at;
      if (place > GEAR_REACH) this.#places.set(print, this.#places.has(print) ? -1 : place);
    });
    this.#length += bytes.length;
  }

  /** The place at which most of `piece` lies, or undefined. Negative where `piece` begins before the field. */
  find(piece: Uint8Array): number | undefined {
    const votes = new Map<number, number>();
    let best: number | undefined;
    let most = QUORUM - 1;
    gear().marks(piece, LANDMARK_MASK, { print: 0, before: 0 }, (print, at) => {
      if (at <= GEAR_REACH) return;
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
