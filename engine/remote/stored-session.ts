/** The files in which `cairn login` keeps sessions: one per studio. The command line writes them, the editor reads them. */
import { createHash } from 'node:crypto';
import nodePath from 'node:path';
import * as z from 'zod/mini';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

const schema = z.object({
  version: z.literal(1),
  studio: z.string(),
  user: z.string(),
  token: z.string().check(z.minLength(1)),
});
export type StoredSession = z.infer<typeof schema>;

/** Where this user's settings are: `CAIRN_CONFIG_DIR`, or the platform's place. */
export function configDir({ env, platform, home }: Surroundings): string {
  if (env.CAIRN_CONFIG_DIR) return env.CAIRN_CONFIG_DIR;
  const { win32, posix } = nodePath;
  if (platform === 'win32') return win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'cairn');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'cairn');
  return posix.join(env.XDG_CONFIG_HOME || posix.join(home, '.config'), 'cairn');
}

/** @param studioUrl normalised. */
export function sessionFile(dir: string, studioUrl: string): string {
  const key = createHash('sha256').update(studioUrl).digest('hex').slice(0, 32);
  return nodePath.join(dir, 'sessions', `${key}.json`);
}

/** The session in a file's text; null where it is damaged or another studio's, which is as good as none. */
export function parseSession(text: string, studioUrl: string): StoredSession | null {
  try {
    const session = schema.parse(JSON.parse(text));
    return session.studio === studioUrl ? session : null;
  } catch {
    return null;
  }
}
