/** The calls that the studio makes to an S3-compatible storage. All may be sent again: what lies under a key never changes. */
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher, request } from 'undici';
import { sha256 } from '../../../engine/content/hash.ts';
import { letGo } from '../../../proto/slabs.ts';
import { StudioError } from '../../errors.ts';
import { failureCode, type Listed, type Page, readListing } from './answers.ts';
import type { S3Settings } from './settings.ts';
import { Signer } from './sign.ts';

const ATTEMPTS = 5;
/** Milliseconds. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 5_000;
const CONNECTIONS = 32;
/** Answers that are no objects, in bytes: a page of a listing has a thousand keys. */
const MOST_TEXT = 2 * 1024 * 1024;
const EMPTY = sha256(Buffer.alloc(0));

interface Call {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** The storage answered with something else than what was asked for. */
class S3Error extends Error {
  readonly status: number;
  readonly s3Code: string;

  constructor(status: number, s3Code: string, { method, key }: Pick<Call, 'method' | 'key'>) {
    super(`The storage answered ${method} ${key || '(bucket)'} with ${status} ${s3Code}`);
    this.status = status;
    this.s3Code = s3Code;
  }
}

export class Bucket {
  readonly #settings: S3Settings;
  readonly #signer: Signer;
  readonly #agent = new Agent({
    connections: CONNECTIONS,
    connectTimeout: 10_000,
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
    keepAliveTimeout: 20_000,
  });

  constructor(settings: S3Settings) {
    this.#settings = settings;
    this.#signer = new Signer(settings);
  }

  /** False where `once` and there is an object of this key. Whole and durable once resolved. */
  async put(key: string, body: Buffer, once = false): Promise<boolean> {
    const headers = { 'content-type': 'application/octet-stream', ...(once && { 'if-none-match': '*' }) };
    try {
      await this.#retrying({ method: 'PUT', key, headers, body }, drain);
      return true;
    } catch (error) {
      if (once && isStatus(error, 412, 409)) return false;
      throw failure(error);
    }
  }

  /** Exactly these bytes, or all; undefined where there is no such object. @param range `into` is memory for its bytes */
  async get(
    key: string,
    range?: { readonly offset: number; readonly length: number; readonly into?: Buffer },
  ): Promise<Buffer | undefined> {
    const headers = range ? { range: rangeHeader(range.offset, range.length) } : {};
    try {
      return await this.#retrying({ method: 'GET', key, headers }, async (answer) => {
        const length = Math.min(MOST_TEXT, Number(answer.headers['content-length']) || 0);
        const body = await wholeBody(answer.body, range?.length ?? length, range?.into);
        if (range && body.length !== range.length) throw new BrokenOff();
        return body;
      });
    } catch (error) {
      // Shorter than what was stored there: as good as not there.
      if (isStatus(error, 404, 416)) return undefined;
      throw failure(error);
    }
  }

  /** Its length; undefined where there is no such object. */
  async head(key: string): Promise<{ readonly bytes: number } | undefined> {
    try {
      return await this.#retrying({ method: 'HEAD', key }, async (answer) => {
        await drain(answer);
        return { bytes: Number(answer.headers['content-length']) };
      });
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw failure(error);
    }
  }

  async delete(key: string): Promise<void> {
    try {
      await this.#retrying({ method: 'DELETE', key }, drain);
    } catch (error) {
      if (!isStatus(error, 404)) throw failure(error);
    }
  }

  async *list(prefix: string): AsyncGenerator<Listed, void, undefined> {
    let token: string | undefined;
    do {
      const query = { 'list-type': '2', prefix, ...(token !== undefined && { 'continuation-token': token }) };
      const { found, next } = await this.#page(query);
      yield* found;
      token = next;
    } while (token !== undefined);
  }

  async #page(query: Readonly<Record<string, string>>): Promise<Page> {
    try {
      const text = await this.#retrying({ method: 'GET', key: '', query }, async ({ body }) =>
        (await wholeBody(body, MOST_TEXT)).toString('utf8'),
      );
      return readListing(text, query['continuation-token']);
    } catch (error) {
      throw failure(error);
    }
  }

  /**
   * An address with which one request can be made without the keys, until it expires. Every header is signed: the request must
   * carry these, as they are.
   */
  presign(
    method: 'GET' | 'PUT',
    key: string,
    headers: Readonly<Record<string, string>>,
    seconds: number,
  ): string {
    return this.#signer.address(method, this.#url(key, this.#settings.clientEndpoint), headers, seconds);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #url(key: string, endpoint: URL): URL {
    const url = new URL(endpoint);
    const { bucket, pathStyle } = this.#settings;
    if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
    const parts = [url.pathname.replace(/\/$/u, ''), ...(pathStyle ? [bucket] : []), key];
    url.pathname = parts.join('/');
    return url;
  }

  async #retrying<T>(call: Call, read: (answer: Dispatcher.ResponseData) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      let wait = 0;
      try {
        const answer = await this.#send(call);
        if (answer.statusCode < 300) return await read(answer);
        wait = Number(answer.headers['retry-after'] ?? 0) * 1_000 || 0;
        throw new S3Error(answer.statusCode, await codeOf(answer), call);
      } catch (error) {
        if (attempt === ATTEMPTS || !isPassing(error)) throw error;
        const random = Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
        await sleep(Math.min(wait, LONGEST_DELAY) + random);
      }
    }
  }

  async #send({ method, key, query, headers, body }: Call): Promise<Dispatcher.ResponseData> {
    const url = this.#url(key, this.#settings.endpoint);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const hash = { 'x-amz-content-sha256': body ? sha256(body) : EMPTY };
    const signed = this.#signer.headers(method, url, { ...headers, ...hash });
    // A "+" in a query is a space to some and a plus to others.
    const text = url.toString().replaceAll('+', '%20');
    return request(text, { method, dispatcher: this.#agent, body: body ?? null, headers: signed });
  }
}

export const rangeHeader = (offset: number, length: number): string =>
  `bytes=${offset}-${offset + length - 1}`;

class BrokenOff extends Error {}

const isStatus = (error: unknown, ...wanted: number[]): boolean =>
  error instanceof S3Error && wanted.includes(error.status);

/** Whether it may go well the next time. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof S3Error) ||
  error.status >= 500 ||
  error.status === 429 ||
  error.s3Code === 'RequestTimeout';

/** What a failure of the storage means to whoever asked the studio. */
function failure(error: unknown): unknown {
  if (!isPassing(error)) return error;
  return new StudioError('overloaded', "The studio's storage does not answer", { retryAfter: 5 }, error);
}

async function drain({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump();
}

/** @param most bytes; more than these are none that were asked for. */
async function wholeBody(
  body: Readable,
  most: number,
  whole: Buffer = Buffer.allocUnsafeSlow(most),
): Promise<Buffer> {
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    if (size + part.length > most) throw new BrokenOff();
    whole.set(part, size);
    size += part.length;
    letGo(part);
  }
  return whole.subarray(0, size);
}

async function codeOf({ body }: Dispatcher.ResponseData): Promise<string> {
  try {
    return failureCode((await wholeBody(body, MOST_TEXT)).toString('utf8'));
  } catch {
    return '';
  }
}
