/** The sync calls of one project: protobuf messages and streams of chunk frames. */
import { encodeFrame, FrameError, readFrames } from '../../proto/frames.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { FRAMES_TYPE, MAX_ANSWER_BYTES, MESSAGE_TYPE } from '../../proto/limits.ts';
import { decodeChunk } from '../content/codec.ts';
import { CODECS, type Codec, type StoredChunk } from '../content/store.ts';
import type { Hash, Id } from '../domain/rows.ts';
import { hashFromBytes, hashToBytes, WireError } from '../domain/wire.ts';
import { CairnError } from '../errors.ts';
import { getMe, getProject, greet, projectPath } from './account.ts';
import { isTransient, networkError } from './failures.ts';
import { type Answer, type Call, StudioHttp } from './http.ts';
import type { StudioSync } from './studio.ts';

const WHOLE: ReadonlyMap<cairn.v1.Codec | null | undefined, Codec> = new Map<cairn.v1.Codec, Codec>([
  [cairn.v1.Codec.RAW, 'raw'],
  [cairn.v1.Codec.ZSTD, 'zstd'],
  [cairn.v1.Codec.FILTERED, 'filtered'],
]);
/** How often a broken download goes on where it stopped. */
const RESUMES = 4;

interface Message<T> {
  decode(bytes: Uint8Array): T;
}

export function createStudioSync(url: string, token: string, project: string): StudioSync {
  const http = new StudioHttp(url, token);
  const base = projectPath(project);
  return {
    connect: async (signal) => {
      await greet(http, signal);
      const [user, there] = await Promise.all([getMe(http, signal), getProject(http, project, signal)]);
      return { user, project: there };
    },
    changes: (since, cursor, signal) => {
      const query = new URLSearchParams({ since: String(since), cursor });
      return call(http, 'GET', `${base}/changes?${query}`, undefined, cairn.v1.PullPage, signal);
    },
    push: (request, signal) =>
      call(
        http,
        'POST',
        `${base}/push`,
        cairn.v1.PushRequest.encode(request).finish(),
        cairn.v1.PushResponse,
        signal,
        MAX_ANSWER_BYTES,
      ),
    missing: async (hashes, basis, signal) => {
      const question = { hashes: hashes.map(hashToBytes), basis: [...basis] };
      const body = cairn.v1.MissingRequest.encode(question).finish();
      const answer = await call(
        http,
        'POST',
        `${base}/chunks/missing`,
        body,
        cairn.v1.MissingResponse,
        signal,
      );
      return decode(http.url, () => new Set(answer.hashes.map(hashFromBytes)));
    },
    upload: (chunks, signal, onBytes) => upload(http, `${base}/chunks`, [...chunks], signal, onBytes),
    fetch: (checkpointId, hashes, signal) =>
      fetchAll(http, `${base}/chunks/fetch`, checkpointId, hashes, signal),
    close: () => http.close(),
  };
}

async function call<T>(
  http: StudioHttp,
  method: 'GET' | 'POST',
  path: string,
  body: Uint8Array | undefined,
  message: Message<T>,
  signal: AbortSignal,
  limit?: number,
): Promise<T> {
  const headers = body ? { 'content-type': MESSAGE_TYPE, accept: MESSAGE_TYPE } : { accept: MESSAGE_TYPE };
  const request = { method, path, headers, signal, idempotent: true };
  const sent = body ? { ...request, body: () => Buffer.from(body) } : request;
  const { answer, body: bytes } = await http.exchange(sent, limit);
  requireType(http.url, answer, MESSAGE_TYPE);
  return decode(http.url, () => message.decode(bytes));
}

function requireType(url: string, answer: Answer, wanted: string): void {
  const type = String(answer.headers['content-type']);
  if (type.startsWith(wanted)) return;
  // A body nobody reads would keep its connection; destroying it is no failure of its own.
  answer.body.on('error', () => {});
  answer.body.destroy();
  throw new CairnError('studio-garbage', `What answers at ${url} does not speak Cairn's protocol.`, {
    url,
    type,
  });
}

function decode<T>(url: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CairnError) throw error;
    throw new CairnError(
      'studio-garbage',
      `The studio ${url} sent something Cairn cannot read.`,
      { url },
      error,
    );
  }
}

async function upload(
  http: StudioHttp,
  path: string,
  chunks: readonly StoredChunk[],
  signal: AbortSignal,
  onBytes: (sent: number) => void,
): Promise<void> {
  if (chunks.length === 0) return;
  const frames = chunks.map((chunk) =>
    encodeFrame({
      hash: hashToBytes(chunk.hash),
      codec: CODECS.indexOf(chunk.codec) + 1,
      size: chunk.size,
      data: chunk.data,
    }),
  );
  const length = frames.reduce((sum, frame) => sum + frame.length, 0);
  async function* body(): AsyncGenerator<Uint8Array> {
    let sent = 0;
    for (const [index, frame] of frames.entries()) {
      yield frame;
      sent += chunks[index]?.data.length ?? 0;
      onBytes(sent);
    }
  }
  const headers = { 'content-type': FRAMES_TYPE, accept: MESSAGE_TYPE, 'content-length': String(length) };
  const call: Call = { method: 'POST', path, headers, body, signal, idempotent: true };
  const { answer, body: bytes } = await http.exchange(call);
  requireType(http.url, answer, MESSAGE_TYPE);
  const { refused } = decode(http.url, () => cairn.v1.UploadResponse.decode(bytes));
  const [first] = refused;
  if (first) throw refusal(chunks[first.index ?? 0]?.hash ?? '', first);
}

const refusal = (hash: Hash, result: cairn.v1.IRowResult): CairnError =>
  new CairnError(
    'integrity',
    `The studio refused chunk ${hash}: ${result.message || result.code}. Run "cairn verify --repair"; nothing was lost.`,
    { hash, code: result.code },
  );

/** Chunks as they come. A connection that breaks is taken up again with what is still missing. */
async function* fetchAll(
  http: StudioHttp,
  path: string,
  checkpointId: Id,
  hashes: readonly Hash[],
  signal: AbortSignal,
): AsyncGenerator<StoredChunk> {
  const wanted = new Set(hashes);
  for (let attempt = 1; wanted.size > 0; attempt++) {
    try {
      for await (const chunk of fetchOnce(http, path, checkpointId, [...wanted], signal)) {
        if (!wanted.delete(chunk.hash)) continue;
        yield chunk;
      }
      return;
    } catch (error) {
      if (signal.aborted || attempt === RESUMES || !isTransient(error)) throw error;
    }
  }
}

async function* fetchOnce(
  http: StudioHttp,
  path: string,
  checkpointId: Id,
  hashes: readonly Hash[],
  signal: AbortSignal,
): AsyncGenerator<StoredChunk> {
  const body = Buffer.from(
    cairn.v1.FetchRequest.encode({ checkpointId, hashes: hashes.map(hashToBytes) }).finish(),
  );
  const headers = { 'content-type': MESSAGE_TYPE, accept: MESSAGE_TYPE };
  const answer = await http.send({
    method: 'POST',
    path,
    headers,
    body: () => body,
    signal,
    idempotent: true,
  });
  requireType(http.url, answer, FRAMES_TYPE);
  try {
    for await (const frame of readFrames(answer.body)) {
      const chunk = frame.error ? undefined : decode(http.url, () => verified(frame));
      if (chunk) yield chunk;
    }
  } catch (error) {
    if (error instanceof FrameError || error instanceof WireError) {
      throw new CairnError(
        'studio-unreachable',
        `The studio ${http.url} broke off in the middle of a chunk.`,
        {},
        error,
      );
    }
    throw networkError(error, http.url);
  }
}

/** @throws {CairnError} integrity where the bytes are not what their hash says */
function verified(frame: cairn.v1.ChunkFrame): StoredChunk {
  const codec = WHOLE.get(frame.codec);
  if (!codec) throw new WireError('Malformed message: a chunk of unknown encoding');
  const chunk = { hash: hashFromBytes(frame.hash), codec, size: frame.size, data: Buffer.from(frame.data) };
  decodeChunk(chunk);
  return chunk;
}
