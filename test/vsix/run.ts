/** The stage `vsix`: packs the extension, checks what is in it, and runs one journey from its installation. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packVsix } from '../../scripts/package/vsix.ts';
import { root } from '../support/cache.ts';

const mocha = (args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean => {
  const program = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const options = [program, '--no-config', '--forbid-only', '--fail-zero', ...args];
  const { status } = spawnSync(process.execPath, options, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
};

const vsix = await packVsix(root);
process.stdout.write(`packed ${vsix}\n`);
const whole = mocha(['--spec', 'test/vsix/package.spec.ts']);
// The workbench in a browser needs what VS Code's server needs; elsewhere the desktop suites cover the extension.
const works =
  process.platform !== 'linux' ||
  mocha(['--spec', 'test/e2e/editor/journeys.spec.ts', '--grep', 'byte for byte'], { CAIRN_VSIX: vsix });
process.exitCode = whole && works ? 0 : 1;
