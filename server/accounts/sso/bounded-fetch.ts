/** What a provider answers, in bounds: the library reads whole bodies, and would read one without end. */
import type { CustomFetch } from 'openid-client';

/** Of a discovery document, keys or tokens: those of large providers take some ten kilobytes. */
const MOST_BYTES = 1024 * 1024;

/** As the library calls it. */
export type Fetch = CustomFetch;

/** @throws {RangeError} by the call that it makes, where an answer is larger */
export function boundedFetch(ask: Fetch): Fetch {
  return async (url, options) => {
    const answer = await ask(url, options);
    if (answer.body === null) return answer;
    const parts: Uint8Array[] = [];
    let bytes = 0;
    // Counted as they are decompressed. What throws ends the connection.
    for await (const part of answer.body) {
      bytes += part.length;
      if (bytes > MOST_BYTES)
        throw new RangeError(`${new URL(url).origin} answers more than ${MOST_BYTES} bytes`);
      parts.push(part);
    }
    const { status, statusText, headers } = answer;
    return new Response(Buffer.concat(parts), { status, statusText, headers });
  };
}
