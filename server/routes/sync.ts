/** The sync calls: Protocol Buffers over HTTP. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from 'protobufjs/minimal.js';
import { z } from 'zod';
import { bufferOf } from '../../engine/content/bytes.ts';
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MESSAGE_TYPE, PROTOCOL_MIN, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { askedOf, clientOf } from '../access/guard.ts';
import type { Binary, Calls } from '../api/calls.ts';
import { StudioError } from '../errors.ts';
import type { Studio } from '../studio.ts';
import { changes } from '../sync/changes.ts';
import { push } from '../sync/push.ts';

const PULL = z.object({
  since: z.coerce.number().int().nonnegative(),
  cursor: z.string().max(4_000).default(''),
});

/** @throws {StudioError} protocol-version, where the client speaks one this studio does not */
export async function checkProtocol(request: FastifyRequest): Promise<void> {
  const version = Number(request.headers['cairn-protocol'] ?? Number.NaN);
  if (version >= PROTOCOL_MIN && version <= PROTOCOL_VERSION) return;
  throw new StudioError('protocol-version', 'This studio speaks another version of the sync protocol', {
    min: PROTOCOL_MIN,
    max: PROTOCOL_VERSION,
  });
}

/** @param most fields, see MOST_FIELDS. @throws {StudioError} bad-message */
export function decodeBody<T>(request: FastifyRequest, type: { decode(reader: Reader): T }, most: number): T {
  if (!Buffer.isBuffer(request.body))
    throw new StudioError('bad-message', `The body must be ${MESSAGE_TYPE}`);
  try {
    return decodeBounded(type, request.body, most);
  } catch (cause) {
    throw new StudioError('bad-message', 'The body is not the message it should be', {}, cause);
  }
}

/** A message of proto/cairn.proto, for the description of a call. */
export const message = (what: string): Binary => ({ type: MESSAGE_TYPE, what });

export const sendMessage = (reply: FastifyReply, bytes: Uint8Array): FastifyReply =>
  reply.type(MESSAGE_TYPE).send(bufferOf(bytes));

export function syncRoutes(app: Calls, studio: Studio): void {
  const pulling = {
    summary: 'Rows that changed after a revision, page by page',
    querystring: PULL,
    gives: message('PullPage'),
  };
  app.get(
    '/v1/projects/:project/changes',
    { onRequest: checkProtocol, schema: pulling },
    async (request, reply) => {
      const { project } = askedOf(request);
      const { since, cursor } = request.query;
      return sendMessage(reply, await changes(studio.metadata, project.id, since, cursor));
    },
  );
  const pushing = {
    summary: 'Send changes; each is accepted or rejected on its own',
    takes: message('PushRequest'),
    gives: message('PushResponse'),
  };
  app.post(
    '/v1/projects/:project/push',
    { onRequest: checkProtocol, schema: pushing },
    async (request, reply) => {
      const asked = askedOf(request);
      const sent = decodeBody(request, cairn.v1.PushRequest, MOST_FIELDS.push);
      const answer = await push(studio, { ...asked, client: clientOf(request) }, sent, studio.now());
      studio.courier.nudge();
      return sendMessage(reply, answer);
    },
  );
}
