/** The content calls. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifySchema } from 'fastify';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { FRAMES_TYPE, MAX_HASHES } from '../../proto/limits.ts';
import { type Asked, admittedStill, askedOf, whileAdmitted } from '../access/guard.ts';
import type { Calls } from '../api/calls.ts';
import { fetchFrames } from '../chunks/fetch.ts';
import { missing } from '../chunks/missing.ts';
import { receive } from '../chunks/receive.ts';
import { StudioError } from '../errors.ts';
import { requireRoom } from '../projects/allowance.ts';
import { permissionsOf } from '../projects/roles.ts';
import type { Studio } from '../studio.ts';
import { checkProtocol, decodeBody, message, sendMessage } from './sync.ts';

/** @param common headers of every answer */
export function chunkRoutes(app: Calls, studio: Studio, common: () => OutgoingHttpHeaders): void {
  const guarded = (schema: FastifySchema) => ({ onRequest: checkProtocol, schema });
  const frames = { type: FRAMES_TYPE, what: 'Length-delimited messages ChunkFrame' };
  const readerOf = async ({ user, project }: Asked) => ({
    userId: user.id,
    permissions: await permissionsOf(studio.metadata.db, project.id, project.role),
  });

  const asking = guarded({
    summary: 'Which chunks the studio wants sent',
    takes: message('MissingRequest'),
    gives: message('MissingResponse'),
  });
  app.post('/v1/projects/:project/chunks/missing', asking, async (request, reply) => {
    const asked = askedOf(request);
    const sent = decodeBody(request, cairn.v1.MissingRequest, MOST_FIELDS.hashes);
    const hashes = await missing(studio, asked.project.id, await readerOf(asked), sent);
    return sendMessage(reply, cairn.v1.MissingResponse.encode({ hashes }).finish());
  });
  const sending = guarded({ summary: 'Send chunks', takes: frames, gives: message('UploadResponse') });
  app.post('/v1/projects/:project/chunks', sending, async (request, reply) => {
    const { user, project } = askedOf(request);
    if (!(request.body instanceof Readable)) {
      throw new StudioError('bad-message', `The body must be ${FRAMES_TYPE}`);
    }
    if (project.archived) throw new StudioError('archived', 'The project is archived');
    await requireRoom(studio.metadata.db, project.id);
    const still = admittedStill(studio, request);
    const answer = await receive(studio, project.id, user.id, request.body, still);
    return sendMessage(reply, cairn.v1.UploadResponse.encode(answer).finish());
  });
  const wishes = guarded({
    summary: 'Chunks that the studio would have again from whoever asks, because its own are damaged',
    gives: message('MissingResponse'),
  });
  app.get('/v1/projects/:project/chunks/wanted', wishes, async (request, reply) => {
    const { user, project } = askedOf(request);
    const hashes = await studio.soundness.wanted(project.id, user.id, MAX_HASHES);
    return sendMessage(reply, cairn.v1.MissingResponse.encode({ hashes: hashes.map(hashToBytes) }).finish());
  });
  const fetching = guarded({
    summary: 'Chunks of checkpoints',
    takes: message('FetchRequest'),
    gives: frames,
  });
  app.post('/v1/projects/:project/chunks/fetch', fetching, async (request, reply) => {
    const asked = askedOf(request);
    const sent = decodeBody(request, cairn.v1.FetchRequest, MOST_FIELDS.hashes);
    const found = await fetchFrames(studio, asked.project.id, await readerOf(asked), sent);
    const frames = whileAdmitted(studio, request, found);
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
