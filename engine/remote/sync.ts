/** The sync calls of one project: protobuf messages here, streams of chunk frames in fetch.ts and upload.ts. */
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_ANSWER_BYTES } from '../../proto/limits.ts';
import { SlabPool } from '../../proto/slabs.ts';
import { CheckPool } from '../content/checking/pool.ts';
import { throwIfAborted } from '../content/pace.ts';
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
import type { Joined, StudioSync } from './studio.ts';
import { uploadBatch } from './upload.ts';

/** Reasons for which asking again leads nowhere. */
const NO_WAY = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
/** For the next answers: as many as are written and received at a time, because what is left to the collector stays for long. */
const KEPT_SLABS = 24;
/** Bytes of new versions for which threads are worth starting. */
const MUCH = 8 * 1024 * 1024;

export const createStudioSync = (url: string, token: string, project: string): StudioSync =>
  syncOver(new StudioHttp(url, token), project);

/** What a studio has answered already to whoever joins. */
interface Known {
  readonly joined: Joined;
  /** Of changes, from the beginning, where it is of this project. */
  readonly page: Promise<cairn.v1.PullPage | undefined>;
  readonly checking: CheckPool;
}

/**
 * Joins a project by name or id. The first page of its rows is asked for at the same time, as whoever joins pulls
 * them: on a long line that, and going on with the same connections, is two round trips less.
 * @throws {CairnError} one of the studio codes, or cancelled
 */
export async function joinProject(
  url: string,
  token: string,
  nameOrId: string,
  signal: AbortSignal,
): Promise<{ joined: Joined; studio: StudioSync }> {
  const http = new StudioHttp(url, token);
  const checking = new CheckPool();
  const page = changesOf(http, nameOrId, 0, '', signal).then((it) => awaiting(it, checking));
  page.catch(() => undefined);
  try {
    const joined = await join(http, nameOrId, signal);
    const { id } = joined.project;
    // A name may have come to mean another project in between: rows say whose they are, and without that they are asked for anew.
    const own = page.then((it) =>
      id === nameOrId || it.rows.some((row) => row.project?.id === id) ? it : undefined,
    );
    own.catch(() => undefined);
    return { joined, studio: syncOver(http, id, { joined, page: own, checking }) };
  } catch (error) {
    await Promise.all([http.close(), checking.close()]);
    throw error;
  }
}

const changesOf = (
  http: StudioHttp,
  project: string,
  since: number,
  cursor: string,
  signal: AbortSignal,
): Promise<cairn.v1.PullPage> => {
  const query = new URLSearchParams({ since: String(since), cursor });
  return callMessage(http, { path: `${projectPath(project)}/changes?${query}`, signal }, (bytes) =>
    decodeBounded(cairn.v1.PullPage, bytes, MOST_FIELDS.page),
  );
};

/** Threads for content that will come start while its rows are looked at. */
function awaiting(page: cairn.v1.PullPage, checking: CheckPool): cairn.v1.PullPage {
  const bytes = page.rows.reduce((sum, { checkpoint }) => sum + Number(checkpoint?.size ?? 0), 0);
  if (bytes >= MUCH) checking.prepare();
  return page;
}

function syncOver(http: StudioHttp, project: string, known?: Known): StudioSync {
  const { url } = http;
  const storage = new StorageHttp(url);
  const base = projectPath(project);
  let told = known?.joined;
  let page = known?.page;
  const checking = known?.checking ?? new CheckPool();
  const slabs = new SlabPool(KEPT_SLABS);
  let isWanted = false;
  return {
    connect: async (signal) => {
      throwIfAborted(signal);
      const joined =
        told ??
        (await join(http, project, signal).catch((error: unknown) => {
          throw CairnError.is(error, 'not-found') ? noMember(url, error) : error;
        }));
      told = undefined;
      isWanted = joined.wanted ?? false;
      return joined;
    },
    wanted: async (signal) => {
      if (!isWanted) return new Set();
      return callMessage(http, { path: `${base}/chunks/wanted`, signal }, readHashes);
    },
    changes: async (since, cursor, signal) => {
      const first = since === 0 && cursor === '' ? page : undefined;
      page = undefined;
      const early = await first;
      throwIfAborted(signal);
      return early ?? awaiting(await changesOf(http, project, since, cursor, signal), checking);
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
