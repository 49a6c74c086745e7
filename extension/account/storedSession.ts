/** The file in which `cairn login` keeps a session. */
import * as z from 'zod/mini';

export const StoredSession = z.object({
  version: z.literal(1),
  studio: z.string(),
  user: z.string(),
  token: z.string().check(z.minLength(1)),
});
