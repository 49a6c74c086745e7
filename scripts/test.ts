/**
 * `npm test`: everything, in the order in which a failure says most. Each stage is a program of its own, so that
 * one that hangs or crashes cannot take the others' results along.
 */
import { spawnSync } from 'node:child_process';

interface Stage {
  readonly name: string;
  readonly command: readonly string[];
  /** Absent: everywhere. */
  readonly platform?: NodeJS.Platform;
  /**
   * What drives whole programs on a machine that may be busy is run once more where it fails. The first failure is
   * told in the summary: it is a bug to be found, in the product or in the test.
   */
  readonly again?: true;
}

/** Mocha on other files than the unit tests'. @param timeout for one test, in milliseconds */
const specs = (pattern: string, timeout = 120_000): readonly string[] => {
  const options = ['--no-config', '--forbid-only', '--fail-zero', '--timeout', String(timeout)];
  return ['mocha', ...options, '--spec', pattern];
};

const only = process.argv.slice(2);
const stages: readonly Stage[] = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'unit', command: ['mocha'] },
  { name: 'webview', command: specs('test/webview/*.spec.ts'), again: true },
  { name: 'e2e', command: specs('test/e2e/cli/*.spec.ts', 300_000), again: true },
  { name: 'host', command: ['node', 'test/host/run.ts'], again: true },
  // VS Code's server, whose workbench these drive, is installed on Linux only; the host suites run everywhere.
  { name: 'journeys', command: specs('test/e2e/editor/*.spec.ts'), platform: 'linux', again: true },
  { name: 'vsix', command: ['node', 'test/vsix/run.ts'], again: true },
  { name: 'start', command: ['node', 'scripts/start.ts', '--check'], platform: 'linux', again: true },
];

/** @returns whether the stage passed. */
function run(stage: Stage): boolean {
  const started = Date.now();
  process.stdout.write(`\n=== ${stage.name}\n`);
  const [program = '', ...args] = stage.command;
  const result = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const ok = result.status === 0;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`=== ${stage.name}: ${ok ? 'ok' : 'FAILED'} in ${seconds} s\n`);
  return ok;
}

let passed = 0;
let failed = 0;
const unsteady: string[] = [];
for (const stage of stages) {
  if (only.length > 0 && !only.includes(stage.name)) continue;
  if (stage.platform !== undefined && stage.platform !== process.platform) continue;
  let ok = run(stage);
  if (!ok && stage.again) {
    unsteady.push(stage.name);
    ok = run(stage);
  }
  if (ok) passed++;
  else failed++;
  if (!ok && stage.name === 'build') break;
}
if (unsteady.length > 0) process.stdout.write(`\nFailed at first: ${unsteady.join(', ')}\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
