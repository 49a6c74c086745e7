/** JSON calls: sent, bounded, decoded by schema. */
import { z } from 'zod';
import { CairnError } from '../errors.ts';
import type { Call, StudioHttp } from './http.ts';

/** What answers are made of. */
export const text = z.string().max(10_000);
/** UTC milliseconds. */
export const time = z.number().int().nonnegative();
/** An answer that is not looked at. */
export const nothing = z.unknown().transform(() => undefined);

type JsonCall = Omit<Call, 'body' | 'headers'> & { readonly json?: unknown };

/** @throws {CairnError} studio-garbage where the answer is not what the schema says */
export async function sendJson<T>(http: StudioHttp, call: JsonCall, schema: z.ZodType<T>): Promise<T> {
  const { json, ...rest } = call;
  const { answer, body } = await http.exchange(
    json === undefined
      ? rest
      : {
          ...rest,
          headers: { 'content-type': 'application/json' },
          body: () => Buffer.from(JSON.stringify(json)),
        },
  );
  const parsed = schema.safeParse(answer.statusCode === 204 ? {} : parse(body));
  if (parsed.success) return parsed.data;
  throw new CairnError('studio-garbage', `What answers at ${http.url} is not a Cairn studio.`, {
    url: http.url,
    problem: parsed.error.issues[0]?.message,
  });
}

/** Calls below `base`. GET, PUT and DELETE are taken for what may be sent again. */
export function jsonCalls(http: StudioHttp, base: string) {
  return {
    get: <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
      sendJson(http, { method: 'GET', path: base + path, idempotent: true }, schema),
    send: <T>(
      method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
      path: string,
      json: unknown,
      schema: z.ZodType<T>,
    ): Promise<T> => {
      const idempotent = method === 'PUT' || method === 'DELETE';
      return sendJson(http, { method, path: base + path, json, idempotent }, schema);
    },
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
