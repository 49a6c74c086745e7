/** JSON calls: sent, bounded, decoded by schema. */
import type { z } from 'zod';
import { CairnError } from '../errors.ts';
import type { Call, StudioHttp } from './http.ts';

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

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
