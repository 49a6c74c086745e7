/**
 * Disks that are full or read-only, for one command: Linux can give a process mounts of its own, which end with it
 * and touch nothing of the machine. No root is needed where user namespaces are allowed.
 */
import { spawnSync } from 'node:child_process';
import { CliProcess, PROGRAM, type Result } from './cliProcess.ts';

const UNSHARE = ['unshare', '-rm'] as const;

/** Why it cannot be done here, or undefined where it can. */
export function namespacesMissing(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has mount namespaces';
  const tried = spawnSync(UNSHARE[0], [...UNSHARE.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  if (tried.status === 0) return undefined;
  return `unshare -rm is not permitted: ${tried.stderr?.toString().trim() || tried.error?.message}`;
}

type Env = Readonly<Record<string, string>>;

/** Runs `cairn --json ARGS` in `cwd` with `folder` mounted read-only. */
export function withReadOnly(
  folder: string,
  cwd: string,
  args: readonly string[],
  env: Env,
): Promise<Result> {
  const script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$PWD" && exec "$@"';
  return new CliProcess([PROGRAM, '--json', ...args], {
    cwd,
    env,
    through: [...UNSHARE, 'sh', '-c', script, folder],
  }).result;
}

/**
 * Runs `cairn --json ARGS` in a copy of `folder` on a disk of `size` bytes, then copies what is there back into
 * `folder`. The result is the command's.
 */
export function withSmallDisk(
  folder: string,
  size: number,
  args: readonly string[],
  env: Env,
): Promise<Result> {
  const script = `
    disk=$(mktemp -d) && mount -t tmpfs -o size=${size} tmpfs "$disk" && cp -a "$0"/. "$disk" || exit 99
    cd "$disk"; "$@"; code=$?
    cd /; find "$0" -mindepth 1 -delete; cp -a "$disk"/. "$0" || exit 98
    exit $code`;
  return new CliProcess([PROGRAM, '--json', ...args], {
    cwd: folder,
    env,
    through: [...UNSHARE, 'sh', '-c', script, folder],
  }).result;
}
