/** How much goes into one request. */
import { MAX_BATCH_BYTES } from '../../../proto/limits.ts';

/** Below this a request costs more than it carries. */
const LEAST = 1024 * 1024;
/**
 * Bytes for each millisecond of a round trip, the same: between two requests a lane waits for an answer, and what it sends must take
 * longer than that, or a fast line stands still towards the end.
 */
const LEAST_PER_MS = 40 * 1024;
/** Of what is left, each lane gets this many requests: so that all of them end at about the same time. */
const ROUNDS = 3;
export const MOST_CHUNKS = 10_000;
/** Frames cost a few bytes beside their chunks. */
const MOST = MAX_BATCH_BYTES - 1024 * 1024;

/**
 * @param left bytes to go.
 * @param roundTrip milliseconds.
 */
export const batchBytes = (left: number, lanes: number, roundTrip = 0): number =>
  Math.min(MOST, Math.max(LEAST, roundTrip * LEAST_PER_MS, Math.ceil(left / (lanes * ROUNDS))));
