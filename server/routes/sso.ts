/** Single sign-on: what programs call, and the page that the browser comes back to. */
import { z } from 'zod';
import { clientOf, userOf } from '../access/guard.ts';
import { ADDRESS, LINKED, SIGN_IN } from '../api/answers.ts';
import { type Calls, NOTHING } from '../api/calls.ts';
import { StudioError } from '../errors.ts';
import type { Studio } from '../studio.ts';

const BEGIN = z.object({
  challenge: z
    .string()
    .regex(/^[\w-]{43}$/u, 'must be a SHA-256 as base64url')
    .describe("Base64url of the SHA-256 of the program's secret"),
  port: z
    .number()
    .int()
    .min(1_024)
    .max(65_535)
    .nullable()
    .default(null)
    .describe("Of the program's page on 127.0.0.1; null where the code is to be shown"),
});
const LINK = z.object({ code: z.string().min(1).max(200), verifier: z.string().min(32).max(200) });
const FINISH = LINK.extend({ device: z.string().max(200).default('') });

const PAGE = { type: 'text/html', what: 'A page for whoever signs in' };
/** Of pages: nothing is loaded, nothing runs, nobody frames them, and the address with its code is told to nobody. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'content-type': 'text/html; charset=utf-8',
};

const page = (title: string, text: string, code = ''): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cairn</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32em;padding:0 1em}code{font-size:18px;user-select:all;overflow-wrap:anywhere}</style>
</head><body><h1>${title}</h1><p>${text}</p>${code && `<p><code>${code}</code></p>`}</body></html>
`;

const SHOWN =
  'Give this code to the program in which you began to sign in. If somebody sent you the link that led here, close this page: whoever has the code signs in as you.';

export function ssoRoutes(app: Calls, { sso }: Studio): void {
  const begin = {
    summary: 'Begin to sign in with the provider',
    body: BEGIN,
    response: { 200: ADDRESS },
  };
  app.post('/v1/sso/begin', { schema: begin }, (request) => sso.begin(request.body));
  const back = {
    summary: 'Where the provider leads the browser back to',
    gives: PAGE,
    fails: PAGE,
    response: { 302: NOTHING },
  };
  app.get('/v1/sso/callback', { schema: back }, async (request, reply) => {
    reply.headers(HEADERS);
    try {
      const done = await sso.cameBack(request.url.split('?')[1] ?? '');
      if ('to' in done) return reply.redirect(done.to, 302);
      return reply.send(page('You are almost in', SHOWN, done.code) as never);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      request.log.warn({ err: error.cause ?? error }, 'A single sign-on failed');
      return reply.code(error.status as 302).send(page('That did not work', error.message) as never);
    }
  });
  const finish = { summary: 'Change the code for a session', body: FINISH, response: { 200: SIGN_IN } };
  app.post('/v1/sso/finish', { schema: finish }, async (request) => {
    const { device, ...wanted } = request.body;
    return sso.signIn(wanted, device, clientOf(request));
  });
  const link = {
    summary: 'Sign in with the provider from now on, too',
    body: LINK,
    response: { 204: NOTHING },
  };
  app.post('/v1/me/identities', { schema: link }, async (request, reply) => {
    await sso.link(request.body, userOf(request), clientOf(request));
    return reply.code(204).send();
  });
  const linked = { summary: 'Whether one signs in with the provider', response: { 200: LINKED } };
  app.get('/v1/me/identities', { schema: linked }, async (request) => ({
    linked: await sso.isLinked(userOf(request)),
  }));
  const unlink = { summary: 'Sign in with the provider no more', response: { 204: NOTHING } };
  app.delete('/v1/me/identities', { schema: unlink }, async (request, reply) => {
    await sso.unlink(userOf(request), clientOf(request));
    return reply.code(204).send();
  });
}
