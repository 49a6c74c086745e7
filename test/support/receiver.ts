/** Something that webhooks lead to, on loopback. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly id: string;
  readonly path: string;
  readonly body: string;
  readonly signature: string;
  readonly timestamp: number;
  readonly json: {
    readonly type: string;
    readonly data: { revision: number; user: string; changes: { kind: string; name: string }[] };
  };
}

export class Receiver {
  readonly received: Received[] = [];
  /** What it answers from now on. */
  status = 204;
  /** Waited for before each answer. */
  before: () => Promise<void> = async () => {};
  readonly #server: Server;
  readonly #waiting = new Set<() => void>();

  private constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', async () => {
        const body = Buffer.concat(parts).toString('utf8');
        await this.before();
        this.received.push({
          id: String(request.headers['webhook-id']),
          path: request.url ?? '',
          body,
          signature: String(request.headers['webhook-signature']),
          timestamp: Number(request.headers['webhook-timestamp']),
          json: JSON.parse(body),
        });
        response.writeHead(this.status, { location: 'http://169.254.169.254/' }).end();
        for (const look of this.#waiting) look();
      });
    });
  }

  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** Resolves once it has received so many. */
  async has(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (this.received.length < count) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** As its receiver would check it, by https://www.standardwebhooks.com. */
export function isSigned({ id, timestamp, body, signature }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return signature.split(' ').includes(`v1,${hmac}`);
}
