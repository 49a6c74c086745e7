/** The content calls. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
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

export function chunkRoutes(app: FastifyInstance, studio: Studio): void {
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
    return reply.type(FRAMES_TYPE).send(Readable.from(frames, { objectMode: false, highWaterMark: 1 << 20 }));
  });
}
