/** What comes with a request is decoded before it is used. */
import type { z } from 'zod';
import { StudioError } from '../errors.ts';

/** @throws {StudioError} bad-request, naming the key */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StudioError(
    'bad-request',
    `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'invalid'}`,
  );
}
