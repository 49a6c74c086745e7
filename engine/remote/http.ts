/** Requests to a studio: bounded answers, coded errors, and retries of what may be sent again. */
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { CairnError, cancelled } from '../errors.ts';
import { openAgent } from './agent.ts';
import { answerError, networkError, redirected } from './failures.ts';
import { isTransient, retryDelay } from './transient.ts';

export type Answer = Dispatcher.ResponseData;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with `/v1/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for every attempt. */
  readonly body?: () => Buffer | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
  /** The call has the same effect when sent again. */
  readonly idempotent: boolean;
}

const ATTEMPTS = 5;
/** Statuses that say it all. Any other refusal is heard when its body is whole. */
const SPEAKING: ReadonlySet<number> = new Set([413, 429, 502, 503, 504]);

export class StudioHttp {
  readonly url: string;
  readonly #token: string | null;
  readonly #agent = openAgent();
  #roundTrip = Number.POSITIVE_INFINITY;
  #direct = false;
  #never = false;

  constructor(url: string, token: string | null) {
    this.url = url;
    this.#token = token;
  }

  /** Milliseconds that the quickest answer took to begin; 0 before there was one. */
  get roundTrip(): number {
    return Number.isFinite(this.#roundTrip) ? this.#roundTrip : 0;
  }

  /** Whether the studio has said that bytes go to and from its storage itself. */
  get direct(): boolean {
    return this.#direct;
  }

  /** From now on they go through the studio, because its storage cannot be reached from here. */
  dontGoDirect(): void {
    this.#direct = false;
    this.#never = true;
  }

  /**
   * An answer with a success status; its body is the caller's to consume.
   * @throws {CairnError} one of the studio codes, or cancelled.
   */
  send(call: Call): Promise<Answer> {
    return this.#retrying(call, () => this.#attempt(call));
  }

  /** An answer with its whole body, of at most `limit` bytes; one that breaks off is asked for again. */
  exchange(call: Call, limit = MAX_MESSAGE_BYTES): Promise<{ answer: Answer; body: Buffer }> {
    return this.#retrying(call, async () => {
      const answer = await this.#attempt(call);
      const body = await readBounded(answer, this.url, limit);
      // Until then the connection counts as busy, and what is asked next would open another: a round trip more.
      await nextTurn();
      return { answer, body };
    });
  }

  async #retrying<T>(call: Call, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (call.signal?.aborted) throw cancelled(error);
        if (!call.idempotent || attempt === ATTEMPTS || !isTransient(error)) throw error;
        await pause(retryDelay(attempt, error), call.signal);
      }
    }
  }

  async #attempt(call: Call): Promise<Answer> {
    const answer = await this.#request(call);
    if (answer.statusCode >= 300 && answer.statusCode < 400) {
      await answer.body.dump();
      throw redirected(this.url, call.path, answer.headers.location);
    }
    if (answer.statusCode < 400) return answer;
    const { statusCode, headers } = answer;
    const body = await readBounded(answer, this.url).catch((error: unknown) => {
      if (isTransient(error) && !SPEAKING.has(statusCode)) throw error;
      return Buffer.alloc(0);
    });
    throw answerError(statusCode, headers, body, this.url);
  }

  async #request(call: Call): Promise<Answer> {
    const body = call.body?.();
    const asked = performance.now();
    try {
      const answer = await request(`${this.url}${call.path}`, {
        method: call.method,
        dispatcher: this.#agent,
        headers: {
          'cairn-protocol': String(PROTOCOL_VERSION),
          ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
          ...call.headers,
        },
        // undici takes any iterable, and asks for a piece when the one before is gone; its types know only streams.
        body:
          body === undefined
            ? null
            : Buffer.isBuffer(body)
              ? body
              : (body as AsyncIterable<Uint8Array> as Readable),
        signal: call.signal ?? null,
      });
      this.#direct = !this.#never && answer.headers['cairn-direct'] === '1';
      this.#roundTrip = Math.min(this.#roundTrip, performance.now() - asked);
      return answer;
    } catch (error) {
      throw networkError(error, this.url);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

/** @throws {CairnError} cancelled */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal ? { signal } : {});
  } catch (reason) {
    throw cancelled(reason);
  }
}

/** A body of at most `limit` bytes. @throws {CairnError} studio-garbage, studio-unreachable */
async function readBounded(answer: Answer, url: string, limit = MAX_MESSAGE_BYTES): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer.body as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) break;
      parts.push(part);
    }
  } catch (error) {
    throw networkError(error, url);
  }
  if (size > limit) {
    throw new CairnError('studio-garbage', 'The studio sent a larger answer than the protocol allows.', {
      url,
    });
  }
  return Buffer.concat(parts);
}
