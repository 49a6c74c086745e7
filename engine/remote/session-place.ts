/** Where `cairn login` keeps sessions: one file per studio. The command line writes them, the editor reads them. */
import { createHash } from 'node:crypto';
import nodePath from 'node:path';
import { pathOf, type Surroundings, userFolder } from '../domain/home.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';

/** Where this user's settings are: `CAIRN_CONFIG_DIR`, or the platform's place. @throws {CairnError} usage, where there is none */
export function configDir(around: Surroundings): string {
  const { env, platform } = around;
  if (env.CAIRN_CONFIG_DIR) return env.CAIRN_CONFIG_DIR;
  const settings = userFolder('settings', around);
  if (settings !== undefined) return pathOf(platform).join(settings, 'cairn');
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
