/** Calls whose answers are protobuf messages or frames: sent, bounded, decoded. */
import { MESSAGE_TYPE } from '../../proto/limits.ts';
import { bufferOf } from '../content/bytes.ts';
import { CairnError } from '../errors.ts';
import type { Answer, StudioHttp } from './http.ts';

/** Of a call that sends a message. */
export const MESSAGE_HEADERS = { 'content-type': MESSAGE_TYPE, accept: MESSAGE_TYPE } as const;

export interface MessageCall {
  /** Begins with `/v1/`. */
  readonly path: string;
  /** A message: the call is a POST. Without one it is a GET. */
  readonly message?: Uint8Array;
  readonly signal: AbortSignal;
  /** Bytes of the answer at most; left out: of any message. */
  readonly limit?: number;
}

/**
 * One call that may be sent again with the same effect.
 * @param read decodes the answer, within bounds; what it throws is the studio's mistake
 * @throws {CairnError} one of the studio codes, or cancelled
 */
export async function callMessage<T>(
  http: StudioHttp,
  { path, message, signal, limit }: MessageCall,
  read: (bytes: Uint8Array) => T,
): Promise<T> {
  const shared = { path, signal, idempotent: true };
  const body = message && bufferOf(message);
  const call = body
    ? ({ ...shared, method: 'POST', headers: MESSAGE_HEADERS, body: () => body } as const)
    : ({ ...shared, method: 'GET', headers: { accept: MESSAGE_TYPE } } as const);
  const { answer, body: bytes } = await http.exchange(call, limit);
  requireType(http.url, answer, MESSAGE_TYPE);
  return decode(http.url, () => read(bytes));
}

/** @throws {CairnError} studio-garbage where the answer is of another media type. */
export function requireType(url: string, answer: Answer, wanted: string): void {
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

/** What reading the studio's bytes fails with, as a code. */
export function decode<T>(url: string, work: () => T): T {
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
