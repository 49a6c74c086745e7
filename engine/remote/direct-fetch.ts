/**
 * One download from the storage itself: the studio says where the frames are, and gives what is not worth a request of
 * its own.
 */
import type { Readable } from 'node:stream';
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_BATCH_BYTES, MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { hashFromBytes } from '../domain/wire.ts';
import { CairnError } from '../errors.ts';
import type { StudioHttp } from './http.ts';
import { callMessage } from './messages.ts';
import { requireSigned, type StorageHttp } from './storage.ts';

/** Requests under way before their turn: many small stretches must not cost a round trip each. */
const AHEAD = 3;

/** What the studio answers to a request for chunks. */
export interface DirectPlan {
  /** To be asked for as ever, first. */
  readonly rest: ReadonlySet<Hash>;
  readonly ranges: readonly cairn.v1.IDirectRange[];
}

/** @throws {CairnError} one of the studio codes, or cancelled. */
export async function planDirect(
  http: StudioHttp,
  path: string,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<DirectPlan> {
  return callMessage(http, { path, message, signal }, (bytes) => decodePlan(http.url, bytes));
}

/** @throws {CairnError} studio-garbage; {Error} where the bytes are no such message */
export function decodePlan(studio: string, bytes: Uint8Array): DirectPlan {
  const plan = decodeBounded(cairn.v1.DirectFetchResponse, bytes, MOST_FIELDS.direct);
  for (const range of plan.ranges) {
    const { url, headers, bytes: length } = range;
    requireSigned({ url: url ?? '', headers: headers ?? [] }, studio);
    if (!length || length > MAX_BATCH_BYTES + MAX_CHUNK_BYTES)
      throw new CairnError('studio-garbage', `The studio ${studio} named an impossible range.`, {
        url: studio,
      });
  }
  return { rest: new Set(plan.rest.map(hashFromBytes)), ranges: plan.ranges };
}

/** The bytes of all ranges, one behind the other: whole frames. @throws {CairnError} as the storage's client does */
export async function* rangesOf(
  storage: StorageHttp,
  ranges: readonly cairn.v1.IDirectRange[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const asked: Promise<Readable>[] = [];
  let next = 0;
  const ask = () => {
    for (; next < ranges.length && asked.length <= AHEAD; next++) {
      const { url, headers, bytes } = ranges[next]!;
      const body = storage.get({ url: url ?? '', headers: headers ?? [] }, bytes ?? 0, signal);
      // Awaited in its turn; until then a failure must not count as unhandled.
      body.catch(() => {});
      asked.push(body);
    }
  };
  try {
    for (ask(); asked.length > 0; ask()) yield* await asked.shift()!;
  } finally {
    for (const one of asked) one.then((body) => body.on('error', () => {}).destroy()).catch(() => {});
  }
}
