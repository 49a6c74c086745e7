/** Sessions that `cairn login` keeps for the user of this machine: one file per studio, read here, never written. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, posix, win32 } from 'node:path';
import type { OtherSessions } from './sessions.ts';
import { StoredSession } from './storedSession.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** Where the command line keeps its settings: `CAIRN_CONFIG_DIR`, or the platform's place. */
export function configDir({ env, platform, home }: Surroundings): string {
  if (env.CAIRN_CONFIG_DIR) return env.CAIRN_CONFIG_DIR;
  if (platform === 'win32') return win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'cairn');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'cairn');
  return posix.join(env.XDG_CONFIG_HOME || posix.join(home, '.config'), 'cairn');
}

export class CommandLineSessions implements OtherSessions {
  private readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  async find(studioUrl: string): Promise<{ token: string; user: string } | null> {
    const name = createHash('sha256').update(studioUrl).digest('hex').slice(0, 32);
    try {
      const text = await readFile(join(this.dir, 'sessions', `${name}.json`), 'utf8');
      const session = StoredSession.parse(JSON.parse(text));
      return session.studio === studioUrl ? session : null;
    } catch {
      // None, or a damaged one, which is as good as none.
      return null;
    }
  }
}
