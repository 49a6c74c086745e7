/** How much goes into one request. */
import { MAX_BATCH_BYTES } from '../../../proto/limits.ts';

/** Below this a request costs more than it carries. */
const LEAST = 1024 * 1024;
/** Of what is left, each lane gets this many requests: so that all of them end at about the same time. */
const ROUNDS = 3;
export const MOST_CHUNKS = 10_000;
/** Frames cost a few bytes beside their chunks. */
const MOST = MAX_BATCH_BYTES - 1024 * 1024;

/** @param left bytes to go. */
export const batchBytes = (left: number, lanes: number): number =>
  Math.min(MOST, Math.max(LEAST, Math.ceil(left / (lanes * ROUNDS))));
