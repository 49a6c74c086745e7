/** What goes wrong between here and a studio, in the engine's codes. */
import { z } from 'zod';
import { PROTOCOL_MIN, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { said } from '../domain/said.ts';
import { CairnError, cancelled, type ErrorCode } from '../errors.ts';

const errorBody = z.object({
  error: z.object({
    code: z.string().max(100),
    message: z.string().max(10_000),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** Codes that mean that no (whole) answer came. That a request could not be made at all is nothing that passes. */
const NETWORK =
  /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOST|ENET|EADDR|EPROTO|UND_ERR_(?!INVALID_ARG|NOT_SUPPORTED)|ERR_STREAM_PREMATURE|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u;
/** Among them, those that say that the other end speaks something else. */
const NOT_HTTP = /^(HPE_|UND_ERR_RESPONSE|UND_ERR_HEADERS_OVERFLOW|UND_ERR_REQ_CONTENT|UND_ERR_RES_CONTENT)/u;

const codeOf = (error: unknown): string => {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  // undici's parser error has a name only.
  if (error instanceof Error && error.name === 'HTTPParserError') return 'HPE_';
  return cause === undefined || cause === error ? '' : codeOf(cause);
};

/** A failure of the connection as a CairnError; anything else is handed back as it is. */
export function networkError(error: unknown, url: string): unknown {
  if (error instanceof CairnError) return error;
  const code = codeOf(error);
  if ((error as Error | undefined)?.name === 'AbortError') return cancelled(error);
  if (NOT_HTTP.test(code) && code !== 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return new CairnError(
      'studio-garbage',
      `What answers at ${url} is not a Cairn studio.`,
      { url, reason: code },
      error,
    );
  }
  if (!NETWORK.test(code) && (error as Error | undefined)?.message !== 'terminated') return error;
  return new CairnError(
    'studio-unreachable',
    `The studio ${url} cannot be reached (${code || 'connection lost'}). What is here is kept; try again when it is back.`,
    { url, reason: code },
    error,
  );
}

const BY_STUDIO_CODE: Readonly<Record<string, ErrorCode>> = {
  forbidden: 'forbidden',
  'not-found': 'not-found',
  'metadata-only': 'metadata-only',
  'protocol-version': 'protocol-version',
  overloaded: 'studio-overloaded',
  quota: 'quota',
  'signed-out': 'session-expired',
  'session-expired': 'session-expired',
};

/** An error status, with the code its body carries. */
export function answerError(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
  url: string,
): CairnError {
  const parsed = errorBody.safeParse(parseJson(body));
  const retryAfter = Number(headers['retry-after'] ?? 0) || 0;
  if (status === 503 || status === 429) {
    const message = parsed.success
      ? parsed.data.error.message
      : 'The studio is overloaded. Try again in a moment.';
    return new CairnError('studio-overloaded', message, { retryAfter, code: parsed.data?.error.code });
  }
  if (!parsed.success) {
    const gateway = status === 502 || status === 504;
    return gateway
      ? new CairnError('studio-unreachable', `The studio ${url} cannot be reached (status ${status}).`, {
          url,
          status,
        })
      : new CairnError('studio-garbage', `What answers at ${url} is not a Cairn studio (status ${status}).`, {
          url,
          status,
        });
  }
  const { code, message, details } = parsed.data.error;
  const known = BY_STUDIO_CODE[code] ?? (status === 401 ? 'session-expired' : undefined);
  if (known === 'protocol-version') return versionError(url, [Number(details?.min), Number(details?.max)]);
  if (known) return new CairnError(known, message, { ...details, code, url });
  if (status >= 500)
    return new CairnError('studio-error', said`The studio failed: ${message}`, { ...details, code, status });
  return new CairnError('studio-refused', message, { ...details, code, status });
}

/**
 * What answers sends on to another address, as proxies do from http to https. It is not followed: a token must go nowhere but where its owner
 * signed in.
 */
export function redirected(url: string, path: string, location: string | string[] | undefined): CairnError {
  const target =
    typeof location === 'string' && URL.canParse(location, url) ? new URL(location, url) : undefined;
  const whole = target && `${target.origin}${target.pathname}`;
  // Of a page to sign in at, or whatever else it is, nobody knows where the studio is.
  const leadsTo = whole?.endsWith(path) ? whole.slice(0, -path.length) : undefined;
  return leadsTo === undefined || leadsTo === url
    ? new CairnError(
        'studio-garbage',
        said`What answers at ${url} is not a Cairn studio: it leads elsewhere.`,
        { url },
      )
    : new CairnError('studio-garbage', said`${url} leads to ${leadsTo}: that is the studio's address.`, {
        url,
        leadsTo,
      });
}

/** Two programs without a common version of the protocol. Ranges are [oldest, newest]. */
export function versionError(url: string, theirs: readonly [number, number]): CairnError {
  const who =
    theirs[1] < PROTOCOL_MIN
      ? 'The studio is too old for this Cairn'
      : 'This Cairn is too old for the studio';
  return new CairnError('protocol-version', `${who}. Update it, then sync again; nothing was changed.`, {
    mine: [PROTOCOL_MIN, PROTOCOL_VERSION],
    theirs,
    url,
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
