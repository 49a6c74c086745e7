/** The sync calls of one project: protobuf messages here, streams of chunk frames in fetch.ts and upload.ts. */
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_ANSWER_BYTES } from '../../proto/limits.ts';
import { SlabPool } from '../../proto/slabs.ts';
import { CheckPool } from '../content/checking/pool.ts';
import { hasDictionaries } from '../content/zstd.ts';
import type { Hash } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { hashFromBytes, hashToBytes } from '../domain/wire.ts';
import { CairnError } from '../errors.ts';
import { join, projectPath } from './account.ts';
import { uploadDirect } from './direct-upload.ts';
import { fetchChunks } from './fetch.ts';
import { StudioHttp } from './http.ts';
import { callMessage } from './messages.ts';
import { StorageHttp } from './storage.ts';
import type { StudioSync } from './studio.ts';
import { uploadBatch } from './upload.ts';

/** Reasons for which asking again leads nowhere. */
const NO_WAY = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
/** For the next answers. */
const KEPT_SLABS = 8;

export function createStudioSync(url: string, token: string, project: string): StudioSync {
  const http = new StudioHttp(url, token);
  const storage = new StorageHttp(url);
  const base = projectPath(project);
  const checking = new CheckPool();
  const slabs = new SlabPool(KEPT_SLABS);
  let isWanted = false;
  return {
    connect: async (signal) => {
      const joined = await join(http, project, signal).catch((error: unknown) => {
        throw CairnError.is(error, 'not-found') ? noMember(url, error) : error;
      });
      isWanted = joined.wanted ?? false;
      return joined;
    },
    wanted: async (signal) => {
      if (!isWanted) return new Set();
      return callMessage(http, { path: `${base}/chunks/wanted`, signal }, readHashes);
    },
    changes: (since, cursor, signal) => {
      const query = new URLSearchParams({ since: String(since), cursor });
      return callMessage(http, { path: `${base}/changes?${query}`, signal }, (bytes) =>
        decodeBounded(cairn.v1.PullPage, bytes, MOST_FIELDS.page),
      );
    },
    push: (request, signal) => {
      const message = cairn.v1.PushRequest.encode(request).finish();
      const call = { path: `${base}/push`, message, signal, limit: MAX_ANSWER_BYTES };
      return callMessage(http, call, (bytes) =>
        decodeBounded(cairn.v1.PushResponse, bytes, MOST_FIELDS.answer),
      );
    },
    missing: (hashes, basis, signal) => {
      const question = { hashes: hashes.map(hashToBytes), basis: [...basis] };
      const message = cairn.v1.MissingRequest.encode(question).finish();
      return callMessage(http, { path: `${base}/chunks/missing`, message, signal }, readHashes);
    },
    upload: (batch, signal) => {
      const work = async () => {
        const path = `${base}/chunks`;
        const done =
          http.direct && (await uploadDirect({ http, storage, slabs }, `${path}/direct`, batch, signal));
        return done || uploadBatch(http, path, batch, signal);
      };
      return work().catch(orThroughStudio(http));
    },
    async *fetch(request, signal) {
      const ports = { http, storage, checking, slabs, deltas: hasDictionaries() };
      try {
        yield* fetchChunks(ports, `${base}/chunks/fetch`, request, signal);
      } catch (error) {
        orThroughStudio(http)(error);
      }
    },
    roundTrip: () => http.roundTrip,
    close: async () => {
      await Promise.all([http.close(), storage.close(), checking.close()]);
    },
  };
}

/** Of a project that was joined once. A studio tells nobody but its members that a project is there. */
const noMember = (url: string, cause: unknown): CairnError =>
  new CairnError(
    'forbidden',
    said`You are not a member of this project on ${url} any more, or it is not there any more`,
    { url, member: false },
    cause,
  );

/** There is no way from here to the storage: the studio's own calls do, for as long as this connection lasts. */
const orThroughStudio =
  (http: StudioHttp) =>
  (error: unknown): never => {
    const isStorage = CairnError.is(error, 'studio-unreachable') && error.details.storage !== undefined;
    if (!isStorage || !NO_WAY.has(String(error.details.reason))) throw error;
    http.dontGoDirect();
    throw new CairnError('studio-unreachable', error.message, { storage: error.details.storage }, error);
  };

const readHashes = (bytes: Uint8Array): Set<Hash> =>
  new Set(decodeBounded(cairn.v1.MissingResponse, bytes, MOST_FIELDS.hashes).hashes.map(hashFromBytes));
