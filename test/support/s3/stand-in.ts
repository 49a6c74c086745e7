/**
 * A storage that speaks S3, for tests: a real HTTP server on files, stricter than most. It refuses every request whose
 * signature, length, hash or condition is wrong, and fails in the ways it is told to.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Keys, S3Refusal, UNSIGNED, verifySignature } from './signature.ts';

export interface Seen {
  readonly method: string;
  readonly key: string;
  readonly headers: IncomingMessage['headers'];
  readonly presigned: boolean;
}

/** What goes wrong with a request: an answer of this status and code, half a body, or a wait before the answer. */
export type Fault =
  | {
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly retryAfter?: number;
    }
  | { readonly cut: true }
  | { readonly after: Promise<void> };

/** Names on one page of a listing where the request names no number. */
const PAGE = 1_000;
const MOST_BYTES = 64 * 1024 * 1024;

export class StandIn {
  readonly bucket = 'art';
  readonly keys: Keys = { accessKey: 'AKSTANDIN', secret: 'stand/in+secret', region: 'us-east-1' };
  readonly seen: Seen[] = [];
  /** Asked about every request that is allowed. */
  fault: (seen: Seen) => Fault | undefined = () => undefined;
  /** Added to the clock, in milliseconds. */
  skew = 0;
  /** Whether it minds `if-none-match`, as not every storage does. */
  conditions = true;
  readonly #server: Server;
  readonly #folder: string;

  private constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'cairn-s3-'));
    mkdirSync(join(this.#folder, 'objects'));
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => refuse(response, error));
    });
  }

  static async start(): Promise<StandIn> {
    const storage = new StandIn();
    await new Promise<void>((resolve) => storage.#server.listen(0, '127.0.0.1', resolve));
    return storage;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The studio's options for it. */
  get options() {
    return {
      s3Bucket: this.bucket,
      s3Endpoint: this.endpoint,
      s3Region: this.keys.region,
      s3AccessKey: this.keys.accessKey,
      s3Secret: this.keys.secret,
    };
  }

  objects(): string[] {
    return readdirSync(join(this.#folder, 'objects')).map(decodeURIComponent).sort();
  }

  file(key: string): string {
    return join(this.#folder, 'objects', encodeURIComponent(key));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://storage');
    const [, bucket = '', ...path] = decodeURIComponent(url.pathname).split('/');
    const key = path.join('/');
    const method = request.method ?? '';
    const seen = {
      method,
      key,
      headers: request.headers,
      presigned: url.searchParams.has('X-Amz-Signature'),
    };
    this.seen.push(seen);
    const hash = verifySignature(request, this.keys, Date.now() + this.skew);
    if (bucket !== this.bucket) throw new S3Refusal(404, 'NoSuchBucket');
    const fault = this.fault(seen);
    if (fault && 'after' in fault) await fault.after;
    if (fault && 'status' in fault) {
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', String(fault.retryAfter));
      throw new S3Refusal(fault.status, fault.code, fault.message);
    }
    const cut = fault !== undefined && 'cut' in fault;
    if (method === 'PUT' && key !== '') return this.#put(request, response, { key, hash, cut });
    if (method === 'GET' && key === '') return this.#list(url, response);
    if (method === 'GET' || method === 'HEAD') return this.#get(request, response, { key, cut });
    if (method === 'DELETE' && key !== '') {
      await rm(this.file(key), { force: true });
      response.writeHead(204).end();
      return;
    }
    throw new S3Refusal(501, 'NotImplemented');
  }

  async #put(
    request: IncomingMessage,
    response: ServerResponse,
    { key, hash, cut }: { key: string; hash: string; cut: boolean },
  ): Promise<void> {
    const { headers } = request;
    if (headers['content-length'] === undefined) throw new S3Refusal(411, 'MissingContentLength');
    if (Number(headers['content-length']) > MOST_BYTES) throw new S3Refusal(400, 'EntityTooLarge');
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
      if (cut) return void request.destroy();
    }
    const body = Buffer.concat(parts);
    const sha256 = createHash('sha256').update(body);
    const digest = sha256.digest();
    if (hash !== UNSIGNED && digest.toString('hex') !== hash)
      throw new S3Refusal(400, 'XAmzContentSHA256Mismatch');
    const checksum = headers['x-amz-checksum-sha256'];
    if (checksum !== undefined && checksum !== digest.toString('base64'))
      throw new S3Refusal(400, 'BadDigest');
    const md5 = headers['content-md5'];
    if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64'))
      throw new S3Refusal(400, 'BadDigest');
    const temporary = join(this.#folder, randomUUID());
    await writeFile(temporary, body);
    if (
      this.conditions &&
      headers['if-none-match'] === '*' &&
      statSync(this.file(key), { throwIfNoEntry: false })
    ) {
      await rm(temporary);
      throw new S3Refusal(412, 'PreconditionFailed');
    }
    await rename(temporary, this.file(key));
    response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end();
  }

  async #get(
    request: IncomingMessage,
    response: ServerResponse,
    { key, cut }: { key: string; cut: boolean },
  ): Promise<void> {
    if (key === '') return void response.writeHead(200).end();
    const found = await stat(this.file(key)).catch(() => undefined);
    if (!found) throw new S3Refusal(404, 'NoSuchKey');
    const range = /^bytes=(\d+)-(\d+)$/u.exec(request.headers.range ?? '');
    const [from, to] = range
      ? [Number(range[1]), Math.min(Number(range[2]), found.size - 1)]
      : [0, found.size - 1];
    if (range && (from >= found.size || from > to)) throw new S3Refusal(416, 'InvalidRange');
    const body = (await readFile(this.file(key))).subarray(from, to + 1);
    response.writeHead(range ? 206 : 200, {
      'content-length': body.length,
      'last-modified': found.mtime.toUTCString(),
      ...(range && { 'content-range': `bytes ${from}-${to}/${found.size}` }),
    });
    if (request.method === 'HEAD') return void response.end();
    if (!cut) return void response.end(body);
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  }

  async #list(url: URL, response: ServerResponse): Promise<void> {
    if (url.searchParams.get('list-type') !== '2') throw new S3Refusal(501, 'NotImplemented');
    const prefix = url.searchParams.get('prefix') ?? '';
    const most = Math.min(PAGE, Number(url.searchParams.get('max-keys') ?? PAGE));
    const token = url.searchParams.get('continuation-token');
    const after = token === null ? '' : Buffer.from(token, 'base64').toString('utf8');
    const all = this.objects().filter((key) => key.startsWith(prefix) && key > after);
    const page = all.slice(0, most);
    const more = all.length > page.length;
    const contents = await Promise.all(
      page.map(async (key) => {
        const { size, mtime } = await stat(this.file(key));
        return `<Contents><Key>${escapeXml(key)}</Key><LastModified>${mtime.toISOString()}</LastModified><Size>${size}</Size></Contents>`;
      }),
    );
    const next = more
      ? `<NextContinuationToken>${Buffer.from(page.at(-1)!).toString('base64')}</NextContinuationToken>`
      : '';
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${more}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`,
    );
  }
}

const escapeXml = (text: string): string => text.replace(/[<>&"']/gu, (c) => `&#${c.charCodeAt(0)};`);

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const { status, code, message } =
    error instanceof S3Refusal ? error : new S3Refusal(500, 'InternalError', String(error));
  response.writeHead(status, { 'content-type': 'application/xml', connection: 'close' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`,
  );
}
