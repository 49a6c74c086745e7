/** How errors are answered: with a code, a message and details, whatever found them. */
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { StudioError, type StudioErrorCode } from './errors.ts';

const bodyOf = ({ code, message, details }: Pick<StudioError, 'code' | 'message' | 'details'>) => ({
  error: { code, message, details },
});

export function answer(reply: FastifyReply, error: StudioError): FastifyReply {
  const { details, status } = error;
  reply.refusedWith = error.code;
  const retryAfter = details.retryAfter;
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
  return reply.code(status).type('application/json').send(bodyOf(error));
}

export function answerError(
  error: FastifyError | StudioError,
  request: { log: Pick<FastifyRequest['log'], 'error' | 'info'> },
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof StudioError) {
    if (error.status >= 500 && error.cause) request.log.error({ err: error.cause }, error.message);
    return answer(reply, error);
  }
  const status = error.statusCode ?? 500;
  if (status === 413) return answer(reply, new StudioError('too-large', 'The request is too large'));
  if (status >= 400 && status < 500) return answer(reply, new StudioError('bad-request', error.message));
  // Whoever sent it hung up: nothing that anybody here has to look at.
  const level = error.code === 'ECONNRESET' ? 'info' : 'error';
  request.log[level]({ err: error }, 'A request failed');
  return answer(reply, serverError(error.code));
}

/** What a failure of database or disk means to the one who asked. */
function serverError(code = ''): StudioError {
  if (code.startsWith('SQLITE_BUSY')) {
    return new StudioError('overloaded', 'The database is busy', { retryAfter: 2 });
  }
  if (['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'].includes(code)) {
    return new StudioError('storage', "The studio's disk is full");
  }
  return new StudioError('unexpected', 'The studio failed. Its log says why.');
}

/** An address that is none. No hook was asked, so the answer says here what others say there. */
export function answerBadAddress(_error: unknown, _request: unknown, reply: FastifyReply): void {
  reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  answer(reply, new StudioError('bad-request', 'The address of this call is none'));
}

/** An answer where there is no request, after which the connection ends. */
function lastAnswer(
  status: string,
  code: StudioErrorCode,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
  headers: readonly string[] = [],
): string {
  const body = JSON.stringify(bodyOf({ code, message, details }));
  const fields = [
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return [`HTTP/1.1 ${status}`, ...fields, ...headers, '', body].join('\r\n');
}

const UNREADABLE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: lastAnswer(
    '431 Request Header Fields Too Large',
    'too-large',
    'The headers are too large',
  ),
  ERR_HTTP_REQUEST_TIMEOUT: lastAnswer(
    '408 Request Timeout',
    'bad-request',
    'The request did not come in time',
  ),
};
const NO_REQUEST = lastAnswer('400 Bad Request', 'bad-request', 'This is no request of HTTP');

/** For what the parser of HTTP refuses. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(UNREADABLE[error.code ?? ''] ?? NO_REQUEST);
  socket.destroy(error);
}

/** Seconds. */
const RETRY_AFTER = 5;

/** For who has too many connections. */
export const TOO_MANY_CONNECTIONS = lastAnswer(
  '503 Service Unavailable',
  'overloaded',
  'This address has too many connections already',
  { retryAfter: RETRY_AFTER },
  [`Retry-After: ${RETRY_AFTER}`],
);
