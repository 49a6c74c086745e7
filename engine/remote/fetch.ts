/** One download: a stream of frames, checked in other threads while the next ones arrive. */
import { Readable } from 'node:stream';
import { FrameError, type FrameSlab } from '../../proto/frames.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { FRAMES_TYPE } from '../../proto/limits.ts';
import { readSlabs, type SlabPool } from '../../proto/slabs.ts';
import type { CheckPool } from '../content/checking/pool.ts';
import { baseOf } from '../content/codec.ts';
import { chunkOfFrame } from '../content/frame.ts';
import type { StoredChunk } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { hashFromBytes, hashToBytes } from '../domain/wire.ts';
import { CairnError } from '../errors.ts';
import { planDirect, rangesOf } from './direct-fetch.ts';
import { networkError } from './failures.ts';
import type { StudioHttp } from './http.ts';
import { decode, MESSAGE_HEADERS, requireType } from './messages.ts';
import { type StorageHttp, storageError } from './storage.ts';
import type { ChunkRequest, Fetched, Refused } from './studio.ts';

interface Ports {
  readonly http: StudioHttp;
  readonly storage: StorageHttp;
  readonly checking: CheckPool;
  readonly slabs: SlabPool;
  /** This runtime can read deltas. */
  readonly deltas: boolean;
}

/** @throws {CairnError} one of the studio codes, or cancelled. A chunk that is not what its hash says comes as refused. */
export async function* fetchChunks(
  ports: Ports,
  path: string,
  request: ChunkRequest,
  signal: AbortSignal,
): AsyncGenerator<Fetched, void, undefined> {
  const { http, storage } = ports;
  // What came damaged is asked for once more, and the studio looks at it first.
  if (!http.direct || !request.deltas) return yield* fetchOverStudio(ports, path, request, signal);
  const plan = await planDirect(
    http,
    `${path.replace(/fetch$/u, '')}direct/fetch`,
    bodyOf(ports, request),
    signal,
  );
  // First, because what is in the ranges may stand on it.
  if (plan.rest.size > 0) yield* fetchOverStudio(ports, path, only(request, plan.rest), signal);
  if (plan.ranges.length === 0) return;
  const bytes = Readable.from(rangesOf(storage, plan.ranges, signal), { objectMode: false });
  const host = new URL(plan.ranges[0]?.url ?? http.url).origin;
  yield* checked(ports, bytes, request, (error) => storageError(networkError(error, host), host));
}

async function* fetchOverStudio(
  ports: Ports,
  path: string,
  request: ChunkRequest,
  signal: AbortSignal,
): AsyncGenerator<Fetched, void, undefined> {
  const { http } = ports;
  const body = bodyOf(ports, request);
  const answer = await http.send({
    method: 'POST',
    path,
    headers: MESSAGE_HEADERS,
    body: () => body,
    signal,
    idempotent: false,
  });
  requireType(http.url, answer, FRAMES_TYPE);
  yield* checked(ports, answer.body, request, (error) => networkError(error, http.url));
}

const bodyOf = ({ deltas }: Ports, request: ChunkRequest): Buffer =>
  Buffer.from(
    cairn.v1.FetchRequest.encode({
      held: [...request.held],
      deltas: deltas && request.deltas,
      recheck: !request.deltas,
      parts: request.parts.map((part) => ({ ...part, hashes: part.hashes.map(hashToBytes) })),
    }).finish(),
  );

const only = (request: ChunkRequest, wanted: ReadonlySet<Hash>): ChunkRequest => ({
  ...request,
  parts: request.parts.map(({ checkpointId, hashes }) => ({
    checkpointId,
    hashes: hashes.filter((hash) => wanted.has(hash)),
  })),
});

/** Frames as they come, each verified before it is handed on. */
async function* checked(
  ports: Ports,
  source: Readable,
  request: ChunkRequest,
  failure: (error: unknown) => unknown,
): AsyncGenerator<Fetched, void, undefined> {
  const { http } = ports;
  let checking: Promise<Fetched> | undefined;
  try {
    const options = { allocate: () => ports.slabs.take(), onBytes: request.onBytes };
    for await (const slab of readSlabs(source, options)) {
      const { chunks, refused } = decode(http.url, () => unpack(slab));
      // What a delta stands on may be in what came just before.
      const ahead = checking;
      const waits = chunks.some((chunk) => chunk.codec === 'delta');
      if (ahead && waits) yield await ahead;
      const next = check(ports, chunks, refused, request, () => ports.slabs.give(slab.bytes));
      next.catch(() => {});
      checking = next;
      if (ahead && !waits) yield await ahead;
    }
  } catch (error) {
    const last = await checking?.catch(() => undefined);
    checking = undefined;
    if (last) yield last;
    if (!(error instanceof FrameError)) throw failure(error);
    const message = `The studio ${http.url} broke off in the middle of a chunk.`;
    throw new CairnError('studio-unreachable', message, {}, error);
  }
  if (checking) yield await checking;
}

function unpack({ frames }: FrameSlab): { chunks: StoredChunk[]; refused: Refused[] } {
  const chunks = new Map<Hash, StoredChunk>();
  const refused: Refused[] = [];
  for (const frame of frames) {
    if (frame.error)
      refused.push({ hash: hashFromBytes(frame.hash), code: frame.error, message: frame.error });
    else {
      const chunk = chunkOfFrame(frame);
      chunks.set(chunk.hash, chunk);
    }
  }
  return { chunks: [...chunks.values()], refused };
}

async function check(
  { checking }: Ports,
  chunks: readonly StoredChunk[],
  refused: readonly Refused[],
  { stored }: ChunkRequest,
  release: () => void,
): Promise<Fetched> {
  const here = new Map(chunks.map((chunk) => [chunk.hash, chunk]));
  const bases = new Map<Hash, StoredChunk>();
  const open = chunks.flatMap((chunk) => chunk.base?.chunks ?? []);
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    if (bases.has(hash) || here.has(hash)) continue;
    const base = stored(hash);
    // One that is not here after all fails its delta, which is then fetched whole.
    if (!base) continue;
    bases.set(hash, base);
    if (base.codec === 'delta') open.push(...baseOf(base).chunks);
  }
  const { verdicts } = await checking.check({ chunks, bases: [...bases.values()], whole: false });
  const good: StoredChunk[] = [];
  const bad: Refused[] = [];
  for (const [at, chunk] of chunks.entries()) {
    const verdict = verdicts[at];
    if (!verdict) good.push(chunk);
    else
      bad.push({
        ...verdict,
        hash: chunk.hash,
        code: verdict.code === 'content-missing' ? 'base-missing' : verdict.code,
      });
  }
  return { chunks: good, refused: [...refused, ...bad], release };
}
