/**
 * A push whose connection breaks whenever it is sent. Something before the studio may not take bodies of that size, and close while they
 * are being sent: then its answer is lost, and it looks as if nobody were there.
 */
import type { cairn } from '../../proto/generated/cairn.js';
import { CairnError } from '../errors.ts';
import { isTransient } from '../remote/transient.ts';
import type { SyncContext } from './context.ts';

/** Bytes: what is smaller has gone out before anybody could close, so that an answer would be heard. */
const LARGE = 16 * 1024;

/** What somebody who only had the push's id would be told; `head` is a Long where protobuf has one. */
const isEmpty = ({ head, results, rows }: cairn.v1.PushResponse, base: number): boolean =>
  Number(head) === base && results.length === 0 && rows.length === 0;

/**
 * Sends an empty push under the id of the one that broke. Where that was carried out, this is its answer; otherwise it never will
 * be: its id is used up, or others pushed in between.
 * @param bytes of the push
 * @param error what sending it failed with
 * @throws {CairnError} a refusal as a whole, where the push was not carried out; otherwise `error`
 */
export async function settleBroken(
  { studio, signal }: SyncContext,
  { pushId, baseRevision }: cairn.v1.PushRequest,
  bytes: number,
  error: unknown,
): Promise<cairn.v1.PushResponse> {
  if (bytes < LARGE || !CairnError.is(error, 'studio-unreachable') || !isTransient(error)) throw error;
  const answer = await studio.push({ pushId, baseRevision, changes: [] }, signal).catch(() => {
    throw error;
  });
  if (answer.behind || !isEmpty(answer, Number(baseRevision))) return answer;
  throw new CairnError(
    'studio-refused',
    `The connection breaks whenever these ${bytes} bytes are sent, and smaller requests pass: something before the studio does not take more.`,
    { status: 413, bytes },
    error,
  );
}
