/** Configuration, stored sessions, messages of pages and answers in JSON: what zod decodes. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { StudioHttp } from '../../../engine/remote/http.ts';
import { sendJson } from '../../../engine/remote/json.ts';
import { parseSession } from '../../../engine/remote/stored-session.ts';
import { readStarted } from '../../../extension/studio/started.ts';
import { readConfig } from '../../../server/config.ts';
import { toComparePage } from '../../../webview-ui/compare/protocol.ts';
import { toNeedsPage } from '../../../webview-ui/needs/protocol.ts';
import { fromPastePage } from '../../../webview-ui/paste/protocol.ts';
import { toHost, toPage } from '../../../webview-ui/protocol.ts';
import { conflict } from '../../webview/conflicts.ts';
import { asJson, hasCode, jsonOf, type Target, utf8 } from '../target.ts';

export const config: Target = {
  name: 'studio-config',
  runs: 600,
  samples: () => [
    jsonOf({
      data: '/srv/cairn',
      host: '0.0.0.0',
      port: 7420,
      trustedProxies: ['10.0.0.0/8'],
      logLevel: 'debug',
    }),
    jsonOf({ maxRequests: 5, sessionDays: 3, unknown: true }),
  ],
  decode: (input) => {
    const text = utf8(input);
    readConfig({
      env: { CAIRN_STUDIO_PORT: text, CAIRN_STUDIO_TRUSTED_PROXIES: text },
      options: {},
      file: undefined,
    });
    return readConfig({ env: {}, options: {}, file: { path: 'studio.json', text } });
  },
  isExpected: hasCode('usage'),
};

export const session: Target = {
  name: 'session-files',
  runs: 600,
  samples: () => [
    jsonOf({ version: 1, studio: 'http://s', user: 'ann', token: randomUUID() }),
    jsonOf({ url: 'http://127.0.0.1:7420', setupToken: 'x' }),
  ],
  decode: (input) => [parseSession(utf8(input), 'http://s'), readStarted(utf8(input))],
  isExpected: () => false,
};

export const pages: Target = {
  name: 'page-messages',
  runs: 600,
  samples: () => [
    jsonOf({ type: 'resolve', conflictId: 'c', decision: { choice: 'rename', name: 'x' } }),
    jsonOf({ type: 'resolve-all', decisions: [{ conflictId: 'c', decision: null }] }),
    jsonOf({ type: 'image', base64: 'AAAA' }),
    jsonOf({ type: 'state', project: 'p', conflicts: [conflict('c')], syncing: false, error: null }),
  ],
  decode: (input) => {
    const value = asJson(input);
    const schemas = [toHost, toPage, fromPastePage, toComparePage, toNeedsPage];
    return schemas.map((schema) => schema.safeParse(value).success);
  },
  isExpected: () => false,
};

/** An answer of a studio that is JSON, or should be. */
export const answers: Target = {
  name: 'json-answers',
  runs: 600,
  samples: () => [jsonOf({ user: { id: randomUUID(), name: 'ann', admin: true } })],
  decode: async (input) => {
    const http = {
      url: 'http://s',
      exchange: async () => ({ answer: { statusCode: 200 }, body: Buffer.from(input) }),
    };
    const schema = z.object({ user: z.object({ id: z.string(), name: z.string(), admin: z.boolean() }) });
    return sendJson(http as unknown as StudioHttp, { method: 'GET', path: '/', idempotent: true }, schema);
  },
  isExpected: hasCode('studio-garbage'),
};
