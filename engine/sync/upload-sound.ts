/** Content that is damaged here, or that the studio does not take, keeps back the versions that need it, and nothing else. */
import type { Hash, Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { SyncContext } from './context.ts';
import { uploadContent } from './upload.ts';

/** Damaged chunks found in one sync, one after the other, after which the disk is to be looked at first. */
const MOST_DAMAGED = 100;
/** Chunks that are sound here and refused, after which it is the way to the studio, or the studio. */
const MOST_REFUSED = 3;

/** {@link uploadContent}, begun anew without each chunk that cannot be read, or that the studio does not take. */
export async function uploadSound(context: SyncContext): Promise<Set<Id>> {
  const unsendable = new Map<Hash, CairnError>();
  for (;;) {
    try {
      return await uploadContent(context, unsendable);
    } catch (error) {
      if (!isOfChunk(error) || unsendable.has(error.details.hash)) throw error;
      const { code } = error;
      const alike = [...unsendable.values()].filter((one) => one.code === code).length;
      if (alike === (code === 'studio-refused' ? MOST_REFUSED : MOST_DAMAGED)) throw error;
      unsendable.set(error.details.hash, error);
    }
  }
}

const isOfChunk = (error: unknown): error is CairnError & { readonly details: { readonly hash: Hash } } =>
  CairnError.is(error, 'integrity', 'content-missing', 'studio-refused') &&
  typeof error.details.hash === 'string';
