/** The systems that this machine has and the caller asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { borg, restic } from './backup.ts';
import { type Cairn, cairn } from './cairn.ts';
import { git, gitLfs } from './git.ts';
import { svn } from './svn.ts';
import type { System } from './system.ts';

const OTHERS: Readonly<Record<string, () => System>> = { git, 'git-lfs': gitLfs, svn, restic, borg };
const manifest = z.object({ version: z.string() });

/**
 * @param chosen names; empty for all
 * @param missing told what is asked for and not installed
 * @throws {Error} for a name that nobody has
 */
export function installed(
  dist: string,
  root: string,
  chosen: readonly string[],
  missing: (text: string) => void,
): { readonly cairn: Cairn; readonly systems: readonly System[] } {
  const unknown = chosen.find((name) => name !== 'cairn' && !OTHERS[name]);
  if (unknown) throw new Error(`--systems takes cairn, ${Object.keys(OTHERS).join(', ')}, not "${unknown}".`);
  const { version } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const wanted = (name: string): boolean => chosen.length === 0 || chosen.includes(name);
  const found: System[] = [];
  for (const [name, make] of Object.entries(OTHERS)) {
    if (!wanted(name)) continue;
    const system = make();
    if (system.version === undefined) missing(`${name} is not installed.`);
    else found.push(system);
  }
  const own = cairn(dist, version);
  return { cairn: own, systems: [...(wanted('cairn') ? [own] : []), ...found] };
}
