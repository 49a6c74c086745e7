/** Liveness, readiness and metrics, for supervisors and load balancers. */
import type { FastifyInstance } from 'fastify';
import { StudioError } from '../errors.ts';
import type { StudioMetrics } from '../operations/metrics.ts';
import type { Studio } from '../studio.ts';

/** @param metrics where somebody may read them: gathering them costs every request */
export function healthRoutes(app: FastifyInstance, studio: Studio, metrics: StudioMetrics | undefined): void {
  app.get('/metrics', async (_request, reply) => {
    if (!metrics) throw new StudioError('not-found', 'There is no such call');
    const { type, body } = await metrics.text();
    return reply.type(type).send(body);
  });
  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (request, reply) => {
    const checks = {
      metadata: () => studio.metadata.db.selectFrom('setting').select('key').limit(1).execute(),
      chunks: () => studio.chunks.ping(),
    };
    const failing: string[] = [];
    for (const [name, check] of Object.entries(checks)) {
      await check().catch((error: unknown) => {
        request.log.error({ err: error }, `${name} cannot be reached`);
        failing.push(name);
      });
    }
    return reply.code(failing.length === 0 ? 200 : 503).send({ ok: failing.length === 0, failing });
  });
}
