/** Chunks that lie one behind the other in an object are read together; never a byte between them, which may be another's. */
import type { Hash } from '../../../engine/domain/rows.ts';
import type { Placed } from './index.ts';

/** Bytes of one object: large enough that requests do not rule, small enough to be held in memory. */
export const OBJECT_BYTES = 16 * 1024 * 1024;

/** In the order asked for; the hash itself for a chunk that has no place. @param most bytes of a run. */
export function* runsOf(
  hashes: readonly Hash[],
  places: ReadonlyMap<Hash, Placed>,
  most: number,
): Generator<Hash | readonly Placed[], void, undefined> {
  let run: Placed[] = [];
  let bytes = 0;
  for (const hash of hashes) {
    const place = places.get(hash);
    const last = run.at(-1);
    const follows = place && last && place.object === last.object && place.start === last.start + last.length;
    if (run.length > 0 && (!follows || bytes + place.length > most)) {
      yield run;
      [run, bytes] = [[], 0];
    }
    if (!place) yield hash;
    else {
      run.push(place);
      bytes += place.length;
    }
  }
  if (run.length > 0) yield run;
}
