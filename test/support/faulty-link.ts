/** A way to a studio on which things go wrong, request by request. */
import { once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One thing that goes wrong with one request; nothing does without any. */
export interface Fault {
  /** Turned away with this status before anything reaches the studio; `retryAfter` in seconds. */
  readonly answer?: number;
  readonly retryAfter?: number;
  /** The connection is lost after so many bytes of the request's body, or of the answer's. */
  readonly cutUp?: number;
  readonly cutDown?: number;
  /** The answer ends in good form, but too early. */
  readonly endDown?: number;
  /** Nothing moves any more after so many bytes. */
  readonly stallUp?: number;
  readonly stallDown?: number;
  /** The bytes at these places of the request's body arrive as others. */
  readonly flipUp?: readonly number[];
  /** The studio gets the request twice, and the second answer goes back. */
  readonly twice?: boolean;
}

/** Kinds of requests that carry or ask for content. */
export type Kind = 'upload' | 'fetch' | 'missing' | 'other';

const kindOf = (url: string): Kind => {
  const [, name] = /\/chunks(?:\/(\w+))?$/u.exec(url) ?? [];
  if (name === 'fetch' || name === 'missing') return name;
  return /\/chunks$/u.test(url) ? 'upload' : 'other';
};

export class FaultyLink {
  /** Bytes of bodies that reached the other side. */
  readonly bytes = { up: 0, down: 0 };
  readonly counts: Record<Kind, number> = { upload: 0, fetch: 0, missing: 0, other: 0 };
  /** Bearer tokens that requests came with. */
  readonly tokens = new Set<string>();
  /** What goes wrong next, per kind of request; the first goes first. */
  readonly faults: Record<Kind, Fault[]> = { upload: [], fetch: [], missing: [], other: [] };
  /** Nothing of content goes up any more after so many bytes in all. */
  stallUpAt = Number.POSITIVE_INFINITY;
  /** Answers to requests that have any of these bytes in them come, whatever else goes wrong. */
  spared: readonly Buffer[] = [];
  /** Called when a request has stalled. */
  onStall: () => void = () => {};
  readonly #server: Server;
  readonly #upstream = new Set<ClientRequest>();
  readonly #target: URL;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing));
  }

  static async to(url: string): Promise<FaultyLink> {
    const link = new FaultyLink(new URL(url));
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Those that stalled are lost, and asked for again. */
  breakConnections(): void {
    this.#server.closeAllConnections();
  }

  close(): void {
    for (const upstream of this.#upstream) upstream.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const kind = kindOf(incoming.url ?? '');
    this.counts[kind]++;
    const [, token] = /^Bearer (.+)$/u.exec(incoming.headers.authorization ?? '') ?? [];
    if (token !== undefined) this.tokens.add(token);
    const fault: Fault = this.faults[kind].shift() ?? {};
    incoming.on('error', () => {});
    if (fault.answer !== undefined) {
      incoming.resume();
      const headers = { 'content-type': 'application/json', 'retry-after': String(fault.retryAfter ?? 0) };
      outgoing
        .writeHead(fault.answer, headers)
        .end(JSON.stringify({ error: { code: 'overloaded', message: 'busy' } }));
      return;
    }
    const body: Buffer[] = [];
    if (fault.twice) for await (const part of incoming) body.push(part as Buffer);
    if (fault.twice) await this.#send(incoming, body).then(drained);
    const asked: Buffer[] = [];
    const upstream = this.#open(incoming, (answer) => {
      const request = Buffer.concat(asked);
      const isSpared = this.spared.some((bytes) => request.includes(bytes));
      return this.#answer(answer, outgoing, isSpared ? {} : fault);
    });
    const { socket } = incoming;
    this.#upstream.add(upstream);
    upstream.on('error', () => socket.destroy()).on('close', () => this.#upstream.delete(upstream));
    outgoing.once('close', () => upstream.destroy());
    for (const part of body) upstream.write(part);
    let sent = 0;
    try {
      for await (const part of incoming) {
        const untilStall = kind === 'upload' ? this.stallUpAt - this.bytes.up : Number.POSITIVE_INFINITY;
        const left = Math.min((fault.cutUp ?? fault.stallUp ?? Number.POSITIVE_INFINITY) - sent, untilStall);
        const now = (part as Buffer).subarray(0, Math.max(0, left));
        for (const place of fault.flipUp ?? []) {
          const flipped = place - sent;
          if (flipped >= 0 && flipped < now.length) now[flipped]! ^= 0xff;
        }
        sent += now.length;
        if (this.spared.length > 0) asked.push(now);
        this.bytes.up += kind === 'upload' ? now.length : 0;
        await new Promise<void>((resolve) => upstream.write(now, () => resolve()));
        if (now.length === (part as Buffer).length) continue;
        if (fault.cutUp !== undefined) socket.destroy();
        else this.onStall();
        await once(socket, 'close');
        return;
      }
      upstream.end();
    } catch {
      upstream.destroy();
    }
  }

  async #answer(answer: IncomingMessage, outgoing: ServerResponse, fault: Fault): Promise<void> {
    const { 'content-length': _length, 'transfer-encoding': _coding, ...headers } = answer.headers;
    const most = fault.cutDown ?? fault.endDown ?? fault.stallDown ?? Number.POSITIVE_INFINITY;
    const isContent = String(answer.headers['content-type']).includes('frames');
    let sent = 0;
    try {
      outgoing.writeHead(answer.statusCode ?? 500, headers);
      outgoing.flushHeaders();
      for await (const part of answer) {
        const now = (part as Buffer).subarray(0, Math.max(0, most - sent));
        sent += now.length;
        this.bytes.down += isContent ? now.length : 0;
        await new Promise<void>((resolve) => outgoing.write(now, () => resolve()));
        if (sent < most) continue;
        if (fault.endDown !== undefined) outgoing.end();
        // What was written arrives, then the end of the connection does.
        else if (fault.cutDown !== undefined) outgoing.socket?.end();
        else this.onStall();
        return;
      }
      outgoing.end();
    } catch {
      outgoing.destroy();
    }
  }

  #open(incoming: IncomingMessage, onAnswer: (answer: IncomingMessage) => void) {
    const { hostname, port } = this.#target;
    const { method, url, headers } = incoming;
    return request({ hostname, port, method, path: url, headers }, onAnswer);
  }

  #send(incoming: IncomingMessage, body: readonly Buffer[]): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const upstream = this.#open(incoming, resolve).on('error', reject);
      upstream.end(Buffer.concat(body));
    });
  }
}

async function drained(answer: IncomingMessage): Promise<void> {
  for await (const _ of answer);
}
