/** Chunks that lie one behind the other in an object are read together. */
import type { Hash } from '../../../engine/domain/rows.ts';
import type { Placed } from './index.ts';

/** Bytes of one object: large enough that requests do not rule, small enough to be held in memory. */
export const OBJECT_BYTES = 16 * 1024 * 1024;

/**
 * In the order asked for; the hash itself for a chunk that has no place.
 * @param most bytes of a run, what lies between its chunks included.
 * @param gap bytes between two chunks that are read along: 0 where whoever reads may not see them.
 */
export function* runsOf(
  hashes: readonly Hash[],
  places: ReadonlyMap<Hash, Placed>,
  most: number,
  gap = 0,
): Generator<Hash | readonly Placed[], void, undefined> {
  let run: Placed[] = [];
  for (const hash of hashes) {
    const place = places.get(hash);
    if (run.length > 0 && !(place && continues(run, place, most, gap))) {
      yield run;
      run = [];
    }
    if (place) run.push(place);
    else yield hash;
  }
  if (run.length > 0) yield run;
}

function continues(run: readonly Placed[], place: Placed, most: number, gap: number): boolean {
  const first = run[0]!;
  const last = run.at(-1)!;
  const between = place.start - last.start - last.length;
  const isNear = place.object === last.object && between >= 0 && between <= gap;
  return isNear && place.start + place.length - first.start <= most;
}
