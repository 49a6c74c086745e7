/** The same search in several places: one where it fails does not take away what the others have. */
import type { CairnError } from '../../engine/errors.ts';
import { asCairnError } from '../rpc/errors.ts';

export interface SearchOutcome<P, F> {
  readonly found: readonly F[];
  readonly failed: readonly { readonly place: P; readonly error: CairnError }[];
}

/** @param limit of what is found in all of them */
export async function searchEach<P, F>(
  places: Iterable<P>,
  search: (place: P) => Promise<readonly F[]>,
  limit: number,
): Promise<SearchOutcome<P, F>> {
  const found: F[] = [];
  const failed: { place: P; error: CairnError }[] = [];
  for (const place of places) {
    try {
      found.push(...(await search(place)));
    } catch (error) {
      failed.push({ place, error: asCairnError(error) });
    }
  }
  return { found: found.slice(0, limit), failed };
}
