/** One line of the log for each request, once its answer is over: what was asked, by whom, from where, and what came of it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isForMonitors } from './guard.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the error that is answered; empty where there is none. */
    refusedWith: string;
  }
}

/** What a log says of a request. What comes behind the path may let somebody in: the code of a sign-in does. */
export const asked = ({ method, url, host, ip, socket }: FastifyRequest) => ({
  method,
  url: url.replace(/\?.*$/su, ''),
  host,
  remoteAddress: ip,
  remotePort: socket.remotePort ?? 0,
});

/** Before the guard, so that what it refuses is told, too. */
export function logRequests(app: FastifyInstance): void {
  app.decorateReply('refusedWith', '');
  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => tell(request, reply));
  });
}

function tell(request: FastifyRequest, reply: FastifyReply): void {
  const { user, project } = request.asked ?? {};
  const line = {
    req: request,
    status: reply.raw.headersSent ? reply.raw.statusCode : null,
    ms: Math.round(reply.elapsedTime),
    ...(user && { user: user.name }),
    ...(project && { project: project.id }),
    ...(reply.refusedWith && { code: reply.refusedWith }),
    ...(!reply.raw.writableFinished && { aborted: true }),
  };
  // Those that ask every few seconds whether the studio is well would be most of the log.
  const isQuiet = isForMonitors(request) && reply.raw.statusCode < 400;
  request.log[isQuiet ? 'debug' : 'info'](line, 'request');
}
