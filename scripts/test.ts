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
  { name: 'webview', command: specs('test/webview/page.spec.ts') },
  { name: 'e2e', command: specs('test/e2e/cli/*.spec.ts', 300_000) },
  { name: 'host', command: ['node', 'test/host/run.ts'] },
  // VS Code's server, whose workbench these drive, is installed on Linux only; the host suites run everywhere.
  { name: 'journeys', command: specs('test/e2e/editor/*.spec.ts'), platform: 'linux' },
  { name: 'vsix', command: ['node', 'test/vsix/run.ts'] },
  { name: 'start', command: ['node', 'scripts/start.ts', '--check'], platform: 'linux' },
];

let passed = 0;
let failed = 0;
for (const stage of stages) {
  if (only.length > 0 && !only.includes(stage.name)) continue;
  if (stage.platform !== undefined && stage.platform !== process.platform) continue;
  const started = Date.now();
  process.stdout.write(`\n=== ${stage.name}\n`);
  const [program = '', ...args] = stage.command;
  const result = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const ok = result.status === 0;
  if (ok) passed++;
  else failed++;
  process.stdout.write(
    `=== ${stage.name}: ${ok ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  if (!ok && stage.name === 'build') break;
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
