/** Liveness, readiness and metrics, for supervisors and load balancers. */
import type { FastifyInstance } from 'fastify';
import type { StudioMetrics } from '../operations/metrics.ts';
import type { Studio } from '../studio.ts';

export function healthRoutes(app: FastifyInstance, studio: Studio, metrics: StudioMetrics): void {
  app.get('/metrics', async (_request, reply) => {
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
