/** The same change made to several things, one after the other; one that cannot be changed does not keep the others from it. */
import type { CallOptions, Refused } from '../../engine/api.ts';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';
import { asCairnError } from '../rpc/errors.ts';

export interface Several {
  readonly done: number;
  readonly refused: readonly Refused[];
  /** What was not tried, because of `stopped`. */
  readonly left: number;
  /** What would have met all that were left as well, or that the user cancelled; null where all were tried. */
  readonly stopped: CairnError | null;
}

/** Not about one of them: trying the next would fail for the same reason, or do what was not meant. */
const OF_ALL: readonly ErrorCode[] = [
  'cancelled',
  'disk-full',
  'folder-gone',
  'no-project',
  'project-busy',
  'project-corrupt',
  'project-newer',
  'engine-unavailable',
  'signed-out',
  'session-expired',
  'studio-unreachable',
  'studio-overloaded',
  'studio-garbage',
  'protocol-version',
  'unexpected',
];

/** @param nameOf what a refusal names: a path */
export async function forEachOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  change: (item: T) => Promise<unknown>,
  { signal, onProgress }: CallOptions = {},
): Promise<Several> {
  const refused: Refused[] = [];
  const end = (tried: number, stopped: CairnError | null): Several => ({
    done: tried - refused.length,
    refused,
    left: items.length - tried,
    stopped,
  });
  for (const [tried, item] of items.entries()) {
    if (signal?.aborted === true) return end(tried, new CairnError('cancelled', 'Cancelled.'));
    onProgress?.({ phase: 'write', done: tried, total: items.length, unit: 'files', path: nameOf(item) });
    try {
      await change(item);
    } catch (thrown) {
      const error = asCairnError(thrown);
      if (CairnError.is(error, ...OF_ALL)) return end(tried, error);
      const { code, message, said } = error;
      refused.push({ path: nameOf(item), code, message, said });
    }
  }
  return end(items.length, null);
}
