/** A client of nobody's: bytes to a studio, and what comes back until it closes. */
import { connect, type Socket } from 'node:net';

export class RawSocket {
  readonly socket: Socket;
  readonly #closed: Promise<string>;
  #text = '';

  /** @param from an address of this machine that it comes from */
  constructor(url: string, from?: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port), ...(from && { localAddress: from }) });
    this.socket.setEncoding('latin1').on('data', (text: string) => {
      this.#text += text;
    });
    this.socket.on('error', () => {});
    this.#closed = new Promise((resolve) => this.socket.once('close', () => resolve(this.#text)));
  }

  send(text: string | Uint8Array): this {
    this.socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
    return this;
  }

  /** All that came, once the studio has closed the connection. */
  get closed(): Promise<string> {
    return this.#closed;
  }

  /** What has come, as soon as it satisfies `wanted`, or the connection is closed. */
  async until(wanted: RegExp): Promise<string> {
    while (!wanted.test(this.#text) && !this.socket.closed)
      await new Promise<void>((resolve) => {
        const done = () => resolve();
        this.socket.once('data', done).once('close', done);
      });
    return this.#text;
  }

  end(): void {
    this.socket.destroy();
  }
}

/** Statuses of answers, one behind the other: a body ends without a new line. */
export const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /gu)].map(([, status]) => Number(status));
