/** The file in which `cairn login` keeps a session. */
import { z } from 'zod';

export const StoredSession = z.object({
  version: z.literal(1),
  studio: z.string(),
  user: z.string(),
  token: z.string().min(1),
});
