/** Content that is damaged here keeps back the versions that need it, and nothing else. */
import type { Hash, Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { SyncContext } from './context.ts';
import { uploadContent } from './upload.ts';

/** Damaged chunks found in one sync, one after the other, after which the disk is to be looked at first. */
const MOST = 100;

/** {@link uploadContent}, begun anew without each chunk that cannot be read, or that the studio finds is not what it should be. */
export async function uploadSound(context: SyncContext): Promise<Set<Id>> {
  const damaged = new Set<Hash>();
  for (;;) {
    try {
      return await uploadContent(context, damaged);
    } catch (error) {
      const hash = damagedChunk(error);
      if (hash === undefined || damaged.has(hash) || damaged.size === MOST) throw error;
      damaged.add(hash);
    }
  }
}

const damagedChunk = (error: unknown): Hash | undefined =>
  CairnError.is(error, 'integrity', 'content-missing') && typeof error.details.hash === 'string'
    ? error.details.hash
    : undefined;
