/** One upload to the storage itself: the studio is told what it will be, gives an address, and is told when it is there. */
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { FrameCutter } from '../../proto/frames.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_FRAME_BYTES } from '../../proto/limits.ts';
import type { SlabPool } from '../../proto/slabs.ts';
import { chunkOfFrame, frameHead } from '../content/frame.ts';
import { streamingSha256 } from '../content/hash.ts';
import type { Hash } from '../domain/rows.ts';
import { hashFromBytes } from '../domain/wire.ts';
import { CairnError } from '../errors.ts';
import type { StudioHttp } from './http.ts';
import { callMessage } from './messages.ts';
import type { StorageHttp } from './storage.ts';
import type { Refused, UploadBatch } from './studio.ts';
import { pieces, refusedOf } from './upload.ts';

/** A batch below this goes through the studio, in bytes: talking about it would take as much. */
const LEAST_DIRECT = 64 * 1024;

interface Ports {
  readonly http: StudioHttp;
  readonly storage: StorageHttp;
  readonly slabs: SlabPool;
}

/**
 * Undefined, and nothing done, for a batch that is not worth it.
 * @throws {CairnError} one of the studio codes, or cancelled.
 */
export async function uploadDirect(
  ports: Ports,
  path: string,
  batch: UploadBatch,
  signal: AbortSignal,
): Promise<readonly Refused[] | undefined> {
  const refused = new Map<Hash, Refused>();
  for (;;) {
    const frames = () => batch.frames(refused);
    const request = await describe(ports.slabs, frames());
    if (!request) return [...refused.values()];
    if (refused.size === 0 && request.bytes < LEAST_DIRECT) return undefined;
    const hashes = request.frames.map(({ hash }) => hashFromBytes(hash));
    const place = await open(ports.http, path, request, signal);
    if (place.refused.length > 0) {
      // The others of the batch go without them.
      const before = refused.size;
      for (const one of refusedOf(place.refused, hashes)) refused.set(one.hash, one);
      if (refused.size === before) throw endless(ports.http.url);
      continue;
    }
    const signed = { url: place.url, headers: place.headers };
    await ports.storage.put(signed, pieces({ ...batch, frames }), request.bytes, signal);
    const late = await confirm(ports.http, path, place.uploadId, signal);
    return [...refused.values(), ...refusedOf(late, hashes)];
  }
}

/** It refused nothing that was offered, so it would be asked the same again. */
const endless = (url: string) =>
  new CairnError('studio-garbage', `The studio ${url} refuses what was not sent to it.`, { url });

interface Description extends cairn.v1.IDirectUploadRequest {
  readonly bytes: number;
  readonly frames: cairn.v1.IDirectFrame[];
}

/** What the frames are, without keeping them: they are made once more when they go. Undefined where there are none. */
async function describe(slabs: SlabPool, parts: AsyncIterable<Uint8Array>): Promise<Description | undefined> {
  const sha256 = streamingSha256();
  const frames: cairn.v1.IDirectFrame[] = [];
  let bytes = 0;
  const take = (slab: { readonly bytes: Uint8Array; readonly frames: readonly cairn.v1.IChunkFrame[] }) => {
    for (const frame of slab.frames) frames.push(declare(frame));
    slabs.give(slab.bytes);
  };
  const cutter = new FrameCutter(MAX_FRAME_BYTES, () => slabs.take());
  for await (const part of parts) {
    bytes += part.length;
    sha256.update(part);
    for (const slab of cutter.push(part)) take(slab);
  }
  const rest = cutter.rest();
  if (rest) take(rest);
  return bytes > 0 ? { bytes, sha256: sha256.digest(), frames } : undefined;
}

function declare(frame: cairn.v1.IChunkFrame): cairn.v1.IDirectFrame {
  const { hash, codec, size, base, data } = frame;
  const length = frameHead(chunkOfFrame(frame)).length + (data?.length ?? 0);
  // The slab that these are views of is used again.
  const kept = base && { ...base, chunks: (base.chunks ?? []).map((one) => Buffer.from(one)) };
  return {
    hash: Buffer.from(hash ?? []),
    codec: codec ?? 0,
    size: size ?? 0,
    length,
    ...(kept && { base: kept }),
  };
}

/** An upload that is asked for twice is collected where it is not used. */
const open = (
  http: StudioHttp,
  path: string,
  request: Description,
  signal: AbortSignal,
): Promise<cairn.v1.DirectUploadResponse> => {
  const message = cairn.v1.DirectUploadRequest.encode(request).finish();
  return callMessage(http, { path, message, signal }, (bytes) =>
    decodeBounded(cairn.v1.DirectUploadResponse, bytes, MOST_FIELDS.page),
  );
};

/** One that is confirmed twice is there once. */
const confirm = async (
  http: StudioHttp,
  path: string,
  uploadId: string,
  signal: AbortSignal,
): Promise<readonly cairn.v1.IRowResult[]> => {
  const message = cairn.v1.DirectConfirmRequest.encode({ uploadId }).finish();
  const { refused } = await callMessage(http, { path: `${path}/confirm`, message, signal }, (bytes) =>
    decodeBounded(cairn.v1.UploadResponse, bytes, MOST_FIELDS.page),
  );
  return refused;
};
