/**
 * The suites of storages on a real one: the one that CAIRN_TEST_S3 names (a JSON object of the studio's keys, with a
 * bucket that may be written to), otherwise a Ceph gateway that is started for it. Ends with 77 where there is neither.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noPostgres } from '../no-postgres.ts';

const LEFT_OUT = 77;
const here = dirname(fileURLToPath(import.meta.url));
const SUITES = [
  'test/contract/chunk-store.test.ts',
  'test/server/direct.test.ts',
  'test/server/direct-sync.test.ts',
  'test/server/s3-operations.test.ts',
  // Four studios, killed one after the other: on a PostgreSQL.
  ...(noPostgres() ? [] : ['test/e2e/cluster/cluster.spec.ts']),
];

function suitesOn(storage: string): number {
  const specs = SUITES.flatMap((spec) => ['--spec', spec]);
  const options = ['--no-config', '--forbid-only', '--fail-zero', '--timeout', '60000'];
  const env = { ...process.env, CAIRN_TEST_S3: storage };
  const result = spawnSync('mocha', [...options, ...specs, '--grep', 'a real storage'], {
    stdio: 'inherit',
    env,
  });
  return result.status ?? 1;
}

function main(): number {
  const named = process.env.CAIRN_TEST_S3;
  if (named) return suitesOn(named);
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return LEFT_OUT;
  const folder = mkdtempSync(join(tmpdir(), 'cairn-radosgw-'));
  try {
    const started = spawnSync(join(here, 'start.sh'), [folder], { encoding: 'utf8', timeout: 150_000 });
    if (started.status === 3) {
      process.stdout.write(started.stdout);
      return LEFT_OUT;
    }
    if (started.status !== 0) {
      spawnSync('tail', ['-n', '30', join(folder, 'start.log')], { stdio: 'inherit' });
      return 1;
    }
    return suitesOn(started.stdout.trim());
  } finally {
    const stopped = spawnSync(join(here, 'stop.sh'), [folder], { encoding: 'utf8' });
    // Where nothing was started there is nothing to be stopped, but the folder.
    if (stopped.status !== 0) spawnSync('rm', ['-rf', folder]);
  }
}

process.exitCode = main();
