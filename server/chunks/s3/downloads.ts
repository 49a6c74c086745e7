/**
 * Downloads that come from the storage itself: for each stretch of an object that the asker is entitled to, all of it, an address
 * with which just these bytes can be read, for a short while.
 */
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import type { cairn } from '../../../proto/generated/cairn.js';
import { MAX_BATCH_BYTES } from '../../../proto/limits.ts';
import type { Reader } from '../entitlements.ts';
import { type FetchPorts, runsToFetch } from '../fetch.ts';
import { rangeHeader } from './bucket.ts';
import type { Placed } from './index.ts';
import { runsOf } from './runs.ts';
import { placesOf, type S3Store } from './s3-store.ts';

/** A request for a range must have begun by then, in seconds. */
const EXPIRY = 300;
/** A stretch below this is not worth a request of its own, in bytes: the studio sends it. */
const LEAST = 32 * 1024;

export class Downloads {
  readonly #store: S3Store;
  readonly #ports: FetchPorts;

  constructor(store: S3Store, ports: FetchPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /** @throws {StudioError} as an ordinary fetch does */
  async plan(
    projectId: Id,
    reader: Reader,
    request: cairn.v1.IFetchRequest,
  ): Promise<cairn.v1.IDirectFetchResponse> {
    const rest: Hash[] = [];
    const ranges: cairn.v1.IDirectRange[] = [];
    for await (const { asIs, hashes, info } of runsToFetch(this.#ports, projectId, reader, request)) {
      if (!asIs) {
        rest.push(...hashes);
        continue;
      }
      for (const run of runsOf(hashes, placesOf(info, hashes), MAX_BATCH_BYTES)) {
        if (typeof run === 'string') rest.push(run);
        else if (lengthOf(run) < LEAST) rest.push(...run.map(({ hash }) => hash));
        else ranges.push(this.#range(projectId, run));
      }
    }
    return { rest: rest.map(hashToBytes), ranges };
  }

  /** The range is signed: the address reads these bytes and no others of the object, which may be somebody else's. */
  #range(projectId: Id, run: readonly Placed[]): cairn.v1.IDirectRange {
    const [first] = run as readonly [Placed];
    const bytes = lengthOf(run);
    const range = rangeHeader(first.start, bytes);
    const key = this.#store.key(projectId, first.object);
    const url = this.#store.bucket.presign('GET', key, { range }, EXPIRY);
    return { url, headers: [{ name: 'range', value: range }], bytes, frames: run.length };
  }
}

const lengthOf = (run: readonly Placed[]): number => run.reduce((sum, { length }) => sum + length, 0);
