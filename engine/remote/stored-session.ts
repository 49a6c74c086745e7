/** What a session file holds. Apart from where it lies, because the editor decodes one only when it needs it. */
import * as z from 'zod/mini';

const schema = z.object({
  version: z.literal(1),
  studio: z.string(),
  user: z.string(),
  token: z.string().check(z.minLength(1)),
});
const current = z.object({ studio: z.string() });
export type StoredSession = z.infer<typeof schema>;

/** The session in a file's text; null where it is damaged or another studio's, which is as good as none. */
export function parseSession(text: string, studioUrl: string): StoredSession | null {
  try {
    const session = schema.parse(JSON.parse(text));
    return session.studio === studioUrl ? session : null;
  } catch {
    return null;
  }
}

/** The studio of the last sign-in, in the text of the file that says so; null where that is damaged. */
export function parseCurrent(text: string): string | null {
  try {
    return current.parse(JSON.parse(text)).studio;
  } catch {
    return null;
  }
}
