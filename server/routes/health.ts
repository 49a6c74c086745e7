/** Liveness, readiness and metrics, for supervisors and load balancers. */
import { HEALTH, READINESS } from '../api/answers.ts';
import type { Calls } from '../api/calls.ts';
import { StudioError } from '../errors.ts';
import type { StudioMetrics } from '../operations/metrics.ts';
import type { Studio } from '../studio.ts';

/** @param metrics where somebody may read them: gathering them costs every request */
export function healthRoutes(app: Calls, studio: Studio, metrics: StudioMetrics | undefined): void {
  const scrape = {
    summary: "Metrics in Prometheus's text format",
    gives: { type: 'text/plain', what: "Prometheus's text format" },
  };
  app.get('/metrics', { schema: scrape }, async (_request, reply) => {
    if (!metrics) throw new StudioError('not-found', 'There is no such call');
    const { type, body } = await metrics.text();
    return reply.type(type).send(body);
  });
  const alive = { summary: 'Whether the process lives', response: { 200: HEALTH } };
  app.get('/healthz', { schema: alive }, async () => ({ ok: true as const }));
  const ready = {
    summary: 'Whether database and storage can be used',
    response: { 200: READINESS, 503: READINESS },
  };
  app.get('/readyz', { schema: ready }, async (request, reply) => {
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
