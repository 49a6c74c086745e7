/**
 * Which failures of a call to a studio pass, and how long to wait. Apart from what makes them, which is loaded with the
 * first call.
 */
import { CairnError } from '../errors.ts';

/** Nobody is there, or who is there cannot be trusted: trying again tells the same. */
const STAYS = /^(?:ENOTFOUND|ECONNREFUSED|EPROTO|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u;
/** Milliseconds. */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 10_000;
const LONGEST_ASKED = 30_000;

/** Worth trying again: the connection broke, or garbled what it carried, or the studio asked for a pause. */
export const isTransient = (error: unknown): boolean => {
  if (CairnError.is(error, 'studio-overloaded')) return true;
  if (CairnError.is(error, 'studio-refused')) return error.details.garbled === true;
  return CairnError.is(error, 'studio-unreachable') && !STAYS.test(String(error.details.reason));
};

/**
 * Milliseconds to wait before the next attempt: exponential with full jitter; what the studio asks for with Retry-After
 * is the least.
 * @param failures so far, this one included
 */
export function retryDelay(failures: number, error: unknown): number {
  const asked = CairnError.is(error) ? Number(error.details.retryAfter ?? 0) * 1_000 : 0;
  const random = Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures);
  return Math.min(LONGEST_ASKED, asked) + random;
}
