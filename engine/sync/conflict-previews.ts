/** Pictures of the studio's side of conflicts: what has to be decided is not applied, and so not downloaded either. */
import type { Conflict } from '../api.ts';
import type { Hash, Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { SyncContext } from './context.ts';

/** Most pictures that one pause fetches. */
const MOST = 200;

/** Fetches what is not here. A conflict can be decided without a picture, so whatever fails is left out. */
export async function fetchPreviews(context: SyncContext, conflicts: readonly Conflict[]): Promise<void> {
  const { project, studio, signal, bandwidth, tally } = context;
  const wanted = new Map<Id, Hash>();
  for (const { theirs } of conflicts) {
    const { preview, checkpointId } = theirs;
    if (preview && checkpointId && !project.chunks.has(preview.hash)) wanted.set(checkpointId, preview.hash);
    if (wanted.size === MOST) break;
  }
  if (wanted.size === 0) return;
  const request = {
    parts: [...wanted].map(([checkpointId, hash]) => ({ checkpointId, hashes: [hash] })),
    held: [],
    deltas: false,
    stored: (hash: Hash) => project.chunks.get(hash),
    onBytes: (bytes: number) => bandwidth?.take(bytes),
  };
  try {
    for await (const { chunks, release } of studio.fetch(request, signal)) {
      project.chunks.batch(() => {
        for (const chunk of chunks) project.chunks.put(chunk);
      });
      tally.downloaded += chunks.length;
      for (const chunk of chunks) tally.bytesDown += chunk.data.length;
      release();
    }
  } catch (error) {
    if (!CairnError.is(error) || error.code === 'cancelled') throw error;
  }
}
