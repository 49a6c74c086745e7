/** Where a run took place. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import type { Result } from './report/result.ts';

function fileSystem(): string {
  const { stdout, status } = spawnSync('stat', ['-f', '-c', '%T', tmpdir()], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'unknown';
}

export function describeMachine(): Result['machine'] {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    fileSystem: fileSystem(),
  };
}

/** Of the source in `root`, with a mark where it differs from what was committed. */
export function revisionOf(root: string): string {
  try {
    const words = ['describe', '--always', '--dirty', '--abbrev=10'];
    return execFileSync('git', words, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
