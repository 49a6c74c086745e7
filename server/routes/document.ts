/** The description of all calls, for programs that make clients of it. */
import { z } from 'zod';
import type { Calls, Declared } from '../api/calls.ts';
import { openApi } from '../api/openapi.ts';

const DOCUMENT = z.record(z.string(), z.unknown());

export function documentRoutes(app: Calls, declared: Declared, version: string): void {
  let document: z.infer<typeof DOCUMENT> | undefined;
  const schema = { summary: 'This document', response: { 200: DOCUMENT } };
  app.get('/v1/openapi.json', { schema }, async () => {
    document ??= openApi(declared, version);
    return document;
  });
}
