/**
 * AWS Signature Version 4 as a storage checks it, in headers and in presigned addresses; own code, so that it shares no
 * mistake with what signs. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Keys {
  readonly accessKey: string;
  readonly secret: string;
  readonly region: string;
}

/** What S3 answers instead. */
export class S3Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const denied = (message: string, code = 'AccessDenied'): S3Refusal => new S3Refusal(403, code, message);

/** Longest difference of clocks, in milliseconds. */
const SKEW = 15 * 60_000;
const LONGEST_EXPIRY = 604_800;
export const UNSIGNED = 'UNSIGNED-PAYLOAD';

/** @returns SHA-256 of the body that was signed, or `UNSIGNED-PAYLOAD`. @throws {S3Refusal} */
export function verifySignature(request: IncomingMessage, keys: Keys, now: number): string {
  const url = new URL(request.url ?? '/', 'http://storage');
  return url.searchParams.has('X-Amz-Algorithm')
    ? verifyQuery(request, url, keys, now)
    : verifyHeader(request, url, keys, now);
}

function verifyQuery(request: IncomingMessage, url: URL, keys: Keys, now: number): string {
  const one = (name: string): string => {
    const all = url.searchParams.getAll(name);
    if (all.length !== 1 || !all[0])
      throw new S3Refusal(400, 'AuthorizationQueryParametersError', `${name} must be there once`);
    return all[0];
  };
  if (one('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256')
    throw new S3Refusal(400, 'AuthorizationQueryParametersError');
  if (request.headers.authorization !== undefined)
    throw new S3Refusal(400, 'InvalidArgument', 'Only one auth mechanism allowed');
  const date = one('X-Amz-Date');
  const expires = Number(one('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > LONGEST_EXPIRY)
    throw new S3Refusal(400, 'AuthorizationQueryParametersError', 'X-Amz-Expires is out of range');
  const from = timeOf(date);
  if (now < from - SKEW) throw denied('Request is not yet valid');
  if (now > from + expires * 1_000) throw denied('Request has expired');
  const signed = one('X-Amz-SignedHeaders').split(';');
  const given = one('X-Amz-Signature');
  url.searchParams.delete('X-Amz-Signature');
  const hash = payloadOf(request, signed) ?? UNSIGNED;
  compare(request, url, { keys, date, credential: one('X-Amz-Credential'), signed, hash, given });
  return hash;
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/u;

function verifyHeader(request: IncomingMessage, url: URL, keys: Keys, now: number): string {
  const match = HEADER.exec(request.headers.authorization ?? '');
  if (!match) throw denied('There is no signature');
  const date = String(request.headers['x-amz-date'] ?? '');
  if (Math.abs(timeOf(date) - now) > SKEW) throw denied('The clocks differ too much', 'RequestTimeTooSkewed');
  const signed = match[2]!.split(';');
  const hash = payloadOf(request, signed);
  if (hash === undefined)
    throw new S3Refusal(400, 'InvalidRequest', 'Missing required header x-amz-content-sha256');
  compare(request, url, { keys, date, credential: match[1]!, signed, hash, given: match[3]! });
  return hash;
}

/** The signed hash of the body. */
function payloadOf(request: IncomingMessage, signed: readonly string[]): string | undefined {
  const hash = request.headers['x-amz-content-sha256'];
  if (hash === undefined) return undefined;
  if (!signed.includes('x-amz-content-sha256')) throw denied('x-amz-content-sha256 is not signed');
  if (hash !== UNSIGNED && !/^[0-9a-f]{64}$/u.test(String(hash)))
    throw new S3Refusal(400, 'InvalidArgument', 'x-amz-content-sha256 is no hash');
  return String(hash);
}

interface Signed {
  readonly keys: Keys;
  readonly date: string;
  readonly credential: string;
  readonly signed: readonly string[];
  readonly hash: string;
  readonly given: string;
}

function compare(
  request: IncomingMessage,
  url: URL,
  { keys, date, credential, signed, hash, given }: Signed,
) {
  const scope = `${date.slice(0, 8)}/${keys.region}/s3/aws4_request`;
  const [name, ...rest] = credential.split('/');
  if (name !== keys.accessKey) throw denied('There is no such key', 'InvalidAccessKeyId');
  if (rest.join('/') !== scope) throw denied(`The scope must be ${scope}`, 'AuthorizationHeaderMalformed');
  if (!signed.includes('host')) throw denied('The host is not signed');
  if (signed.join() !== [...new Set(signed)].sort().join()) throw denied('Signed headers must be sorted');
  for (const header of Object.keys(request.headers)) {
    if (header.startsWith('x-amz-') && !signed.includes(header)) throw denied(`${header} is not signed`);
  }
  const headers = signed.map((header) => {
    const value = request.headers[header];
    if (value === undefined) throw denied(`${header} was signed and is not there`, 'SignatureDoesNotMatch');
    return `${header}:${String(value).trim().replace(/\s+/gu, ' ')}\n`;
  });
  const query = [...url.searchParams]
    .map(([key, value]) => [encode(key), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  const canonical = [
    request.method,
    decodeURIComponent(url.pathname).split('/').map(encode).join('/'),
    query.map((pair) => pair.join('=')).join('&'),
    headers.join(''),
    signed.join(';'),
    hash,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  );
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = ['s3', 'aws4_request'].reduce(
    hmac,
    hmac(hmac(`AWS4${keys.secret}`, date.slice(0, 8)), keys.region),
  );
  const wanted = createHmac('sha256', key).update(text).digest('hex');
  if (given.length !== wanted.length || !timingSafeEqual(Buffer.from(given), Buffer.from(wanted)))
    throw denied('The signature does not match', 'SignatureDoesNotMatch');
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/gu, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** UTC milliseconds of `20260105T120000Z`. */
function timeOf(date: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(date);
  if (!match) throw denied('There is no date');
  const [year = 0, month = 1, ...rest] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}
