/** The stage `vsix`: packs the extension and checks what is in it. That it works as packed, the journeys show. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packVsix } from '../../scripts/package/vsix.ts';
import { root } from '../support/cache.ts';

const vsix = await packVsix(root);
process.stdout.write(`packed ${vsix}\n`);
const program = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const options = ['--no-config', '--forbid-only', '--fail-zero', '--spec', 'test/vsix/package.spec.ts'];
process.exitCode = spawnSync(process.execPath, [program, ...options], { stdio: 'inherit' }).status ?? 1;
