/** One request of a webhook: bounded in time and bytes, no redirects, to no address that was not judged. */
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { AddressError, hostOf, type Reachable } from './address.ts';
import { type Message, signed } from './message.ts';

/** For all of it, in milliseconds. */
export const SEND_MS = 15_000;

export interface Sent {
  /** Of HTTP; null where no answer came. */
  readonly status: number | null;
  /** Empty where it was taken. Says no more than its receiver's side would: the studio's network is nobody's to explore. */
  readonly problem: string;
  /** Milliseconds. */
  readonly took: number;
}

export interface Target {
  readonly url: string;
  readonly secret: string;
}

/** How a message is sent. */
export interface Terms {
  readonly reachable: Reachable;
  /** UTC milliseconds. */
  readonly now: number;
  /** Gives it up before its time. */
  readonly stop?: AbortSignal;
  /** For all of it, in milliseconds. */
  readonly patience?: number;
}

export async function send(target: Target, message: Message, terms: Terms): Promise<Sent> {
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    const status = await post(terms.reachable.check(target.url), message, target.secret, terms);
    const taken = status >= 200 && status < 300;
    return { status, problem: taken ? '' : `It answered ${status}`, took: took() };
  } catch (error) {
    return { status: null, problem: problemOf(error), took: took() };
  }
}

function problemOf(error: unknown): string {
  const { code, name } = error as { code?: string; name?: string };
  if (error instanceof AddressError || code === 'bad-request') return 'Its address may not be called';
  if (name === 'AbortError' || name === 'TimeoutError') return 'No answer in time';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name cannot be found';
  return /CERT|TLS|SSL|SELF_SIGNED/u.test(code ?? '')
    ? 'Its certificate is not trusted'
    : 'It cannot be reached';
}

function post(url: URL, message: Message, secret: string, terms: Terms): Promise<number> {
  const { reachable, now, stop, patience = SEND_MS } = terms;
  return new Promise((resolve, reject) => {
    // A literal address is not looked up.
    if (isIP(hostOf(url)) !== 0 && !reachable.allows(hostOf(url))) throw new AddressError('private');
    const make = url.protocol === 'https:' ? secureRequest : plainRequest;
    const timeout = AbortSignal.timeout(patience);
    const request: ClientRequest = make(url, {
      method: 'POST',
      agent: false,
      lookup: reachable.lookup,
      signal: stop ? AbortSignal.any([stop, timeout]) : timeout,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(message.body),
        'user-agent': 'cairn-studio',
        ...signed(message, secret, now),
      },
    });
    // What it says behind its status is nobody's interest.
    request.once('response', (response: IncomingMessage) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.once('upgrade', (response: IncomingMessage, socket: Duplex) => {
      resolve(response.statusCode ?? 0);
      socket.destroy();
    });
    request.on('error', reject);
    // Some ends are no errors to Node: whoever waits must hear of each.
    request.once('close', () => reject(new Error('The connection was closed')));
    request.end(message.body);
  });
}
