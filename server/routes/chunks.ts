/** The content calls. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { FRAMES_TYPE } from '../../proto/limits.ts';
import { type Asked, askedOf } from '../access/guard.ts';
import { fetchFrames } from '../chunks/fetch.ts';
import { missing } from '../chunks/missing.ts';
import { receive } from '../chunks/receive.ts';
import { StudioError } from '../errors.ts';
import { permissionsOf } from '../projects/roles.ts';
import type { Studio } from '../studio.ts';

import { checkProtocol, decodeBody, sendMessage } from './sync.ts';

/** @param common headers of every answer */
export function chunkRoutes(app: FastifyInstance, studio: Studio, common: () => OutgoingHttpHeaders): void {
  const guarded = { onRequest: checkProtocol };
  const readerOf = async ({ user, project }: Asked) => ({
    userId: user.id,
    permissions: await permissionsOf(studio.metadata.db, project.id, project.role),
  });

  app.post('/v1/projects/:project/chunks/missing', guarded, async (request, reply) => {
    const asked = askedOf(request);
    const message = decodeBody(request, cairn.v1.MissingRequest, MOST_FIELDS.hashes);
    const hashes = await missing(studio, asked.project.id, await readerOf(asked), message);
    return sendMessage(reply, cairn.v1.MissingResponse.encode({ hashes }).finish());
  });
  app.post('/v1/projects/:project/chunks', guarded, async (request, reply) => {
    const { user, project } = askedOf(request);
    if (!(request.body instanceof Readable)) {
      throw new StudioError('bad-message', `The body must be ${FRAMES_TYPE}`);
    }
    if (project.archived) throw new StudioError('archived', 'The project is archived');
    const answer = await receive(studio, project.id, user.id, request.body);
    return sendMessage(reply, cairn.v1.UploadResponse.encode(answer).finish());
  });
  app.post('/v1/projects/:project/chunks/fetch', guarded, async (request, reply) => {
    const asked = askedOf(request);
    const message = decodeBody(request, cairn.v1.FetchRequest, MOST_FIELDS.hashes);
    const frames = await fetchFrames(studio, asked.project.id, await readerOf(asked), message);
    return sendFrames(reply, { ...common(), 'content-type': FRAMES_TYPE }, frames);
  });
}

/**
 * Each part is handed to the system before the next one is asked for: their memory is used again. A failure on the way
 * cuts the answer off, which whoever reads it notices.
 */
async function sendFrames(
  reply: FastifyReply,
  headers: OutgoingHttpHeaders,
  frames: AsyncIterable<Uint8Array>,
): Promise<FastifyReply> {
  const { raw } = reply.hijack();
  const abort = new AbortController();
  const end = () => abort.abort();
  raw.once('close', end);
  try {
    raw.writeHead(200, headers);
    for await (const part of frames) await written(raw, part, abort.signal);
    raw.end();
  } catch (error) {
    if (!abort.signal.aborted) reply.log.error({ err: error }, 'An answer broke off');
    raw.destroy();
  } finally {
    raw.off('close', end);
  }
  return reply;
}

/** Resolves when the bytes are no longer needed. @throws where the connection is closed before. */
function written(raw: ServerResponse, part: Uint8Array, closed: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error('The connection was closed'));
    if (closed.aborted) return fail();
    closed.addEventListener('abort', fail, { once: true });
    raw.write(part, (error) => {
      closed.removeEventListener('abort', fail);
      if (error) reject(error);
      else resolve();
    });
  });
}
