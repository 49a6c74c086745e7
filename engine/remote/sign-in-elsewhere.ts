/**
 * Signing in with a studio's OpenID provider: the browser goes there, and comes back to a page of this program on
 * loopback with a code that is worth something only together with a secret that never left this program. Where the
 * browser runs on another machine, whoever signs in brings the code.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopback } from '../domain/studioUrl.ts';
import { CairnError } from '../errors.ts';
import type { StudioAccount } from './studio.ts';

export interface Browser {
  /** Shows the address to whoever signs in. */
  open(url: string): Promise<void>;
  /** Asks for the code, where the browser cannot come back here. */
  readonly askCode?: (() => Promise<string>) | undefined;
}

/** The calls it takes. */
export type ElsewhereAccount = Pick<StudioAccount, 'beginElsewhere' | 'finishElsewhere'>;

export interface ElsewhereCode {
  readonly code: string;
  readonly verifier: string;
}

/** What people read in the browser when they are done. */
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cairn</title></head>
<body style="font:16px system-ui,sans-serif;margin:15vh auto;max-width:32em"><h1>Signed in</h1><p>You can close this page.</p></body></html>`;
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
};
/** As long as the studio waits. */
const WAIT_MS = 15 * 60_000;

/** Leads whoever sits there through it. @throws {CairnError} cancelled, and what the studio refuses */
export async function codeFromElsewhere(
  account: Pick<StudioAccount, 'beginElsewhere'>,
  browser: Browser,
  signal: AbortSignal,
): Promise<ElsewhereCode> {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  if (browser.askCode) {
    await browser.open(pageOf(await account.beginElsewhere(challenge, null)));
    return { code: (await browser.askCode()).trim(), verifier };
  }
  const page = await Page.open();
  try {
    await browser.open(pageOf(await account.beginElsewhere(challenge, page.port)));
    return { code: await page.code(signal), verifier };
  } finally {
    await page.close();
  }
}

/**
 * What the system opens must be a page: a studio that lies would have it open a file, or start a program.
 * @throws {CairnError} studio-garbage
 */
function pageOf({ url: text }: { readonly url: string }): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) return url.href;
  throw new CairnError('studio-garbage', 'The studio leads to an address that is no page to sign in at.');
}

/** @param target of a request that anybody on this machine may have made. */
function codeOf(target: string): string | undefined {
  return /^\/\?(?:[^#]*&)?code=([\w-]{20,200})(?:&|$)/u.exec(target)?.[1];
}

/** The page on loopback. */
class Page {
  readonly #server: Server;
  readonly #code: Promise<string>;

  private constructor() {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#code = promise;
    this.#server = createServer((request, response) => {
      const code = request.method === 'GET' ? codeOf(request.url ?? '') : undefined;
      response.writeHead(code ? 200 : 404, HEADERS).end(code ? PAGE : '', () => code && resolve(code));
    });
  }

  static async open(): Promise<Page> {
    const page = new Page();
    await new Promise<void>((resolve, reject) => {
      page.#server.once('error', reject);
      page.#server.listen(0, '127.0.0.1', resolve);
    });
    return page;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async code(signal: AbortSignal): Promise<string> {
    const late = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
    const over = new Promise<never>((_resolve, reject) => {
      const stop = () => reject(new CairnError('cancelled', 'Nobody signed in.', { begun: false }));
      if (late.aborted) stop();
      late.addEventListener('abort', stop, { once: true });
    });
    return Promise.race([this.#code, over]);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
