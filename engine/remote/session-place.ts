/** Where `cairn login` keeps sessions: one file per studio. The command line writes them, the editor reads them. */
import { createHash } from 'node:crypto';
import nodePath from 'node:path';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

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
