/** One upload: frames go out as they are made, and each is stored or refused. */
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { FRAMES_TYPE, MESSAGE_TYPE } from '../../proto/limits.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { StudioHttp } from './http.ts';
import { decode, requireType } from './messages.ts';
import type { Refused, UploadBatch } from './studio.ts';

/** Sent at once, and counted, in bytes, at most. */
const PIECE = 256 * 1024;
/** Bytes that a connection may take without being waited for: twice what Node's sockets do. */
const UNWAITED = PIECE / 2;

/** @throws {CairnError} one of the studio codes, or cancelled. */
export async function uploadBatch(
  http: StudioHttp,
  path: string,
  batch: UploadBatch,
  signal: AbortSignal,
): Promise<readonly Refused[]> {
  const { answer, body } = await http
    .exchange({
      method: 'POST',
      path,
      headers: { 'content-type': FRAMES_TYPE, accept: MESSAGE_TYPE },
      body: () => pieces(batch),
      signal,
      // Not because it could not be sent again: part of it has arrived, and whoever sends it finds out which.
      idempotent: false,
    })
    .catch((error: unknown) => {
      throw garbled(error) ?? error;
    });
  requireType(http.url, answer, MESSAGE_TYPE);
  const { refused } = decode(http.url, () => decodeBounded(cairn.v1.UploadResponse, body, MOST_FIELDS.page));
  return refusedOf(refused, batch.hashes);
}

/** What went out was frames: if what arrived was none, it was changed on the way, as is worth trying again. */
function garbled(error: unknown): CairnError | undefined {
  if (!CairnError.is(error, 'studio-refused') || error.details.code !== 'bad-message') return undefined;
  return new CairnError('studio-refused', error.message, { ...error.details, garbled: true }, error);
}

/** Refusals by the places of what was sent. */
export const refusedOf = (
  refused: readonly cairn.v1.IRowResult[],
  hashes: readonly Hash[],
): readonly Refused[] =>
  refused.map(({ index, code, message }) => ({
    hash: hashes[index ?? 0] ?? '',
    code: code ?? '',
    message: message || (code ?? ''),
  }));

/**
 * The next piece is asked for when the connection has taken this one, but for small ones: of those it takes some more
 * before it is waited for. Their memory is their own, as that of the others is used again.
 */
export async function* pieces({
  frames,
  onBytes,
}: Pick<UploadBatch, 'frames' | 'onBytes'>): AsyncGenerator<Uint8Array> {
  for await (const part of frames()) {
    // Of like lengths, so that only what is small altogether is small.
    const length = Math.ceil(part.length / Math.ceil(part.length / PIECE));
    for (let at = 0; at < part.length; at += length) {
      const piece = part.subarray(at, at + length);
      yield length < UNWAITED ? Buffer.from(piece) : piece;
      await onBytes(piece.length);
    }
  }
}
