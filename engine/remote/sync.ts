/** The sync calls of one project: protobuf messages here, streams of chunk frames in fetch.ts and upload.ts. */
import type { Reader } from 'protobufjs/minimal.js';
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_ANSWER_BYTES, MESSAGE_TYPE } from '../../proto/limits.ts';
import { SlabPool } from '../../proto/slabs.ts';
import { CheckPool } from '../content/checking/pool.ts';
import { hasDictionaries } from '../content/zstd.ts';
import { hashFromBytes, hashToBytes } from '../domain/wire.ts';
import { CairnError } from '../errors.ts';
import { join, projectPath } from './account.ts';
import { uploadDirect } from './direct-upload.ts';
import { fetchChunks } from './fetch.ts';
import { StudioHttp } from './http.ts';
import { decode, requireType } from './messages.ts';
import { StorageHttp } from './storage.ts';
import type { StudioSync } from './studio.ts';
import { uploadBatch } from './upload.ts';

/** Reasons for which asking again leads nowhere. */
const NO_WAY = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
/** For the next answers. */
const KEPT_SLABS = 8;

interface Expected<T> {
  readonly type: { decode(reader: Reader): T };
  /** See {@link MOST_FIELDS}. */
  readonly most: number;
  /** Bytes; those of a message where left out. */
  readonly limit?: number;
}

export function createStudioSync(url: string, token: string, project: string): StudioSync {
  const http = new StudioHttp(url, token);
  const storage = new StorageHttp(url);
  const base = projectPath(project);
  const checking = new CheckPool();
  const slabs = new SlabPool(KEPT_SLABS);
  let isWanted = false;
  return {
    connect: async (signal) => {
      const joined = await join(http, project, signal);
      isWanted = joined.wanted ?? false;
      return joined;
    },
    wanted: async (signal) => {
      if (!isWanted) return new Set();
      const type = { type: cairn.v1.MissingResponse, most: MOST_FIELDS.hashes };
      const { hashes } = await call(http, 'GET', `${base}/chunks/wanted`, undefined, type, signal);
      return decode(http.url, () => new Set(hashes.map(hashFromBytes)));
    },
    changes: (since, cursor, signal) => {
      const query = new URLSearchParams({ since: String(since), cursor });
      const page = { type: cairn.v1.PullPage, most: MOST_FIELDS.page };
      return call(http, 'GET', `${base}/changes?${query}`, undefined, page, signal);
    },
    push: (request, signal) =>
      call(
        http,
        'POST',
        `${base}/push`,
        cairn.v1.PushRequest.encode(request).finish(),
        { type: cairn.v1.PushResponse, most: MOST_FIELDS.answer, limit: MAX_ANSWER_BYTES },
        signal,
      ),
    missing: async (hashes, basis, signal) => {
      const question = { hashes: hashes.map(hashToBytes), basis: [...basis] };
      const body = cairn.v1.MissingRequest.encode(question).finish();
      const answer = await call(
        http,
        'POST',
        `${base}/chunks/missing`,
        body,
        { type: cairn.v1.MissingResponse, most: MOST_FIELDS.hashes },
        signal,
      );
      return decode(http.url, () => new Set(answer.hashes.map(hashFromBytes)));
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

/** There is no way from here to the storage: the studio's own calls do, for as long as this connection lasts. */
const orThroughStudio =
  (http: StudioHttp) =>
  (error: unknown): never => {
    const isStorage = CairnError.is(error, 'studio-unreachable') && error.details.storage !== undefined;
    if (!isStorage || !NO_WAY.has(String(error.details.reason))) throw error;
    http.dontGoDirect();
    throw new CairnError('studio-unreachable', error.message, { storage: error.details.storage }, error);
  };

async function call<T>(
  http: StudioHttp,
  method: 'GET' | 'POST',
  path: string,
  body: Uint8Array | undefined,
  { type, most, limit }: Expected<T>,
  signal: AbortSignal,
): Promise<T> {
  const headers = body ? { 'content-type': MESSAGE_TYPE, accept: MESSAGE_TYPE } : { accept: MESSAGE_TYPE };
  const request = { method, path, headers, signal, idempotent: true };
  const sent = body ? { ...request, body: () => Buffer.from(body) } : request;
  const { answer, body: bytes } = await http.exchange(sent, limit);
  requireType(http.url, answer, MESSAGE_TYPE);
  return decode(http.url, () => decodeBounded(type, bytes, most));
}
