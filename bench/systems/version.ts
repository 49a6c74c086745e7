import { spawnSync } from 'node:child_process';

/** The first number with dots that the program says about itself; undefined where it is not installed. */
export function versionOf(program: string, ...args: readonly string[]): string | undefined {
  const { stdout, status } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? (/\d+(?:\.\d+)+/u.exec(stdout)?.[0] ?? 'unknown') : undefined;
}
