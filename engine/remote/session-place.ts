/** Where `cairn login` keeps sessions: one file per studio. The command line writes them, the editor reads them. */
import { createHash } from 'node:crypto';
import nodePath from 'node:path';
import { homeFolder } from '../domain/home.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** `homedir` of node:os. */
  readonly home: () => string;
}

/** Where this user's settings are: `CAIRN_CONFIG_DIR`, or the platform's place. @throws {CairnError} usage, where there is none */
export function configDir({ env, platform, home }: Surroundings): string {
  if (env.CAIRN_CONFIG_DIR) return env.CAIRN_CONFIG_DIR;
  const { win32, posix } = nodePath;
  if (platform === 'win32')
    return win32.join(env.APPDATA || win32.join(required(home), 'AppData', 'Roaming'), 'cairn');
  if (platform === 'darwin') return posix.join(required(home), 'Library', 'Application Support', 'cairn');
  return posix.join(env.XDG_CONFIG_HOME || posix.join(required(home), '.config'), 'cairn');
}

function required(find: () => string): string {
  const home = homeFolder(find);
  if (home !== undefined) return home;
  throw new CairnError(
    'usage',
    said`This user has no home folder (HOME) to keep sessions in. Name a folder for them in CAIRN_CONFIG_DIR.`,
  );
}

/** @param studioUrl normalised. */
export function sessionFile(dir: string, studioUrl: string): string {
  const key = createHash('sha256').update(studioUrl).digest('hex').slice(0, 32);
  return nodePath.join(dir, 'sessions', `${key}.json`);
}
