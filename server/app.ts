/** The studio as a Fastify application. Listening is the caller's. */
import type { Writable } from 'node:stream';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { FRAMES_TYPE, MAX_MESSAGE_BYTES, MESSAGE_TYPE } from '../proto/limits.ts';
import { boundConnections } from './access/connections.ts';
import { guard } from './access/guard.ts';
import { Load } from './access/load.ts';
import { closeWithConnection } from './access/pipelined.ts';
import { asked, logRequests } from './access/request-log.ts';
import { Declared } from './api/calls.ts';
import { StudioError } from './errors.ts';
import { StudioMetrics } from './operations/metrics.ts';
import { answer, answerBadAddress, answerError, refuseUnreadable } from './refusals.ts';
import { accountRoutes } from './routes/accounts.ts';
import { chunkRoutes } from './routes/chunks.ts';
import { DIRECT_HEADER, directRoutes } from './routes/direct.ts';
import { documentRoutes } from './routes/document.ts';
import { healthRoutes } from './routes/health.ts';
import { invitationRoutes, tokenRoutes } from './routes/invitations.ts';
import { projectRoutes } from './routes/projects.ts';
import { ssoRoutes } from './routes/sso.ts';
import { syncRoutes } from './routes/sync.ts';
import { memberRoutes, roleRoutes } from './routes/team.ts';
import { usageRoutes } from './routes/usage.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { Studio } from './studio.ts';

/** A connection on which nothing moves for this long is given up. */
const IDLE_MS = 120_000;
/** A request that has not come whole after this long is given up: a batch of 31 MB may take so long on a very slow line. */
const REQUEST_MS = 3_600_000;
/** Its first line and headers. */
const HEADERS_MS = 20_000;
const LOOK_MS = 5_000;
/** Connections for each request that may be in work: most of them rest between two. */
const CONNECTIONS = 8;
const JSON_LIMIT = 64 * 1024;
/** For whoever typed an address with a path, most of all. */
const NO_CALL =
  'There is no such call. A studio is addressed without a path, as https://studio.example, unless a proxy gives it one';

export interface AppOptions {
  readonly studio: Studio;
  readonly version: string;
  /** Where logs go; none without it. */
  readonly log?: Writable;
  /** For tests, in milliseconds: how long headers, and bodies of who has no account, may take; how often that is looked at. */
  readonly patience?: { readonly headers: number; readonly body: number; readonly look: number };
}

export function buildApp({ studio, version, log, patience }: AppOptions): FastifyInstance {
  const { config } = studio;
  const app = Fastify({
    logger: log ? { level: config.logLevel, stream: log, serializers: { req: asked } } : false,
    // One line of our own (access/request-log.ts) instead of two.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    bodyLimit: JSON_LIMIT,
    connectionTimeout: IDLE_MS,
    requestTimeout: REQUEST_MS,
    http: {
      headersTimeout: patience?.headers ?? HEADERS_MS,
      connectionsCheckingInterval: patience?.look ?? LOOK_MS,
    },
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: answerBadAddress,
    // Names are percent-encoded: up to nine characters for each of theirs.
    routerOptions: { maxParamLength: 2_000 },
  });
  takeBodies(app);
  const metrics = config.metricsToken === undefined ? undefined : new StudioMetrics();
  metrics?.watch(app);
  logRequests(app);
  guard(app, studio, new Load(config.maxRequests, config.maxRequestsPerAccount), patience?.body);
  closeWithConnection(app.server);
  boundConnections(app.server, {
    most: 64 + CONNECTIONS * config.maxRequests,
    mostOfOne: config.maxConnectionsPerAddress,
    proxies: config.trustedProxies,
  });
  const { calls, declared } = Declared.watch(app);
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  const common = () => ({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(studio.direct && DIRECT_HEADER),
    // A connection kept alive past the last answer would hold the stop up.
    ...(closing && { connection: 'close' }),
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(common());
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => answer(reply, new StudioError('not-found', NO_CALL)));
  healthRoutes(calls, studio, metrics);
  accountRoutes(calls, studio, version);
  ssoRoutes(calls, studio);
  projectRoutes(calls, studio);
  memberRoutes(calls, studio);
  roleRoutes(calls, studio);
  invitationRoutes(calls, studio);
  tokenRoutes(calls, studio);
  usageRoutes(calls, studio);
  webhookRoutes(calls, studio);
  syncRoutes(calls, studio);
  chunkRoutes(calls, studio, common);
  directRoutes(calls, studio);
  documentRoutes(calls, declared, version);
  return app;
}

/** Messages whole, frames as they come; JSON is Fastify's own. */
function takeBodies(app: FastifyInstance): void {
  app.addContentTypeParser(
    MESSAGE_TYPE,
    { parseAs: 'buffer', bodyLimit: MAX_MESSAGE_BYTES },
    (_request, body, done) => done(null, body),
  );
  app.addContentTypeParser(FRAMES_TYPE, (_request, payload, done) => done(null, payload));
}
