/** What comes with a request is decoded before it is used. */
import { z } from 'zod';
import { MAX_PASSWORD } from '../accounts/passwords.ts';
import { StudioError } from '../errors.ts';
import { holdsNul } from '../metadata/rows.ts';

export const name = z.string().min(1).max(200);
export const password = z.string().min(1).max(MAX_PASSWORD);
export const moment = z.iso.datetime({ offset: true }).describe('ISO 8601');
export const millis = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);
export const BY_ID = z.object({ id: z.string().min(1).max(100) });

/** @throws {StudioError} bad-request, naming the key */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success && holdsNul(parsed.data))
    throw new StudioError('bad-request', 'No text may hold the character NUL');
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StudioError(
    'bad-request',
    `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'invalid'}`,
  );
}
