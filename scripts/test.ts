/**
 * `npm test`: everything, in the order in which a failure says most. Each stage is a program of its own, so that
 * one that hangs or crashes cannot take the others' results along.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILED_FILES } from '../test/support/failed-files.ts';
import { noPostgres } from './no-postgres.ts';

interface Stage {
  readonly name: string;
  readonly command: readonly string[];
  /** Absent: everywhere. */
  readonly platform?: NodeJS.Platform;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Why it cannot run here, where it cannot. It is told in the summary. */
  readonly obstacle?: string | undefined;
  /**
   * What waits for programs, sockets and disks of a machine that may be busy is run once more where it fails: the files
   * that failed, or all of it. The first failure is told in the summary: it is a bug to be found, in the product or in
   * the test.
   */
  readonly again?: true;
  /** What it needs, where a machine may lack that: it then ends with 77, and the summary says so. */
  readonly needs?: string;
}

const LEFT_OUT = 77;

/** Mocha on other files than the unit tests'. @param timeout for one test, in milliseconds */
const specs = (pattern: string | readonly string[], timeout = 120_000): readonly string[] => {
  const options = ['--no-config', '--forbid-only', '--fail-zero', '--timeout', String(timeout)];
  return ['mocha', ...options, ...[pattern].flat().flatMap((one) => ['--spec', one])];
};

/** The suites of the studio that say most about its database run on PostgreSQL too. */
const ON_POSTGRES = [
  'test/contract/metadata.test.ts',
  'test/contract/upgrade.test.ts',
  'test/server/access/*.test.ts',
  ...[
    'accounts',
    'activity',
    'administration',
    'clock',
    'hostile/cursors',
    'hostile/identifiers',
    'hostile/upkeep',
    'invariants',
    'merge',
    'names',
    'operations',
    'push',
    'quota',
    'retention',
    'rights',
    'roles',
    'sso',
    'webhooks',
  ].map((name) => `test/server/${name}.test.ts`),
  'test/postgres/*.test.ts',
];

function noPooler(): string | undefined {
  if (process.env.CAIRN_TEST_POSTGRES) return 'it runs on a PostgreSQL of its own only';
  const found = spawnSync('pgbouncer', ['--version']).status === 0;
  return found ? undefined : 'there is no pgbouncer: apt-get install pgbouncer (docs/testing.md)';
}

/** Of the files that failed, where a stage may try again; each of these tries is named at the end. */
const MORE_TRIES = 2;

const scratch = mkdtempSync(join(tmpdir(), 'cairn-test-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

/**
 * Where Node keeps what it made of each source file, for all processes and threads of a run: without it, starting the
 * studio or a thread from source takes twice as long. Not for stages with what ships, which starts as it does for users.
 */
const FROM_SOURCE = { NODE_COMPILE_CACHE: join(scratch, 'compiled') };

const only = process.argv.slice(2);
const stages: readonly Stage[] = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  // Half of its time it waits: for disks, sockets and other programs. Each file has folders and ports of its own. Here and below,
  // the file that takes longest is named first, so that it does not run alone in the end.
  { name: 'unit', command: ['mocha', '--parallel', '--jobs', '2'], env: FROM_SOURCE, again: true },
  {
    name: 'postgres',
    // Each process has a server of its own.
    command: [...specs(ON_POSTGRES), '--require', 'test/support/postgres.ts', '--parallel', '--jobs', '2'],
    env: { ...FROM_SOURCE, CAIRN_TEST_DATABASE: 'postgres' },
    obstacle: noPostgres(),
    again: true,
  },
  {
    name: 'pooler',
    command: specs('test/postgres/*.spec.ts'),
    env: FROM_SOURCE,
    obstacle: noPostgres() ?? noPooler(),
  },
  {
    name: 'storage',
    command: ['node', 'scripts/radosgw/suites.ts'],
    needs: "a real S3 storage: root and Debian's radosgw, or CAIRN_TEST_S3 (docs/testing.md)",
    again: true,
  },
  { name: 'webview', command: specs('test/webview/*.spec.ts'), again: true },
  // Each file has studios, people and folders of its own, and mostly waits for them.
  {
    name: 'e2e',
    command: [
      ...specs(['test/e2e/cli/kill.spec.ts', 'test/e2e/cli/!(kill).spec.ts'], 300_000),
      '--parallel',
      '--jobs',
      '2',
    ],
    again: true,
  },
  {
    name: 'cluster',
    command: specs('test/e2e/cluster/*.spec.ts', 300_000),
    obstacle: noPostgres(),
    again: true,
  },
  { name: 'host', command: ['node', 'test/host/run.ts'], again: true },
  // VS Code's server, whose workbench these drive, is installed on Linux only; the host suites run everywhere.
  {
    name: 'journeys',
    command: [
      ...specs(['test/e2e/editor/work.spec.ts', 'test/e2e/editor/!(work).spec.ts']),
      ...['--parallel', '--jobs', '2'],
    ],
    platform: 'linux',
    again: true,
  },
  { name: 'vsix', command: ['node', 'test/vsix/run.ts'], again: true },
  { name: 'start', command: ['node', 'scripts/start.ts', '--check'], platform: 'linux', again: true },
];

const failedFiles = (stage: Stage): string => join(scratch, `${stage.name}.json`);

/** The stage with nothing but the files that failed; the whole of it where that is not known. */
function failedOnly(stage: Stage): Stage {
  let files: readonly string[];
  try {
    files = JSON.parse(readFileSync(failedFiles(stage), 'utf8'));
  } catch {
    return stage;
  }
  if (files.length === 0 || files.includes('')) return stage;
  const isSpec = (word: string, index: number, words: readonly string[]) =>
    word === '--spec' || words[index - 1] === '--spec';
  // Files that the configuration names would run beside those that are named here.
  const options = stage.command.includes('--spec')
    ? stage.command.filter((...word) => !isSpec(...word))
    : specs([], 20_000);
  return { ...stage, command: [...options, ...files.flatMap((file) => ['--spec', file])] };
}

function run(stage: Stage): 'ok' | 'FAILED' | 'NOT RUN' {
  const started = Date.now();
  process.stdout.write(`\n=== ${stage.name}\n`);
  const [program = '', ...args] = stage.command;
  const reporter = stage.again && program === 'mocha' ? ['--reporter', 'test/support/failed-files.ts'] : [];
  const result = spawnSync(program, [...args, ...reporter], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...stage.env, [FAILED_FILES]: failedFiles(stage) },
  });
  const leftOut = stage.needs !== undefined && result.status === LEFT_OUT;
  const outcome = result.status === 0 ? 'ok' : leftOut ? 'NOT RUN' : 'FAILED';
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`=== ${stage.name}: ${outcome} in ${seconds} s\n`);
  return outcome;
}

const unknown = only.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  const names = stages.map(({ name }) => name).join(', ');
  process.stderr.write(`There is no stage ${unknown.join(', ')}. There are: ${names}\n`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
const unsteady: string[] = [];
const notRun: string[] = [];
for (const stage of stages) {
  if (only.length > 0 && !only.includes(stage.name)) continue;
  if (stage.platform !== undefined && stage.platform !== process.platform) continue;
  if (stage.obstacle !== undefined) {
    notRun.push(`${stage.name}: ${stage.obstacle}`);
    continue;
  }
  let outcome = run(stage);
  for (let more = 0; outcome === 'FAILED' && stage.again && more < MORE_TRIES; more++) {
    unsteady.push(stage.name);
    outcome = run(failedOnly(stage));
  }
  if (outcome === 'ok') passed++;
  else if (outcome === 'FAILED') failed++;
  else notRun.push(`${stage.name}: it needs ${stage.needs}`);
  if (outcome === 'FAILED' && stage.name === 'build') break;
}
if (unsteady.length > 0) process.stdout.write(`\nFailed at first: ${unsteady.join(', ')}\n`);
for (const stage of notRun) process.stdout.write(`\nNOT RUN HERE: ${stage}\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed, ${notRun.length} not run\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
