/**
 * The bridge for programs beside the editor (Blender, Maya, scripts): HTTP on the loopback address, for whoever has the
 * token. Off unless it is turned on. docs/bridge.md.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CairnError } from '../../engine/errors.ts';
import type { BridgeApi } from './requests.ts';

/** Largest request, in bytes. */
const MAX_BODY = 1_000_000;
/** How long a request may take to arrive, in milliseconds. */
const PATIENCE = 10_000;
/** Requests at once. */
const MOST = 32;

export interface BridgeAddress {
  readonly url: string;
  readonly token: string;
}

export class Bridge {
  readonly address: BridgeAddress;
  private readonly server: Server;
  private readonly api: BridgeApi;
  private readonly log: (line: string) => void;

  private constructor(server: Server, api: BridgeApi, log: (line: string) => void) {
    this.server = server;
    this.api = api;
    this.log = log;
    const { port } = server.address() as AddressInfo;
    this.address = { url: `http://127.0.0.1:${port}`, token: randomBytes(32).toString('base64url') };
    server.on('request', (request, response) => void this.answer(request, response));
  }

  /** Listens on a free port of this machine. */
  static async start(api: BridgeApi, log: (line: string) => void): Promise<Bridge> {
    const server = createServer({ requestTimeout: PATIENCE, headersTimeout: PATIENCE });
    server.maxConnections = MOST;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new Bridge(server, api, log);
  }

  /** Ends connections as well; what is under way in the engine goes on. */
  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => void this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    try {
      const refused = this.refusal(request);
      if (refused !== null)
        return send(response, refused, { error: { code: 'forbidden', message: 'Not for you.' } });
      const { REQUESTS } = await import('./requests.ts');
      const asked = Object.hasOwn(REQUESTS, path) ? REQUESTS[path] : undefined;
      if (asked === undefined)
        return send(response, 404, failure('not-found', `There is no ${path.slice(0, 100)}.`));
      const body = await bodyOf(request);
      return send(response, 200, await asked(this.api, body));
    } catch (error) {
      const { status, code, message, details } = described(error);
      this.log(`bridge: ${path.slice(0, 100)}: ${code}: ${message}`);
      return send(response, status, { error: { code, message, details } });
    }
  }

  /** The status of a refusal. Pages of a browser are kept out whatever they know: they name an origin, or another host. */
  private refusal({ method, headers }: IncomingMessage): number | null {
    if (method !== 'POST') return 405;
    if (headers.origin !== undefined || headers.host !== new URL(this.address.url).host) return 403;
    return sameText(headers.authorization ?? '', `Bearer ${this.address.token}`) ? null : 401;
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > MAX_BODY) throw new CairnError('usage', `A request has at most ${MAX_BODY} bytes.`);
    parts.push(part as Buffer);
  }
  const text = Buffer.concat(parts).toString('utf8');
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new CairnError('usage', 'That is no JSON.');
  }
}

const failure = (code: string, message: string) => ({ error: { code, message } });

function send(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

interface Described {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
}

/** What was wrong with a request is 400, what could not be done 409. */
function described(error: unknown): Described {
  if (error instanceof Error && error.name === 'ZodError')
    return { status: 400, code: 'usage', message: error.message.slice(0, 1_000), details: {} };
  if (error instanceof CairnError) {
    const { code, message, details } = error;
    return { status: code === 'usage' ? 400 : 409, code, message, details };
  }
  return {
    status: 500,
    code: 'unexpected',
    message: error instanceof Error ? error.message : 'Unknown.',
    details: {},
  };
}
