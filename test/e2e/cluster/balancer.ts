/** A load balancer of the simplest kind: each connection to the next studio that takes one. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

export class Balancer {
  readonly #server: Server;
  readonly #ports: (number | undefined)[];
  #next = 0;

  private constructor(studios: number) {
    this.#ports = Array.from({ length: studios }, () => undefined);
    this.#server = createServer((client) => this.#serve(client));
  }

  static async start(studios: number): Promise<Balancer> {
    const balancer = new Balancer(studios);
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Where a studio listens; undefined while it is known to be down. A balancer learns of a crash only by trying. */
  set(studio: number, port: number): void {
    this.#ports[studio] = port;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(client: Socket, tried = 0): void {
    const port = this.#ports[this.#next++ % this.#ports.length];
    if (tried >= this.#ports.length) {
      client.destroy();
      return;
    }
    if (port === undefined) return this.#serve(client, tried + 1);
    const studio = connect(port, '127.0.0.1');
    studio.once('error', () => this.#serve(client, tried + 1));
    studio.once('connect', () => {
      studio.removeAllListeners('error');
      for (const [one, other] of [
        [client, studio],
        [studio, client],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
        one.pipe(other);
      }
    });
  }
}
