/** Which rows of a history changed between two looks, so that only those are drawn again. */
import type { CheckpointView } from '../../engine/api.ts';

/** A row that is drawn. It stays the same object while what it shows is replaced. */
export interface DrawnVersion {
  checkpoint: CheckpointView;
  /** All that it showed when it was drawn, as one text. */
  shows: string;
}

/**
 * Puts what was found by a later look into the rows that are drawn.
 * @param words all that a row shows of a version, as one text
 * @returns the rows that show something else now; null where versions came, went, or changed between trash and
 * history: then all are drawn again, and nothing was put into these
 */
export function takeIn<T extends DrawnVersion>(
  drawn: readonly T[],
  found: readonly CheckpointView[],
  words: (checkpoint: CheckpointView) => string,
): readonly T[] | null {
  const places = (checkpoints: readonly CheckpointView[]): string =>
    checkpoints.map(({ id, trashed }) => `${id} ${trashed}`).join();
  if (places(drawn.map(({ checkpoint }) => checkpoint)) !== places(found)) return null;
  return drawn.filter((row, index) => {
    row.checkpoint = found[index] ?? row.checkpoint;
    const before = row.shows;
    row.shows = words(row.checkpoint);
    return row.shows !== before;
  });
}
