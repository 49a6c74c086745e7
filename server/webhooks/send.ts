/** One request of a webhook: bounded in time and bytes, no redirects, to no address that was not judged. */
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
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

export async function send(
  target: Target,
  message: Message,
  reachable: Reachable,
  now: number,
): Promise<Sent> {
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    const status = await post(reachable.check(target.url), message, target.secret, reachable, now);
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

function post(
  url: URL,
  message: Message,
  secret: string,
  reachable: Reachable,
  now: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    // A literal address is not looked up.
    if (isIP(hostOf(url)) !== 0 && !reachable.allows(hostOf(url))) throw new AddressError('private');
    const make = url.protocol === 'https:' ? secureRequest : plainRequest;
    const request: ClientRequest = make(url, {
      method: 'POST',
      agent: false,
      lookup: reachable.lookup,
      signal: AbortSignal.timeout(SEND_MS),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(message.body),
        'user-agent': 'cairn-studio',
        ...signed(message, secret, now),
      },
    });
    request.once('response', (response: IncomingMessage) => {
      resolve(response.statusCode ?? 0);
      // What it says is nobody's interest.
      response.destroy();
    });
    request.on('error', reject);
    request.end(message.body);
  });
}
