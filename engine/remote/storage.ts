/**
 * The storage behind a studio, at addresses that the studio gives out. Nothing of the studio's goes there: no session,
 * no cookie, no header but those that the address was signed with.
 */
import type { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { openAgent } from './agent.ts';
import { networkError } from './failures.ts';

/** What a studio may have sent along: whoever runs it must not speak through a member's machine in other ways. */
const HEADERS = /^(?:range|x-amz-[a-z0-9-]{1,60})$/u;
const HEADER_VALUE = /^[\x20-\x7e]*$/u;
/** Bytes of an error's body that are looked at. */
const MOST_TEXT = 64 * 1024;

/** A request that the studio has signed. */
export interface Signed {
  readonly url: string;
  readonly headers: readonly { readonly name?: string | null; readonly value?: string | null }[];
}

interface Call {
  readonly method: 'GET' | 'PUT';
  readonly headers: Record<string, string>;
  readonly body?: Readable;
  readonly signal: AbortSignal;
}

export class StorageHttp {
  readonly #studio: string;
  readonly #agent = openAgent();

  constructor(studio: string) {
    this.#studio = studio;
  }

  /** Sends exactly `length` bytes. @throws {CairnError} studio-unreachable, studio-overloaded, studio-error, cancelled */
  async put(
    signed: Signed,
    body: AsyncIterable<Uint8Array>,
    length: number,
    signal: AbortSignal,
  ): Promise<void> {
    const headers = { ...headersOf(signed), 'content-length': String(length) };
    // undici takes any iterable; its types know only streams.
    const answer = await this.#send(signed, { method: 'PUT', headers, body: body as Readable, signal });
    await answer.body.dump();
  }

  /** A body of exactly `length` bytes, as far as it comes. @throws as {@link put} */
  async get(signed: Signed, length: number, signal: AbortSignal): Promise<Readable> {
    const answer = await this.#send(signed, { method: 'GET', headers: headersOf(signed), signal });
    if (Number(answer.headers['content-length']) === length) return answer.body;
    answer.body.on('error', () => {}).destroy();
    const host = addressOf(signed.url, this.#studio).origin;
    const message = said`The storage ${host} sent something else than was asked for.`;
    throw new CairnError('studio-error', message, { host });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  /** An answer of success. */
  async #send({ url }: Signed, call: Call): Promise<Dispatcher.ResponseData> {
    const target = addressOf(url, this.#studio);
    const host = target.origin;
    let answer: Dispatcher.ResponseData;
    try {
      answer = await request(target, { ...call, dispatcher: this.#agent });
    } catch (error) {
      throw storageError(networkError(error, host), host);
    }
    if (answer.statusCode >= 300) throw await refusal(answer, host);
    return answer;
  }
}

/** @throws {CairnError} studio-garbage where the address is none that a studio of this kind gives out */
function addressOf(url: string, studio: string): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const isSafe =
    target?.protocol === 'https:' || (target?.protocol === 'http:' && studio.startsWith('http:'));
  if (target && isSafe && target.username === '' && target.password === '') return target;
  throw new CairnError(
    'studio-garbage',
    `The studio ${studio} gave an address of its storage that is none.`,
    {
      url: studio,
    },
  );
}

/** @throws {CairnError} studio-garbage where it is no request that a studio of this kind gives out */
export function requireSigned(signed: Signed, studio: string): void {
  addressOf(signed.url, studio);
  headersOf(signed);
}

function headersOf({ headers }: Signed): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, value } of headers) {
    if (!name || !HEADERS.test(name) || !HEADER_VALUE.test(value ?? ''))
      throw new CairnError('studio-garbage', 'The studio asks for a strange header.');
    found[name] = value ?? '';
  }
  return found;
}

/** A broken connection, told as the storage's. */
export function storageError(error: unknown, host: string): unknown {
  if (!CairnError.is(error, 'studio-unreachable', 'studio-garbage')) return error;
  const { reason } = error.details;
  const message = `The studio's storage ${host} cannot be reached (${String(reason ?? 'connection lost')}). What is here is kept; try again when it is back.`;
  return new CairnError('studio-unreachable', message, { ...error.details, url: host, storage: host }, error);
}

async function refusal(answer: Dispatcher.ResponseData, host: string): Promise<CairnError> {
  const { statusCode: status, headers } = answer;
  const text = await textOf(answer.body).catch(() => '');
  const code = /<Code>(\w{1,80})<\/Code>/u.exec(text)?.[1] ?? '';
  const details = { storage: host, status, code };
  const retryAfter = Number(headers['retry-after'] ?? 0) || 0;
  if (status >= 500 || status === 429)
    return new CairnError(
      'studio-overloaded',
      `The studio's storage ${host} is overloaded (${status} ${code}).`,
      {
        ...details,
        retryAfter,
      },
    );
  // The address has expired, or what it led to has moved: the studio gives another.
  const isOld =
    /expired/iu.test(text) || status === 404 || code === 'RequestTimeout' || code === 'InvalidRange';
  if (isOld)
    return new CairnError(
      'studio-overloaded',
      `The studio's storage ${host} wants to be asked anew (${status} ${code}).`,
      {
        ...details,
        retryAfter: 0,
      },
    );
  return new CairnError(
    'studio-error',
    said`The studio's storage ${host} refused (status ${status} ${code}).`,
    details,
  );
}

async function textOf(body: Readable): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > MOST_TEXT) break;
  }
  return Buffer.concat(parts).toString('utf8');
}
