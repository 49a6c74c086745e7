/** The calls for bytes that go to and from the storage itself. */
import type { FastifySchema } from 'fastify';
import { MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MESSAGE_TYPE } from '../../proto/limits.ts';
import { askedOf } from '../access/guard.ts';
import type { Calls } from '../api/calls.ts';
import type { Direct } from '../chunks/s3/direct.ts';
import { notFound, StudioError } from '../errors.ts';
import { permissionsOf } from '../projects/roles.ts';
import type { Studio } from '../studio.ts';
import { checkProtocol, decodeBody, message, sendMessage } from './sync.ts';

/** Says with every answer that these calls are there. */
export const DIRECT_HEADER = { 'cairn-direct': '1' } as const;

export function directRoutes(app: Calls, studio: Studio): void {
  const guarded = (schema: FastifySchema) => ({ onRequest: checkProtocol, schema });
  const direct = (): Direct => {
    if (!studio.direct) throw notFound('way to the storage: this studio takes and gives all bytes itself');
    return studio.direct;
  };

  const opening = guarded({
    summary:
      'An address in the storage for an object of chunks, good for exactly the bytes that are declared',
    takes: message('DirectUploadRequest'),
    gives: message('DirectUploadResponse'),
  });
  app.post('/v1/projects/:project/chunks/direct', opening, async (request, reply) => {
    const { user, project } = askedOf(request);
    const { uploads } = direct();
    if (project.archived) throw new StudioError('archived', 'The project is archived');
    if (!Buffer.isBuffer(request.body))
      throw new StudioError('bad-message', `The body must be ${MESSAGE_TYPE}`);
    const answer = await uploads.open(project.id, user.id, request.body);
    return sendMessage(reply, cairn.v1.DirectUploadResponse.encode(answer).finish());
  });
  const confirming = guarded({
    summary: 'The object is in the storage: its chunks count from now on',
    takes: message('DirectConfirmRequest'),
    gives: message('UploadResponse'),
  });
  app.post('/v1/projects/:project/chunks/direct/confirm', confirming, async (request, reply) => {
    const { user, project } = askedOf(request);
    const { uploads } = direct();
    if (project.archived) throw new StudioError('archived', 'The project is archived');
    const { uploadId } = decodeBody(request, cairn.v1.DirectConfirmRequest, MOST_FIELDS.row);
    const answer = await uploads.confirm(project.id, user.id, uploadId);
    studio.checker?.wake();
    return sendMessage(reply, cairn.v1.UploadResponse.encode(answer).finish());
  });
  const fetching = guarded({
    summary: 'Addresses in the storage of chunks of checkpoints',
    takes: message('FetchRequest'),
    gives: message('DirectFetchResponse'),
  });
  app.post('/v1/projects/:project/chunks/direct/fetch', fetching, async (request, reply) => {
    const { user, project } = askedOf(request);
    const { downloads } = direct();
    const sent = decodeBody(request, cairn.v1.FetchRequest, MOST_FIELDS.hashes);
    const permissions = await permissionsOf(studio.metadata.db, project.id, project.role);
    const plan = await downloads.plan(project.id, { userId: user.id, permissions }, sent);
    return sendMessage(reply, cairn.v1.DirectFetchResponse.encode(plan).finish());
  });
}
