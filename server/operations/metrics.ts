/** What a studio tells a Prometheus that asks: https://prometheus.io/docs/practices/naming/ */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** From a lookup to a batch of 32 MB on a slow line, in seconds. */
const SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/** Bytes that have gone through a request's connection. */
interface Through {
  readonly read: number;
  readonly written: number;
}

const through = ({ raw: { socket } }: FastifyRequest): Through => ({
  read: socket.bytesRead ?? 0,
  written: socket.bytesWritten ?? 0,
});

export class StudioMetrics {
  readonly #registry = new Registry();
  readonly #inWork: Gauge;
  readonly #seconds: Histogram<'call' | 'status'>;
  readonly #bytes: Counter<'call' | 'direction'>;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#inWork = new Gauge({
      name: 'cairn_requests_in_work',
      help: 'Requests that are being answered',
      registers,
    });
    this.#seconds = new Histogram({
      name: 'cairn_request_seconds',
      help: 'Time from a request to the end of its answer',
      labelNames: ['call', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.#bytes = new Counter({
      name: 'cairn_body_bytes_total',
      help: 'Bytes that came with requests and went with answers',
      labelNames: ['call', 'direction'],
      registers,
    });
  }

  /** Counts every request of the application, also those that are broken off. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      const before = through(request);
      this.#inWork.inc();
      reply.raw.once('close', () => this.#end(request, reply, before));
    });
  }

  /** The text format, and its media type. */
  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #end(request: FastifyRequest, reply: FastifyReply, before: Through): void {
    this.#inWork.dec();
    // Only calls that exist are names: whoever invents paths does not make series.
    const call = request.routeOptions.url ? `${request.method} ${request.routeOptions.url}` : 'none';
    const status = reply.raw.writableFinished ? String(reply.statusCode) : 'aborted';
    this.#seconds.observe({ call, status }, reply.elapsedTime / 1000);
    const { read, written } = through(request);
    this.#bytes.inc({ call, direction: 'in' }, Math.max(0, read - before.read));
    this.#bytes.inc({ call, direction: 'out' }, Math.max(0, written - before.written));
  }
}
