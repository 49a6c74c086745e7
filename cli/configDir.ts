/** Where this user's sessions are kept. */
import nodePath from 'node:path';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** `CAIRN_CONFIG_DIR`, or the platform's folder for settings. */
export function configDir({ env, platform, home }: Surroundings): string {
  if (env.CAIRN_CONFIG_DIR) return env.CAIRN_CONFIG_DIR;
  if (platform === 'win32')
    return nodePath.win32.join(env.APPDATA || nodePath.win32.join(home, 'AppData', 'Roaming'), 'cairn');
  const { join } = nodePath.posix;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'cairn');
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'cairn');
}
